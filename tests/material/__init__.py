"""Tests of the way from files to pairs and back to them; single formats are tested in media."""
