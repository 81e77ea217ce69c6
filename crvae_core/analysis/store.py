"""What can be computed again, computed once: one file per result, named by its kind and by everything that went into it.

The only way in and out of a project's folder analysis/. An entry is written atomically; a damaged one is computed again.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from crvae_core.files import ARRAY_FAULTS, atomic_path, read_json, write_array, write_json

FOLDER = "analysis"  # of a project
Value = TypeVar("Value")

_DAMAGED = (OSError, KeyError, *ARRAY_FAULTS)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Codec(Generic[Value]):
    """How values of one type lie on disk.

    write: puts a value at a path, atomically. read: gives it back; any error of reading or of a wrong content means damaged.
    """

    suffix: str
    write: Callable[[Path, Value], None]
    read: Callable[[Path], Value]


@dataclass(frozen=True)
class Store:
    """Results in a folder, such as a project's analysis/."""

    folder: Path

    def get(self, kind: str, digest: str, codec: Codec[Value], compute: Callable[[], Value]) -> Value:
        """The result of that kind and digest (see `inputs_digest`): from disk, else computed and kept.

        A result that can't be kept, since the disk is full or the folder can't be written, is given all the same.
        """
        found = self.stored(kind, digest, codec)
        if found is not None:
            return found
        value = compute()
        try:
            codec.write(self._path(kind, digest, codec), value)
        except OSError as error:
            _log.warning("%s can't be kept in %s: %s", kind, self.folder, error)
        return value

    def stored(self, kind: str, digest: str, codec: Codec[Value]) -> Value | None:
        """The result where it was computed before; None where not, or where its file is damaged."""
        path = self._path(kind, digest, codec)
        if not path.exists():
            return None
        try:
            return codec.read(path)
        except _DAMAGED:
            with suppress(OSError):  # another program may hold it; it is replaced by what is computed now
                path.unlink(missing_ok=True)
            return None

    def _path(self, kind: str, digest: str, codec: Codec[Any]) -> Path:
        return self.folder / f"{kind}-{digest}{codec.suffix}"


def inputs_digest(latents: np.ndarray, settings: Mapping[str, Any]) -> str:
    """A name for the result of `settings` on exactly these latents: 20 hexadecimal digits."""
    digest = hashlib.sha256(np.ascontiguousarray(latents).data)
    digest.update(json.dumps([str(latents.dtype), list(latents.shape), settings], sort_keys=True).encode())
    return digest.hexdigest()[:20]


def settings_digest(settings: Mapping[str, Any]) -> str:
    """A name for the result of `settings` alone, which must tell all that went into it: 20 hexadecimal digits."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:20]


def bundle(path: Path, arrays: Mapping[str, np.ndarray], table: Any) -> None:
    """Write arrays and a JSON value as one .npz; read it with `read_bundle`."""
    text = np.frombuffer(json.dumps(table, ensure_ascii=False).encode(), dtype=np.uint8)
    entries: dict[str, Any] = {"json": text, **arrays}
    with atomic_path(path) as temporary, temporary.open("wb") as stream:
        np.savez(stream, **entries)


def read_bundle(path: Path) -> tuple[dict[str, np.ndarray], Any]:
    """The arrays and the JSON value of a file that `bundle` wrote."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return arrays, json.loads(arrays.pop("json").tobytes())


def _read_array(path: Path) -> np.ndarray:
    return np.load(path, allow_pickle=False)


def _write_table(path: Path, table: pd.DataFrame) -> None:
    with atomic_path(path) as temporary:
        table.to_parquet(temporary, index=False)


ARRAY: Codec[np.ndarray] = Codec(".npy", write_array, _read_array)
JSON: Codec[Any] = Codec(".json", write_json, read_json)
TABLE: Codec[pd.DataFrame] = Codec(".parquet", _write_table, pd.read_parquet)
