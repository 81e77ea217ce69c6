"""What a run is worth: its figures, the health of its latent, baselines, retrieval, and sentences on what they mean.

Nothing here trains, and nothing here draws.
"""
