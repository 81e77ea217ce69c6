"""What a training leaves on disk, and the pairs it was trained on: the one place that reads a run's files.

Making these files belongs to training, computing with them to decoding, evaluation and analysis.
"""
