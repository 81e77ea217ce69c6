"""Uploaded files on disk: copied in chunks, under names of our own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20  # bytes


@contextmanager
def on_disk(folder: Path, **uploads: BinaryIO) -> Iterator[dict[str, Path]]:
    """Copy uploads into a temporary folder in `folder`; give their paths; remove them in the end.

    The names of the files are kept for messages, reduced to letters, digits, dots and dashes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".upload-", dir=folder) as temporary:
        paths = {}
        for role, upload in uploads.items():
            path = Path(temporary) / role / safe_name(upload.name)
            path.parent.mkdir()
            upload.seek(0)
            with path.open("wb") as target:
                shutil.copyfileobj(upload, target, CHUNK)
            paths[role] = path
        yield paths


def safe_name(name: str) -> str:
    """A file name that is safe as a path: the last part of `name`, letters of any script, digits, dots, dashes."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character if character.isalnum() or character in "._- " else "_" for character in last)
    return kept.strip(". ")[-80:] or "file"
