"""Words: tokens of a caption, frozen word vectors, and the way back from vectors to words."""
