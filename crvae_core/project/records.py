"""video.json: what project.json says of a video, and the size and hash of each of its files, kept beside them.

From these records project.json can be made anew, and damage is told from change.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crvae_core.files import write_json
from crvae_core.project.leftovers import RECORD
from crvae_core.project.project import VideoEntry

HASHED_BYTES = 64 << 20  # larger files are told by their size alone


def write_record(path: Path, entry: VideoEntry, folders: Iterable[Path]) -> None:
    """Write the record of a video to `path`; folders: where its files lie, of two of one name the later counts."""
    files = {file.name: file for folder in folders for file in sorted(folder.glob("*")) if _counts(file)}
    write_json(path, {"entry": asdict(entry), "files": {name: mark_of(file) for name, file in files.items()}})


def mark_of(path: Path) -> dict[str, Any]:
    """The size of a file in bytes, and its hash if it is not a large one."""
    size = path.stat().st_size
    if size > HASHED_BYTES:
        return {"bytes": size}
    return {"bytes": size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _counts(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".") and path.name != RECORD
