"""Measures the curves over k in a process of its own: `python -m app.sweep_process FOLDER RUN WEIGHT METHOD MOST FILE`.

How far it is stands in FILE; the curves are kept in the project.
"""

import os
import sys
from pathlib import Path

import numpy as np

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.errors import InputError
from crvae_core.files import write_json
from crvae_core.project.project import open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run

FEWEST_K = 2


def run_vectors(folder: str, run: str, picture_weight: float) -> np.ndarray:
    """The weighed vectors (n, Z) of a run's moments that are still in the project, in the order of its pairs."""
    return moments_of(open_run(open_project(folder), run)).vectors(picture_weight)


def main(folder: str, run: str, picture_weight: str, method: str, most: str, progress_file: str) -> None:
    """Measure and store; errors are told in the progress file."""
    path, last = Path(progress_file), -1
    os.nice(5)  # pages and trainings come first

    def tell(share: float, message: str = "") -> None:
        nonlocal last
        percent = int(share * 100)
        if percent != last or message:
            last = percent
            write_json(path, {"pid": os.getpid(), "share": share, "message": message})

    tell(0.0)
    try:
        stored_sweep(
            Path(folder) / "analysis",
            run_vectors(folder, run, float(picture_weight)),
            range(FEWEST_K, int(most) + 1),
            progress=tell,
            method=method,
        )
    except InputError as error:
        tell(1.0, str(error))
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
