"""Tests of the figures of a run, against results that were computed by hand or by another library."""
