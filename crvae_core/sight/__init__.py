"""What a trained eye sees in frames: its network, its file, features of every sampled frame.

The project's own models belong to model, sampling frames to media, what features are good for to training and analysis.
"""
