"""A project on disk: its videos, its pairs, what people corrected.

How pairs are made belongs to material, what a training leaves to runs.
"""
