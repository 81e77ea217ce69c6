"""Words: tokens of a caption, frozen word vectors, and the way back from vectors to words.

Reading caption files belongs to media, words against clusters to analysis.
"""
