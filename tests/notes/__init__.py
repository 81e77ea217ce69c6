"""Tests of what people write on a project: codebook, marks, findings, agreement."""
