"""The table of pairs as it lies on disk, checked when it is read: another program may have written it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.files import atomic_path

PAIR_COLUMNS = {
    "pair_id": "str",
    "video_id": "str",
    "frame_time_s": "float64",
    "frame_row": "int64",
    "start_s": "float64",
    "end_s": "float64",
    "text": "str",
    "tokens": "object",
    "unknown_share": "float64",
    "kept": "bool",
}
MOST_PAIRS = 20_000_000
MOST_BYTES = 8 << 30  # of the table in memory
_PAIR_ID = r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}"  # it becomes the name of a file in an export


def empty_pairs() -> pd.DataFrame:
    """A table without pairs."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PAIR_COLUMNS.items()})


def read_pairs(path: Path, frame_counts: Mapping[str, int]) -> pd.DataFrame:
    """The pairs of the videos in `frame_counts`, which says how many frames each has; other rows are left out.

    Raises ProjectError if the file can't be read or holds what no pair can have.
    """
    try:
        _check_file(path)
        table = pd.read_parquet(path)[list(PAIR_COLUMNS)]
        table = table[table["video_id"].isin(set(frame_counts))].reset_index(drop=True)
        _check_rows(table, frame_counts)
    except (OSError, ValueError, KeyError, TypeError, MemoryError) as error:
        said = " ".join(str(error).split())[:160]
        raise ProjectError(
            f"{path} can't be read ({said}): make the pairs anew with `repair`, or restore it from a copy"
        ) from error
    return table


def write_pairs(path: Path, pairs: pd.DataFrame) -> None:
    """Write a table with the columns of PAIR_COLUMNS."""
    with atomic_path(path) as temporary:
        pairs[list(PAIR_COLUMNS)].to_parquet(temporary, index=False)


def _check_file(path: Path) -> None:
    """Columns, types and size, before anything is unpacked."""
    import pyarrow.parquet as parquet
    from pyarrow import types

    with parquet.ParquetFile(path) as stored:
        schema, about = stored.schema_arrow, stored.metadata
        size = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
        if about.num_rows > MOST_PAIRS or size > MOST_BYTES:
            raise ValueError(f"{about.num_rows:,} rows with {size:,} bytes are more than a project can have")
    right = {
        "str": lambda kind: types.is_string(kind) or types.is_large_string(kind),
        "float64": types.is_floating,
        "int64": types.is_integer,
        "bool": types.is_boolean,
        "object": lambda kind: types.is_list(kind) or types.is_large_list(kind),
    }
    for name, kind in PAIR_COLUMNS.items():
        if name not in schema.names:
            raise ValueError(f"the column {name!r} is missing")
        found = schema.field(name).type
        if about.num_rows and not right[kind](found):
            raise ValueError(f"the column {name!r} holds {found}")
    tokens = schema.field("tokens").type
    if about.num_rows and not (right["str"](tokens.value_type) or types.is_null(tokens.value_type)):
        raise ValueError(f"the column 'tokens' holds {tokens}")


def _check_rows(table: pd.DataFrame, frame_counts: Mapping[str, int]) -> None:
    if table.empty:
        return
    if table.isna().to_numpy().any():
        raise ValueError("there are empty fields")
    ids = table["pair_id"]
    if ids.duplicated().any():
        raise ValueError(f"two pairs are called {ids[ids.duplicated()].iloc[0]!r}")
    if not ids.str.fullmatch(_PAIR_ID).all():
        raise ValueError("there are names that no pair can have")
    times = table[["frame_time_s", "start_s", "end_s", "unknown_share"]].to_numpy(dtype=np.float64)
    if not np.isfinite(times).all():
        raise ValueError("there are times that are no numbers")
    rows, limits = table["frame_row"].to_numpy(), table["video_id"].map(frame_counts).to_numpy()
    if (rows < 0).any() or (rows >= limits).any():
        raise ValueError("there are pairs with frames that their video does not have")
