"""Training a run, its files, and what a trained run can tell."""
