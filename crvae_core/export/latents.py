"""Latents with their moments as a file: .npy with a table beside it, CSV, or Parquet."""

from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.errors import InputError
from crvae_core.files import atomic_path, write_array

COLUMNS = ("pair_id", "video_id", "frame_time_s", "start_s", "end_s", "text")
KINDS = (".npy", ".csv", ".parquet")


def write_latents(
    path: Path, pairs: pd.DataFrame, latents: np.ndarray, errors: np.ndarray | None
) -> list[Path]:
    """Write vectors with what they belong to; gives the files.

    Args:
        path: ends in .npy (the vectors alone, (N, Z) float32; the moments in NAME.pairs.csv beside it), .csv or .parquet
            (a row per moment, the vector in the columns z1, z2, ...).
        pairs: rows of a pairs table (N).
        latents: (N, Z).
        errors: of the pictures (N,), in the column picture_error.

    Raises InputError if the file is of no such kind or can't be written.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise InputError(
            f"{path.name} is no kind of file that vectors are written to: end its name in {', '.join(KINDS)}"
        )
    moments = pairs[list(COLUMNS)].reset_index(drop=True)
    if errors is not None:
        moments["picture_error"] = errors
    values = pd.DataFrame(latents, columns=[f"z{place + 1}" for place in range(latents.shape[1])])
    try:
        if kind == ".npy":
            write_array(path, latents.astype(np.float32))
            beside = path.with_suffix(".pairs.csv")
            _write_csv(beside, moments)
            return [path, beside]
        table = pd.concat([moments, values], axis=1)
        if kind == ".csv":
            _write_csv(path, table)
        else:
            with atomic_path(path) as temporary:
                table.to_parquet(temporary, index=False)
    except OSError as error:
        raise InputError(
            f"{path} can't be written ({error.strerror}): choose another place (--out)"
        ) from error
    return [path]


def _write_csv(path: Path, table: pd.DataFrame) -> None:
    with atomic_path(path) as temporary:
        table.to_csv(temporary, index=False, encoding="utf-8")
