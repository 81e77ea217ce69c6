"""Tests of training: that it learns, stops, goes on and repeats itself; figures of finished models lie in test_figures.py."""
