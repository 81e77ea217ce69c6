"""Atomic writes: a file on disk is either the old one or the new one, never half of it.

Windows neither replaces nor removes a file that anybody has open: what is open for a moment is waited for, what stays open
is named, and a folder that can't be emptied now is emptied later.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crvae_core.errors import FileInUseError
from crvae_core.json_text import parse_json

if TYPE_CHECKING:
    import numpy as np

MOST_JSON_BYTES = 256 << 20  # of a JSON file; the largest of ours, the captions of a day, has 20 MB

T = TypeVar("T")
PATIENCE_S = 3.0  # as long as a virus scanner, a backup or a reader of ours may have a file open
_PAUSE_S = 0.02
_REMOVED = ".removed"  # marks a folder that is to go as soon as its last file can


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
        move(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def move(source: Path, target: Path) -> None:
    """Move a file or a folder to `target`, in the place of a file that is there, as one step.

    Raises FileInUseError where another program has one of the two open and does not let go of it.
    """
    try:
        _patiently(lambda: os.replace(source, target))
    except PermissionError as error:
        if sys.platform != "win32":
            raise
        raise FileInUseError(
            f"{target} is open in another program: close it there, then try again"
        ) from error


def remove_folder(folder: Path) -> bool:
    """Remove a folder with all that is in it; says whether it has gone.

    What is still shown somewhere stays on Windows until `remove_leftovers` finds that nobody has it open any more.
    """
    shutil.rmtree(folder, ignore_errors=True)
    if folder.is_dir():
        (folder / _REMOVED).touch()
    return not folder.exists()


def remove_leftovers(parent: Path) -> None:
    """Try again to remove the folders in `parent` that were to go and could not."""
    for mark in parent.glob(f"*/{_REMOVED}"):
        remove_folder(mark.parent)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable UTF-8 JSON to `path` atomically."""
    write_bytes(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def read_json(path: Path, most_bytes: int = MOST_JSON_BYTES) -> Any:
    """Read a JSON file; raises OSError if it can't be read, ValueError if it is no JSON, too large or nested too deep."""
    with _patiently(lambda: path.open("rb")) as stream:
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
    path.chmod(0o666 & ~_umask())


@cache
def _umask() -> int:
    """Asked for once: it can only be read by changing it for a moment, for all threads."""
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _patiently(act: Callable[[], T]) -> T:
    """Do something with a file; on Windows again and again while another program has it open for a moment."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return act()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_S)
