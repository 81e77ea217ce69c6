"""Is it alive? Who works on something holds a lock on a file; the system takes the lock away when the process ends.

Neither the number of a process nor a time says that: numbers are given anew, folders are carried to other machines, and
clocks are set back.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from crvae_core.errors import CrvaeError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOOK_S = 0.1  # another one's look at a lock holds it for less


@contextmanager
def held(path: Path, busy: CrvaeError, wait_s: float = 2.0) -> Iterator[None]:
    """Hold the lock `path` until the block ends; raises `busy` if another one holds it.

    wait_s: how long another one is waited for, by default longer than a look at the lock takes.
    """
    lock = acquire(path, wait_s)
    if lock is None:
        raise busy
    try:
        yield
    finally:
        lock.release()


def acquire(path: Path, wait_s: float = 2.0) -> filelock.BaseFileLock | None:
    """Take the lock `path` for this process, from whatever thread; None if another one holds it."""
    lock = filelock.FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=wait_s, poll_interval=0.005)
    except filelock.Timeout:
        return None
    return lock


def is_held(path: Path) -> bool:
    """Whether anybody, in this process or another one, holds the lock `path`; nothing is made by looking."""
    try:
        return path.exists() and (_is_held_by_taking(path) if fcntl is None else _is_held_by_sharing(path))
    except OSError:
        return False  # where nothing can be opened, nobody is at work


def _is_held_by_sharing(path: Path) -> bool:
    """A look that others may take at the same time, also where nothing can be written."""
    if sys.platform == "win32":
        return _is_held_by_taking(path)
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return True
            return _is_held_by_taking(path)  # a file system without this kind of lock
        return False


def _is_held_by_taking(path: Path) -> bool:
    """A look as Windows allows it: the lock is taken for a moment, and another one's look is waited for."""
    lock = acquire(path, LOOK_S)
    if lock is None:
        return True
    lock.release()
    return False
