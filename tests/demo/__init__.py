"""Tests of the demo as it is shipped, and of the script that draws it."""
