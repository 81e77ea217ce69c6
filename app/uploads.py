"""Uploaded files on disk: copied in chunks, under names of our own."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crvae_core.file_names import file_name

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
    """Write an upload to disk, a chunk at a time."""
    upload.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(upload, target, CHUNK)


def remove_abandoned(folder: Path) -> None:
    """Remove copies in `folder` that sessions left behind, such as those of a page that was closed."""
    for path in folder.glob(".upload-*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(path, ignore_errors=True)
