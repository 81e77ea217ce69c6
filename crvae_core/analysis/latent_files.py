"""Files of vectors from outside, so that any latents can be clustered and mapped: tables as text, Parquet, NumPy's, JSON."""

import gzip
import io
import json
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from crvae_core.analysis.text_tables import read_text_table
from crvae_core.analysis.vector_columns import VectorTable, vectors_of
from crvae_core.errors import InputError
from crvae_core.files import array_fault

MAXIMUM_BYTES = 2_000_000_000
# Names of arrays that hold vectors, the likeliest first.
VECTOR_NAMES = (
    "latents", "latent", "z", "mu", "mean", "means", "embeddings", "embedding", "vectors", "features", "codes", "x", "data",
    "values", "arr_0",
)  # fmt: skip
FORMATS = "CSV, TSV, Parquet, Feather, .npy, .npz or JSON"

_DAMAGE = (
    ValueError, OSError, EOFError, KeyError, TypeError, MemoryError, NotImplementedError, SyntaxError, OverflowError,
    zipfile.BadZipFile, zlib.error, tokenize.TokenError,
)  # fmt: skip
_REFUSED = (
    (b"\x89HDF", "an HDF5 file: save its table as CSV or .npy"),
    (b"MATLAB", "a MATLAB file: save its matrix as CSV (writematrix)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV UTF-8"),
    (b"RDX", "an R file: save its table with write.csv"),
    (b"\x80\x02", "a Python pickle, which is never opened: save the vectors with numpy.save"),
    (b"\x80\x03", "a Python pickle, which is never opened: save the vectors with numpy.save"),
    (b"\x80\x04", "a Python pickle, which is never opened: save the vectors with numpy.save"),
    (b"\x80\x05", "a Python pickle, which is never opened: save the vectors with numpy.save"),
    (b"%PDF", "a PDF: give a table"),
)


def read_latents(path: Path) -> np.ndarray:
    """The vectors (N, Z) of `read_latent_table`."""
    return read_latent_table(path).vectors


def read_latent_table(path: Path) -> VectorTable:
    """Vectors from a table as text (CSV and its kin, gzipped or not), Parquet, Feather, .npy, .npz or JSON.

    The kind is told from the content. `vectors_of` says which columns are the vectors.

    Raises InputError with the remedy if there are none.
    """
    path = Path(path)
    try:
        if not path.is_file() or path.stat().st_size > MAXIMUM_BYTES:
            raise InputError(
                f"{path} is not a file of vectors that can be read: give {FORMATS} of at most 2 GB"
            )
        with path.open("rb") as opened:
            return _read(opened, path.name)
    except InputError as error:
        name = "" if path.name in str(error) else f"{path.name}: "
        raise InputError(f"{name}{error}") from error
    except _DAMAGE as error:
        raise InputError(
            f"{path.name} can't be read as vectors ({_first_line(error)}): give {FORMATS} with one vector per row"
        ) from error


def _read(opened: BinaryIO, name: str) -> VectorTable:
    start = opened.read(128)
    opened.seek(0)
    for magic, what in _REFUSED:
        if start.startswith(magic):
            raise InputError(f"{name} is {what}")
    for magic, read in _READERS.items():
        if start.startswith(magic):
            return read(opened, name)
    if start.lstrip()[:1] in (b"{", b"[") and (found := _json(opened)) is not None:
        return found
    opened.seek(0)
    return vectors_of(*read_text_table(opened, name))


def _parquet(opened: BinaryIO, name: str) -> VectorTable:
    return _of_frame(pd.read_parquet(opened))


def _feather(opened: BinaryIO, name: str) -> VectorTable:
    return _of_frame(pd.read_feather(opened))


def _gzipped(opened: BinaryIO, name: str) -> VectorTable:
    with gzip.GzipFile(fileobj=opened) as packed:
        content = packed.read(MAXIMUM_BYTES + 1)
    if len(content) > MAXIMUM_BYTES:
        raise InputError(f"{name} unpacks to more than 2 GB: give a smaller table")
    return _read(io.BytesIO(content), name.removesuffix(".gz"))


def _npy(opened: BinaryIO, name: str) -> VectorTable:
    return _of_array(np.load(opened, allow_pickle=False), name)


