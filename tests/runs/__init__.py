"""Tests of what a training leaves on disk, and that everybody reads the same from it."""
