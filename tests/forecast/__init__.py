"""Tests of what a training will take, counted by hand; no time is measured."""
