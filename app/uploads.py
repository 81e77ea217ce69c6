"""Uploaded files on disk: copied in chunks, under names of our own."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.serving import received
from crvae_core.file_names import file_name
from crvae_core.project.shown_text import shown_name

CHUNK = 1 << 20  # bytes
ABANDONED_S = 24 * 3600  # a copy that old belongs to no session any more


@contextmanager
def on_disk(folder: Path, **uploads: BinaryIO) -> Iterator[dict[str, Path]]:
    """Copy uploads into a temporary folder in `folder`; give their paths; remove them in the end.

    The names of the files are kept for messages, reduced to letters, digits, dots and dashes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".upload-", dir=folder, ignore_cleanup_errors=True) as temporary:
        paths = {}
        for role, upload in uploads.items():
            path = Path(temporary) / role / file_name(upload.name)
            path.parent.mkdir()
            copy(upload, path)
            paths[role] = path
        yield paths


def copy(upload: BinaryIO, path: Path) -> None:
    """Write an upload to disk; where the server has stored it on this disk already, under a second name."""
    stored = _stored(upload)
    if stored is None:
        upload.seek(0)
        with path.open("wb") as target:
            shutil.copyfileobj(upload, target, CHUNK)
        return
    path.unlink(missing_ok=True)
    try:
        path.hardlink_to(stored)
    except OSError:  # another disk, or one that knows no second names
        shutil.copyfile(stored, path)


def given_name(name: str) -> str:
    """The name that a file has on the person's disk: browsers write quotes and line ends in the name of an upload as %22 ..."""
    return name.replace("%22", '"').replace("%0D", " ").replace("%0A", " ")


def title_of(name: str) -> str:
    """What a film is called after its file: the name without the suffix, shortened where it is long."""
    stem = Path(given_name(name)).stem
    return shown_name(stem or name or "film", "video")


def size(upload: BinaryIO) -> int:
    """How many bytes an upload has; Streamlit itself knows of none that the server stored."""
    stored = _stored(upload)
    return stored.stat().st_size if stored else upload.seek(0, os.SEEK_END)


def free(upload: BinaryIO) -> None:
    """Give up what the server holds of an upload that was taken; copies of it stay."""
    free_named(str(getattr(upload, "file_id", "")))


def free_named(file_id: str) -> None:
    """Give up an upload by its id, also where the page that took it is no longer shown."""
    session = _session()
    if session and file_id:
        received.forget(session, file_id)


def _stored(upload: BinaryIO) -> Path | None:
    """The file on disk of an upload; None: it is in memory (see app/serving/uploads_to_disk.py)."""
    session, file_id = _session(), getattr(upload, "file_id", None)
    return received.find(session, file_id) if session and file_id else None


def _session() -> str | None:
    context = get_script_run_ctx()
    return context.session_id if context else None


def remove_abandoned(folder: Path) -> None:
    """Remove copies in `folder` that sessions left behind, such as those of a page that was closed."""
    for path in folder.glob(".upload-*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(path, ignore_errors=True)
