"""Tests of files that leave a project: read back by what they are meant for."""
