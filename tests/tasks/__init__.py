"""Tests of what is done in the background, called as work/ calls it; the mechanism is tested in work."""
