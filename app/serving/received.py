"""Uploads that have come in and were not taken yet: files in the workspace, and whose they are.

Each server has a folder of its own and holds a lock on it; what servers left behind that were killed is removed by the
next one. What belongs to a session goes with the session.
"""

import shutil
import uuid
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import filelock
from streamlit import runtime

from app import state

_PREFIX = ".received-"
_files: dict[tuple[str, str], Path] = {}  # session and file, as Streamlit names them


def new_file() -> Path:
    """A path for an upload that comes in."""
    return _folder() / uuid.uuid4().hex


def keep(session_id: str, file_id: str, path: Path) -> None:
    """Note whose upload a file is; it takes the place of an earlier one of that name."""
    forget(session_id, file_id)
    _files[session_id, file_id] = path


def find(session_id: str, file_id: str) -> Path | None:
    """The file of an upload, if it went to disk."""
    return _files.get((session_id, file_id))


def forget(session_id: str, file_id: str) -> None:
    """Remove the file of an upload."""
    path = _files.pop((session_id, file_id), None)
    if path:
        path.unlink(missing_ok=True)


def forget_closed_sessions() -> None:
    """Remove the files of sessions that have ended."""
    for session_id, file_id in tuple(_files):
        if not _is_active(session_id):
            forget(session_id, file_id)


def remove_abandoned() -> None:
    """Remove what servers left behind that live no more; whoever lives holds a lock."""
    for lock_file in state.workspace().glob(f"{_PREFIX}*.lock"):
        with suppress(filelock.Timeout, OSError), filelock.FileLock(lock_file, timeout=0):
            shutil.rmtree(lock_file.with_suffix(""), ignore_errors=True)
            lock_file.unlink(missing_ok=True)


def close() -> None:
    """Remove this server's files; it ends."""
    _files.clear()
    for lock in _held:
        lock.release()
    _held.clear()
    _folder.cache_clear()
    remove_abandoned()


def _is_active(session_id: str) -> bool:
    return runtime.get_instance().is_active_session(session_id)


@lru_cache(maxsize=1)
def _folder() -> Path:
    folder = state.workspace() / f"{_PREFIX}{uuid.uuid4().hex[:12]}"
    state.workspace().mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder.with_suffix(".lock"), timeout=0, thread_local=False)
    lock.acquire()
    _held.append(lock)
    folder.mkdir()
    return folder


_held: list[filelock.BaseFileLock] = []  # as long as the server lives
