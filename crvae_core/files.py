"""Atomic writes: a file on disk is either the old one or the new one, never half of it.

Windows neither replaces nor removes a file that anybody has open: what is open for a moment is waited for, what stays open
is named, and a folder that can't be emptied now is emptied later.
"""

import errno
import hashlib
import json
import os
import platform
import re
import shutil
import sys
import tempfile
import time
import tokenize
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import psutil

from crvae_core.errors import FileInUseError, StorageError
from crvae_core.json_text import parse_json

if TYPE_CHECKING:
    import numpy as np

MOST_JSON_BYTES = 256 << 20  # of a JSON file; the largest of ours, the captions of a day, has 20 MB
ABANDONED_S = 24 * 3600  # a half-written file that old belongs to nobody
_OWNER = re.compile(r"\.tmp-([0-9a-f]{6})-(\d+)-")

T = TypeVar("T")
PATIENCE_S = 3.0  # as long as a virus scanner, a backup or a reader of ours may have a file open
_PAUSE_S = 0.02
ASIDE = ".damaged-"  # in the names of files that were put aside
# what numpy raises for a file that is no array: a damaged header, one that asks for more memory than there is, another format
ARRAY_FAULTS = (
    EOFError, SyntaxError, OverflowError, MemoryError, TypeError, ValueError, RecursionError, tokenize.TokenError,
    zipfile.BadZipFile,
)  # fmt: skip
_REMOVED = ".removed"  # marks a folder that is to go as soon as its last file can


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place when the block ends without an error.

    The temporary name keeps the suffix of `path`, so that writers which look at it work. On an error
    the temporary file is removed and `path` stays as it was.

    Raises StorageError if the disk is full, can't be written, or may not be.
    """
    with storage_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=temporary_prefix(), suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            _flush_to_disk(temporary)
            _give_usual_permissions(temporary)
            move(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def storage_errors(place: Path) -> Iterator[None]:
    """Tell of a full disk, or of one that can't be written, in a sentence: StorageError, which is an OSError as well."""
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        told = storage_error(error, place)
        if told is None:
            raise
        raise told from error


def storage_error(error: OSError, place: Path | str = "") -> StorageError | None:
    """What an error of the system means for the user; None if the disk is not to blame. place: where it was written."""
    where = str(place or error.filename or "this place")
    number = error.errno
    if number is None and "No space left" in str(error):  # libraries that forget the number
        number = errno.ENOSPC
    said = {
        errno.ENOSPC: f"the disk of {where} is full: make room there, then try again",
        getattr(
            errno, "EDQUOT", errno.ENOSPC
        ): f"the disk of {where} is full for you: make room there, then try again",
        errno.EFBIG: f"{where} takes no files of that size: choose another disk",
        errno.EROFS: f"{where} can only be read, so nothing can be changed there: copy the project to another place",
        errno.EACCES: f"{where} may not be written: ask for the right to write, or copy the project to another place",
        errno.EPERM: f"{where} may not be written: ask for the right to write, or copy the project to another place",
    }.get(number or 0)
    return None if said is None else StorageError(number, said)


def temporary_prefix() -> str:
    """The beginning of the names of this process's half-written files: they tell whose they are."""
    return f".tmp-{_computer()}-{os.getpid()}-"


def is_abandoned(path: Path) -> bool:
    """Whether a half-written file belongs to nobody any more: its process has gone, or it is a day old."""
    match = _OWNER.match(path.name)
    try:
        if time.time() - path.lstat().st_mtime > ABANDONED_S:
            return True
    except OSError:
        return False
    return match is not None and match[1] == _computer() and not psutil.pid_exists(int(match[2]))


def move(source: Path, target: Path) -> None:
    """Move a file or a folder to `target`, in the place of a file that is there, as one step.

    A folder where a file belongs, or a file where a folder does, is put aside. Raises FileInUseError where another program
    has one of the two open and does not let go of it.
    """
    if os.path.lexists(target) and target.is_dir() != source.is_dir() and not target.is_symlink():
        put_aside(target)
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


def put_aside(path: Path) -> Path:
    """Give a damaged file a name under which nothing of ours reads or replaces it; returns the new path."""
    number = 1
    while (aside := path.with_name(f"{path.stem}{ASIDE}{number}{path.suffix}")).exists():
        number += 1
    with storage_errors(path.parent):
        move(path, aside)
    return aside


def is_going(folder: Path) -> bool:
    """Whether a folder was to go and could not yet."""
    return (folder / _REMOVED).exists()


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


def read_array(
    path: Path, shape: tuple[int | None, ...], kinds: str = "f", mapped: bool = False
) -> "np.ndarray":
    """Read an array from .npy.

    Args:
        path: the file; nothing is ever unpickled.
        shape: the size that each axis must have; None: any.
        kinds: the kinds of numbers that are allowed, as numpy's dtype.kind has them.
        mapped: leave the values on the disk, read-only, until they are asked for.

    Raises FileNotFoundError, OSError, or ValueError if it is damaged or of another shape.
    """
    import numpy as np

    try:
        # mapped, so that a header can't ask for more than there is; no archive is opened, nothing unpickled
        array = np.lib.format.open_memmap(path, mode="r")
    except ARRAY_FAULTS as error:
        raise ValueError(f"it is no array ({array_fault(error)})") from error
    if array.dtype.kind not in kinds:
        raise ValueError("it holds something else than numbers")
    if array.ndim != len(shape) or any(
        wanted is not None and size != wanted for size, wanted in zip(array.shape, shape, strict=True)
    ):
        wanted_shape = " x ".join("any" if size is None else str(size) for size in shape)
        raise ValueError(f"it has {' x '.join(map(str, array.shape))} values, not {wanted_shape}")
    return array if mapped else np.array(array)


def array_fault(error: Exception) -> str:
    """What is wrong with a file that is no array; numpy would propose to unpickle it, which runs whatever is in it."""
    return "it holds no numbers" if "pickle" in str(error) else str(error)


def write_array(path: Path, array: "np.ndarray") -> None:
    """Write an array as .npy (never pickled) to `path` atomically."""
    import numpy as np  # a process that waits for its turn has no need of it

    with atomic_path(path) as temporary, temporary.open("wb") as stream:
        np.save(stream, array, allow_pickle=False)


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where systems can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some shared disks have no such thing
        pass
    finally:
        os.close(descriptor)


@cache
def _computer() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


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
