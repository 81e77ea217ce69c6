"""What a run has vectors for, a row per vector: moments.parquet beside latents.npy.

pair_id, video_id; frame, words: the marks of what was encoded (project/fingerprints.py), empty in runs of before; trained:
whether the model was trained on it, or only encodes it (pairs that were dropped or held out).
"""

from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.errors import CheckpointError
from crvae_core.files import atomic_path, write_array

MOMENTS_FILE, LATENTS_FILE = "moments.parquet", "latents.npy"
COLUMNS = ("pair_id", "video_id", "frame", "words", "trained")


def write_moments(folder: Path, moments: pd.DataFrame, latents: np.ndarray | None = None) -> None:
    """Write moments.parquet (N rows, COLUMNS) into a folder, and where there are vectors yet, latents.npy (N, Z)."""
    assert latents is None or len(moments) == len(latents)
    with atomic_path(folder / MOMENTS_FILE) as temporary:
        moments[list(COLUMNS)].to_parquet(temporary, index=False)
    if latents is not None:
        write_array(folder / LATENTS_FILE, latents.astype(np.float32))


def read_moments(path: Path) -> pd.DataFrame | None:
    """The rows of moments.parquet; None where there is none. Raises CheckpointError if it is damaged."""
    if not path.exists():
        return None
    try:
        found = pd.read_parquet(path)[list(COLUMNS)]
        if (
            found.isna().to_numpy().any()
            or found["trained"].dtype != bool
            or found["pair_id"].duplicated().any()
        ):
            raise ValueError("it holds what no run has")
        return found
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(
            f"{path} is damaged: encode the run again (`encode --again`, or `repair`)"
        ) from error


def named_alone(pair_ids: list[str], held_out: list[str]) -> pd.DataFrame:
    """The rows of a run that kept nothing but the names of its pairs."""
    names = pd.Series(pair_ids, dtype=str)
    videos = names.str.replace(r"(-f\d{5,}.*|-\d+)$", "", regex=True)
    return pd.DataFrame(
        {"pair_id": names, "video_id": videos, "frame": "", "words": "", "trained": ~names.isin(held_out)}
    )
