"""Tests of the trained eye: its network against recorded features, its file, what is kept with a video."""
