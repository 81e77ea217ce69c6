"""Tests of the networks: shapes, gradients, masks; training them is tested in training."""
