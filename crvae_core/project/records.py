"""video.json: what project.json says of a video, and the size and hash of each of its files, kept beside them.

From these records project.json can be made anew, and damage is told from change.
"""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crvae_core.files import ASIDE, read_json, write_json
from crvae_core.project.changes import Change
from crvae_core.project.film_info import check_info, read_info
from crvae_core.project.leftovers import RECORD
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry, checked_entry

HASHED_BYTES = 64 << 20  # larger files are told by their size alone


def write_record(
    path: Path, entry: VideoEntry, folders: Iterable[Path], sampling: Mapping[str, Any] | None = None
) -> None:
    """Write the record of a video to `path`.

    folders: where its files lie, of two of one name the later counts. sampling: how its frames were taken (the fields of
    media.video.SamplingSettings).
    """
    files = {file.name: file for folder in folders for file in sorted(folder.glob("*")) if _counts(file)}
    stored: dict[str, Any] = {
        "entry": asdict(entry),
        "files": {name: mark_of(file) for name, file in files.items()},
    }
    with suppress(KeyError, OSError, ValueError):
        stored["info"] = read_info(files["info.json"], entry.frame_count)
    if sampling:
        stored["sampling"] = dict(sampling)
    write_json(path, stored)


def record(new: Change, project: Project, entry: VideoEntry) -> None:
    """Write the record of a video of a project into a change, with the files that it brings."""
    path, folder = new.file(f"videos/{entry.video_id}/{RECORD}"), project.video_folder(entry.video_id)
    write_record(path, entry, (folder, path.parent), read_sampling(folder))


def read_record(folder: Path) -> tuple[VideoEntry, dict[str, Any] | None]:
    """What the record of a video says: its entry in project.json and its info.json; raises OSError or ValueError."""
    stored = read_json(folder / RECORD)
    if not isinstance(stored, dict):
        raise ValueError("it is no object")
    entry = checked_entry(stored.get("entry"))
    if entry.video_id != folder.name:
        raise ValueError("it belongs to another video")
    try:
        info = check_info(stored.get("info"), entry.frame_count)
    except ValueError:
        info = None
    return entry, info


def read_sampling(folder: Path) -> dict[str, Any]:
    """How the frames of a video were taken; empty where its record can't be read or does not say it."""
    try:
        found = read_json(folder / RECORD)["sampling"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def mark_of(path: Path) -> dict[str, Any]:
    """The size of a file in bytes, and its hash if it is not a large one."""
    size = path.stat().st_size
    if size > HASHED_BYTES:
        return {"bytes": size}
    return {"bytes": size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _counts(path: Path) -> bool:
    ours = not path.name.startswith(".") and ASIDE not in path.name and path.name != RECORD
    return ours and path.is_file() and not path.is_symlink()
