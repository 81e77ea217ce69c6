"""A video a second time in its project, such as to align its captions in another way beside the first."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.material.dropped import DROPPED_FILE
from crvae_core.material.first_names import NAMES_FILE
from crvae_core.media.stored_frame import HASHES_FILE
from crvae_core.project.changes import changing
from crvae_core.project.ids import new_video_id
from crvae_core.project.keeping import linked
from crvae_core.project.leftovers import RECORD
from crvae_core.project.pairs import write_pairs
from crvae_core.project.project import Project, open_project, write_project
from crvae_core.project.records import read_sampling, write_record
from crvae_core.project.shown_text import shown_name


def copy_video(project: Project, video_id: str, name: str | None = None) -> Project:
    """Put a video with its pairs, corrections and left-out moments into the project once more, under a name of its own.

    Its moments are others: nothing that is changed or trained with one of both touches the other.

    Raises ProjectError if the video can't be read, StorageError if there is no room for it; the project is then as it was.
    """
    with project.lock():
        project = open_project(project.folder)
        entry, folder = project.video(video_id), project.video_folder(video_id)
        others = [other.video_id for other in project.videos]
        new_id = new_video_id(_content(project, video_id), others)
        shown = shown_name(name or f"{entry.name} (copy)", "video")
        copied = replace(entry, video_id=new_id, name=shown)
        pairs = project.pairs()
        own = pairs[pairs["video_id"] == video_id].assign(video_id=new_id)
        own["pair_id"] = [_renamed(pair_id, video_id, new_id) for pair_id in own["pair_id"]]
        changed = replace(project, videos=(*project.videos, copied))
        with changing(project.folder) as new:
            place = new.file(f"videos/{new_id}")
            shutil.copytree(
                folder,
                place,
                symlinks=True,
                copy_function=linked,
                ignore=shutil.ignore_patterns(".*", RECORD),
            )
            _rename_marks(place, video_id, new_id)
            write_record(place / RECORD, copied, (place,), read_sampling(folder))
            write_pairs(new.file("pairs.parquet"), pd.concat([pairs, own], ignore_index=True))
            write_project(new.file("project.json"), changed)
    return changed


def _content(project: Project, video_id: str) -> bytes:
    path = project.video_file(video_id, HASHES_FILE)
    try:
        return path.read_bytes() if path.exists() else video_id.encode()
    except OSError as error:
        raise ProjectError(f"{path} can't be read ({error.strerror}): check the disk") from error


def _renamed(pair_id: str, before: str, after: str) -> str:
    return after + pair_id.removeprefix(before) if pair_id.startswith(f"{before}-") else pair_id


def _rename_marks(folder: Path, before: str, after: str) -> None:
    """Let the marks in a video's folder speak of the copy's pairs."""
    try:
        if (dropped := folder / DROPPED_FILE).exists():
            ids = [_renamed(str(pair_id), before, after) for pair_id in read_json(dropped)["pair_ids"]]
            _write_new(dropped, {"pair_ids": ids})
        if (names := folder / NAMES_FILE).exists():
            pairs = read_json(names).items()
            _write_new(
                names, {_renamed(new, before, after): _renamed(old, before, after) for new, old in pairs}
            )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProjectError(
            f"what was left out of {before} can't be read: `doctor` says more, `repair` mends it"
        ) from error


def _write_new(path: Path, value: Any) -> None:
    """Write a file that may be the same one as the original's: never into that."""
    path.unlink()
    write_json(path, value)
