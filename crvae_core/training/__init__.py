"""Training a run, its files, and what a trained run can tell."""

import os

# Threads that wait for each other by spinning slow a training down tenfold as soon as another program wants a core.
# Read by OpenMP when torch is loaded, so it has to be set before; a value from outside is respected.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
