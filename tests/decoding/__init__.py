"""Tests of the way between moments and latents, with small models of random weights or a few epochs."""
