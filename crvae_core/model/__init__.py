"""The networks: they know only tensors, nothing of files, words or projects."""
