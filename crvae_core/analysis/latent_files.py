"""Tables of vectors from outside, so that any latents can be clustered and mapped."""

from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.errors import InputError

MAXIMUM_BYTES = 2_000_000_000


def read_latents(path: Path) -> np.ndarray:
    """A table of vectors (N, Z) from .npy or CSV, with or without a header; raises InputError if it is none."""
    if not path.is_file() or path.stat().st_size > MAXIMUM_BYTES:
        raise InputError(f"{path} is not a file of vectors that can be read: give a CSV or .npy file")
    try:
        if path.suffix == ".npy":
            return np.load(path, allow_pickle=False)
        table = pd.read_csv(path, header=None)
        if table.iloc[0].map(lambda value: isinstance(value, str)).any():
            table = pd.read_csv(path).select_dtypes("number")
        return table.to_numpy(dtype=np.float64)
    except (ValueError, OSError) as error:
        raise InputError(f"{path.name} is not a table of numbers: give one vector per row") from error
