"""Tests of the analysis of latents, on vectors whose clusters are known; no model and no film is needed."""
