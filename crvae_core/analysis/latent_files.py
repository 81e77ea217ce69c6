"""Tables of vectors from outside, so that any latents can be clustered and mapped."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.errors import InputError

MAXIMUM_BYTES = 2_000_000_000


def read_latents(path: Path) -> np.ndarray:
    """A table of vectors (N, Z) from .npy, Parquet or CSV, with or without a header; raises InputError if it is none.

    Where columns are called z1, z2, ..., as `encode` writes them, the vectors are these; else all columns of numbers.
    """
    if not path.is_file() or path.stat().st_size > MAXIMUM_BYTES:
        raise InputError(
            f"{path} is not a file of vectors that can be read: give a CSV, Parquet or .npy file"
        )
    try:
        if path.suffix == ".npy":
            return np.load(path, allow_pickle=False)
        if path.suffix == ".parquet":
            return _vectors(pd.read_parquet(path))
        table = pd.read_csv(path, header=None, low_memory=False)
        if table.iloc[0].map(lambda value: isinstance(value, str)).any():
            return _vectors(pd.read_csv(path))
        return table.to_numpy(dtype=np.float64)
    except (ValueError, OSError) as error:
        raise InputError(f"{path.name} is not a table of numbers: give one vector per row") from error


def _vectors(table: pd.DataFrame) -> np.ndarray:
    named = [column for column in table.columns if re.fullmatch(r"z\d+", str(column))]
    return (table[named] if named else table.select_dtypes("number")).to_numpy(dtype=np.float64)
