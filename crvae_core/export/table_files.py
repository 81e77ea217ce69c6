"""Moments as tables: CSV that a spreadsheet can be trusted with, Parquet, and NumPy's NPZ; some thousand rows at a time."""

import codecs
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.export.columns import Column, dictionary_rows
from crvae_core.export.moments_table import ROWS_AT_ONCE, MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.files import atomic_path
from crvae_core.progress import Share
from crvae_core.spreadsheets import neutral

_KINDS = {"text": "string", "number": "float64", "whole number": "int64", "yes/no": "bool_"}


def quiet(share: float) -> None:
    """A Share that nobody listens to."""


def write_csv(table: MomentsTable, path: Path, settings: FileSettings, progress: Share = quiet) -> None:
    """A row per moment as CSV; cells that a spreadsheet would take for a formula get an apostrophe before them.

    It begins with the mark by which Excel knows UTF-8. With `settings.raw`, cells are left as they are, without that mark.
    """
    import pyarrow
    from pyarrow import csv

    columns = table.columns()
    schema = _schema(columns)
    with atomic_path(path) as temporary, temporary.open("wb") as stream:
        if not settings.raw:
            stream.write(codecs.BOM_UTF8)
        with csv.CSVWriter(stream, schema) as writer:
            for rows in _told(table, progress):
                safe = rows if settings.raw else neutralised(rows, columns)
                writer.write_table(pyarrow.Table.from_pandas(safe, schema=schema, preserve_index=False))


def write_parquet(table: MomentsTable, path: Path, settings: FileSettings, progress: Share = quiet) -> None:
    """A row per moment as Parquet; the meaning of each column stands in the file's own description of it."""
    import pyarrow
    from pyarrow import parquet

    with atomic_path(path) as temporary:
        schema = _schema(table.columns())
        with parquet.ParquetWriter(temporary, schema) as writer:
            for rows in _told(table, progress):
                writer.write_table(pyarrow.Table.from_pandas(rows, schema=schema, preserve_index=False))


def write_npz(table: MomentsTable, path: Path, settings: FileSettings, progress: Share = quiet) -> None:
    """An array per column, and the vectors in `latents` (n, Z) with the places of their parts in `latent_parts`.

    Nothing in it is pickled: `numpy.load(path)` opens it.
    """
    columns = [column for column in table.columns() if not column.name.startswith("z_")]
    values: dict[str, list[Any]] = {column.name: [] for column in columns}
    for rows in replace(table, with_latents=False).chunks():
        for name, held in values.items():
            held.extend(rows[name])
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, column in enumerate(columns):
            kind = _numpy_kind(column, values[column.name])
            blocks = (np.array(block, kind) for block in _blocks(values[column.name]))
            _write_array(archive, column.name, kind, (len(table),), blocks)
            progress((place + 1) / (len(columns) + 1))
        if table.with_latents:
            latents = table.moments.latents
            width = latents.shape[1]
            kind = np.dtype("<f4")
            blocks = (latents[block].astype(kind) for block in _blocks(table.rows))
            _write_array(archive, "latents", kind, (len(table), width), blocks)
            parts = [f"{name} {first} {last}" for name, (first, last) in table.moments.parts.items()]
            _write_array(
                archive, "latent_parts", np.array(parts).dtype, (len(parts),), iter([np.array(parts)])
            )
    progress(1.0)


def write_dictionary(columns: list[Column], path: Path, notes: tuple[str, ...] = ()) -> None:
    """The data dictionary: what each column holds, in which unit, and below what a reader must know of the table."""
    rows = [*dictionary_rows(columns), *({"column": "", "kind": "note", "meaning": note} for note in notes)]
    with atomic_path(path) as temporary:
        frame = safe_table(pd.DataFrame(rows, columns=["column", "kind", "unit", "meaning"]))
        frame.to_csv(temporary, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def neutralised(rows: pd.DataFrame, columns: list[Column]) -> pd.DataFrame:
    """The same rows with an apostrophe before texts that a spreadsheet would run (OWASP, CSV injection)."""
    texts = [column.name for column in columns if column.kind == "text"]
    return rows.assign(**{name: [neutral(str(text)) for text in rows[name]] for name in texts})


def safe_table(data: pd.DataFrame) -> pd.DataFrame:
    """Any table with its texts so."""
    texts = [name for name in data.columns if not pd.api.types.is_numeric_dtype(data[name])]
    return data.assign(**{name: [neutral(str(text)) for text in data[name]] for name in texts})


def _told(table: MomentsTable, progress: Share) -> Iterator[pd.DataFrame]:
    done = 0
    for rows in table.chunks():
        yield rows
        done += len(rows)
        progress(done / max(1, len(table)))


def _schema(columns: list[Column]) -> Any:
    import pyarrow

    fields = []
    for column in columns:
        kind = pyarrow.float32() if column.name.startswith("z_") else getattr(pyarrow, _KINDS[column.kind])()
        about = {"meaning": column.meaning} | ({"unit": column.unit} if column.unit else {})
        fields.append(pyarrow.field(column.name, kind, metadata=about))
    return pyarrow.schema(fields)


def _numpy_kind(column: Column, values: Sequence[Any]) -> np.dtype:
    """Texts as wide as the longest one; nothing that would have to be pickled."""
    if column.kind == "text":
        return np.dtype(f"<U{max((len(str(text)) for text in values), default=0) or 1}")
    return np.dtype({"number": "<f8", "whole number": "<i8", "yes/no": "?"}[column.kind])


def _blocks(values: Any) -> Iterator[Any]:
    for first in range(0, len(values), ROWS_AT_ONCE):
        yield values[first : first + ROWS_AT_ONCE]


def _write_array(
    archive: zipfile.ZipFile, name: str, kind: np.dtype, shape: tuple[int, ...], blocks: Iterator[np.ndarray]
) -> None:
    """One array of an NPZ, from blocks of its rows."""
    header = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": shape}
    with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
        np.lib.format.write_array_header_2_0(stream, header)
        for block in blocks:
            stream.write(np.ascontiguousarray(block).tobytes())
