"""Tests of films and captions: every format that is read, broken files, and how both meet; docs/formats.md is made here."""
