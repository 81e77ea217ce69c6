"""Training a model, and nothing else: the loop, the engine, recipes and losses, guards, the queue.

What a training leaves on disk belongs to runs, what it will take to forecast, what it is worth to evaluation.
"""
