"""Tests of comparisons of groups of videos, on made groups whose difference is known."""
