"""Tests of a project on disk, whole, damaged or made by strangers."""
