"""The networks: they know only tensors, nothing of files, words or projects.

How they are trained belongs to training, their files to runs.
"""
