"""Whether what was computed once can still be read; what can't is computed again."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.doctor.finding import Findings
from crvae_core.files import ARRAY_FAULTS, array_fault, read_json

READERS: dict[str, Callable[[Path], Any]] = {
    ".npy": lambda path: np.load(path, mmap_mode="r", allow_pickle=False),
    ".npz": lambda path: zipfile.ZipFile(path).close(),
    ".json": read_json,
    ".parquet": pd.read_parquet,
}


def check_results(folder: Path, found: Findings) -> None:
    """Check the files in a project's folder of results."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.name.startswith(".") or path.suffix not in READERS or not path.is_file():
            continue
        try:
            READERS[path.suffix](path)
        except (OSError, *ARRAY_FAULTS) as error:
            found.add(
                path.relative_to(folder.parent).as_posix(),
                f"it is damaged ({array_fault(error)})",
                remedy="It is removed, and computed again when it is asked for.",
                mend="result",
                serious=False,
            )