def _zipped(opened: BinaryIO, name: str) -> VectorTable:
    """The vectors among the arrays of an .npz."""
    with zipfile.ZipFile(opened) as archive:
        members = archive.namelist()
        if "[Content_Types].xml" in members:
            raise InputError(f"{name} is an Excel workbook: save the sheet as CSV UTF-8")
        if not any(member.endswith(".npy") for member in members):
            raise InputError(f"{name} is an archive without arrays: unpack it and give the table inside")
        if sum(member.file_size for member in archive.infolist()) > MAXIMUM_BYTES:
            raise InputError(f"{name} unpacks to more than 2 GB: give a smaller table")
    opened.seek(0)
    with np.load(opened, allow_pickle=False) as arrays:
        if {"indptr", "indices", "shape"} <= set(arrays.files):
            raise InputError(
                f"{name} holds a sparse matrix: save it whole, numpy.save(file, matrix.toarray())"
            )
        found = {key: arrays[key] for key in arrays.files if arrays.zip.getinfo(f"{key}.npy").file_size}
    return _of_arrays(found, name)


def _of_arrays(arrays: dict[str, np.ndarray], name: str) -> VectorTable:
    """The array that is named like vectors, else the only table among them, else columns of one length."""
    tables = {
        key: array
        for key, array in arrays.items()
        if array.ndim > 1 and np.issubdtype(array.dtype, np.number)
    }
    for wanted in VECTOR_NAMES:
        for key, array in tables.items():
            if key.lower() == wanted:
                return _chosen(key, array, arrays, name)
    if len(tables) == 1:
        return _chosen(*next(iter(tables.items())), arrays, name)
    flat = {key: array for key, array in arrays.items() if array.ndim == 1}
    if not tables and len(flat) > 1 and len(set(map(len, flat.values()))) == 1:
        return _of_frame(pd.DataFrame(flat))
    listed = ", ".join(f"{key} {array.shape}" for key, array in arrays.items()) or "nothing"
    raise InputError(f"{name} does not say which of its arrays are the vectors ({listed}): name them latents")


def _chosen(key: str, array: np.ndarray, arrays: dict[str, np.ndarray], name: str) -> VectorTable:
    table = _of_array(array, name)
    return VectorTable(table.vectors, (key,), tuple(other for other in arrays if other != key))


def _of_array(array: np.ndarray, name: str) -> VectorTable:
    """One vector per entry of the first axis; the other axes are laid in a row."""
    if array.dtype.names:
        return _of_frame(pd.DataFrame({field: array[field].tolist() for field in array.dtype.names}))
    if array.ndim < 2 or not len(array):
        raise InputError(f"{name} has the shape {array.shape}: give a table with one vector per row")
    if not (np.issubdtype(array.dtype, np.number) or array.dtype == bool) or np.iscomplexobj(array):
        raise InputError(f"{name} holds {array.dtype} and no real numbers: give a table of these")
    if array.ndim == 3 and len(array) == 1:
        array = array[0]
    return VectorTable(np.asarray(array.reshape(len(array), -1), np.float64))


def _of_frame(table: pd.DataFrame) -> VectorTable:
    return vectors_of(
        [str(name) for name in table.columns], [table.iloc[:, place] for place in range(table.shape[1])]
    )


def _json(opened: BinaryIO) -> VectorTable | None:
    """Rows, records or columns as JSON or JSON Lines; None if it is no JSON (rows as Python prints them are none)."""
    content = opened.read()
    try:
        return _of_json(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        pass
    try:
        return _of_json(
            [json.loads(line) for line in content.decode("utf-8-sig").splitlines() if line.strip()]
        )
    except (ValueError, RecursionError):
        return None


def _of_json(content: Any) -> VectorTable:
    if isinstance(content, dict):
        if {"columns", "data"} <= set(content):  # pandas, orient="split"
            return _of_frame(pd.DataFrame(content["data"], columns=content["columns"]))
        arrays = {key: value for key, value in content.items() if _is_table(value)}
        if arrays:
            key = next((name for name in VECTOR_NAMES if name in arrays), next(iter(arrays)))
            return VectorTable(_rows(arrays[key]), (key,), tuple(name for name in content if name != key))
        return _of_frame(pd.DataFrame(content))
    if _is_table(content):
        return VectorTable(_rows(content))
    return _of_frame(pd.DataFrame(content))


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, list) for row in value)


def _rows(rows: list[list[Any]]) -> np.ndarray:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise InputError(
                f"vector {number} has {len(row)} values where the first has {len(rows[0])}: give lists of one length"
            )
    return np.array([np.ravel(row) for row in rows], np.float64)


def _first_line(error: Exception) -> str:
    return (array_fault(error) or type(error).__name__).splitlines()[0][:120]


_READERS: dict[bytes, Callable[[BinaryIO, str], VectorTable]] = {
    b"\x93NUMPY": _npy,
    b"PK\x03\x04": _zipped,
    b"PAR1": _parquet,
    b"ARROW1": _feather,
    b"FEA1": _feather,
    b"\x1f\x8b": _gzipped,
}
