"""What is read from latents: maps, clusters, the choice of k. Plain arrays in, plain arrays out.

Which vectors a run's moments have is answered in runs, how good the latent is in evaluation.
"""
