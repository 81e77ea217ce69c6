"""Atomic writes: a file on disk is either the old one or the new one, never half of it."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crvae_core.json_text import parse_json

if TYPE_CHECKING:
    import numpy as np

MOST_JSON_BYTES = 256 << 20  # of a JSON file; the largest of ours, the captions of a day, has 20 MB


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place when the block ends without an error.

    The temporary name keeps the suffix of `path`, so that writers which look at it work. On an error
    the temporary file is removed and `path` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _flush_to_disk(temporary)
        _give_usual_permissions(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable UTF-8 JSON to `path` atomically."""
    write_bytes(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def read_json(path: Path, most_bytes: int = MOST_JSON_BYTES) -> Any:
    """Read a JSON file; raises OSError if it can't be read, ValueError if it is no JSON, too large or nested too deep."""
    with path.open("rb") as stream:
        data = stream.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise ValueError(f"it is larger than {most_bytes >> 20} MB")
    return parse_json(data.decode("utf-8"))


def now() -> str:
    """The present time as files hold it: UTC, in ISO form."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_array(path: Path, array: "np.ndarray") -> None:
    """Write an array as .npy (never pickled) to `path` atomically."""
    import numpy as np  # a process that waits for its turn has no need of it

    with atomic_path(path) as temporary, temporary.open("wb") as stream:
        np.save(stream, array, allow_pickle=False)


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _give_usual_permissions(path: Path) -> None:
    umask = os.umask(0)
    os.umask(umask)
    path.chmod(0o666 & ~umask)
