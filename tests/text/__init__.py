"""Tests of tokens and word vectors, with the recorded outputs of other programs; broken vector files."""
