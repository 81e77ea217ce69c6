"""Tests that measurements measure what they say, in their smallest size; no test here asks how quick anything is."""
