"""Rename, copy and remove whole projects and videos; what was removed can be had back for a day.

<workspace>/.removed/<time>-<folder>/     a removed project, as it was
<project>/.removed/<time>-<video id>/     a removed video: its folder, its row of project.json, its pairs
"""

import re
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.files import move, read_json, remove_folder, storage_errors, write_json
from crvae_core.project.changes import changing
from crvae_core.project.inside import inside, is_folder_name
from crvae_core.project.new_project import folder_for
from crvae_core.project.ownership import ACCESS_FILE
from crvae_core.project.pairs import PAIR_COLUMNS, read_pairs, write_pairs
from crvae_core.project.project import Project, open_project, save_project, write_project
from crvae_core.project.records import record
from crvae_core.project.shown_text import LONGEST_NAME, shown_name
from crvae_core.project.video_entry import VideoEntry, checked_entry

KEPT_S = 24 * 3600.0  # how long what was removed can be had back
REMOVED = ".removed"
_STAMPED = re.compile(r"(\d{1,12})-([A-Za-z0-9][A-Za-z0-9._-]*)")
_COPYING = ".copy-"
_NOT_COPIED = (
    ".lock",
    "*.lock",
    ".trash-*",
    ".change-*",
    ".tmp-*",
    REMOVED,
    "work",
    "stop",
    ACCESS_FILE,
)  # a copy belongs to who makes it


@dataclass(frozen=True)
class Removed:
    """Something that can be had back. name: as it was shown. at: seconds since 1970. place: where it lies now."""

    name: str
    at: float
    place: Path

    @property
    def folder(self) -> str:
        """What its folder was called: the id of a removed video, the folder of a removed project."""
        return self.place.name.partition("-")[2]

    @property
    def hours_left(self) -> float:
        """How long it can still be had back."""
        return max(0.0, (self.at + KEPT_S - time.time()) / 3600)


def rename_project(project: Project, name: str) -> Project:
    """Give a project another name; its folder and all links to it stay as they are."""
    with project.lock():
        changed = replace(open_project(project.folder), name=shown_name(name, "project"))
        save_project(changed)
    return changed


def rename_video(project: Project, video_id: str, name: str) -> Project:
    """Give a video another name; its id, and so every stored result, stays."""
    with project.lock():
        project = open_project(project.folder)
        entry = replace(project.video(video_id), name=shown_name(name, "video"))
        videos = tuple(entry if other.video_id == entry.video_id else other for other in project.videos)
        changed = replace(project, videos=videos)
        with changing(project.folder) as new:
            record(new, project, entry)
            write_project(new.file("project.json"), changed)
    return changed


def copy_project(project: Project, name: str | None = None) -> Project:
    """Make a second project of everything that a project holds now, beside it; trainings that run are not copied.

    Raises StorageError if there is no room for it; nothing is left then.
    """
    shown = shown_name(name or f"{project.name} (copy)", "project")
    workspace = project.folder.parent
    target = folder_for(workspace, shown)
    with project.lock(), storage_errors(workspace):
        staging = Path(tempfile.mkdtemp(prefix=_COPYING, dir=workspace))
        try:
            shutil.copytree(
                project.folder,
                staging,
                symlinks=True,  # what a link leads to is none of the project's
                ignore=shutil.ignore_patterns(*_NOT_COPIED),
                dirs_exist_ok=True,
            )
            save_project(replace(open_project(staging), name=shown))
            staging.chmod(0o755)
            move(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return open_project(target)


def remove_project(project: Project) -> Removed:
    """Take a project out of its workspace; `restore_project` brings it back within a day.

    Raises ProjectError if somebody is changing it.
    """
    place = _new_place(project.folder.parent, project.folder.name)
    with project.lock():
        pass  # nobody is writing now
    with storage_errors(project.folder.parent):
        place.parent.mkdir(exist_ok=True)
        move(project.folder, place)
    return Removed(project.name, time.time(), place)


def removed_projects(workspace: Path) -> list[Removed]:
    """The projects that can be had back, the last one first; those of more than a day ago are gone for good."""
    return [_described(place, at, "project.json") for place, at in _kept(workspace)]


def restore_project(workspace: Path, removed: Removed) -> Project:
    """Bring a removed project back; raises ProjectError if its day is over or its place is taken."""
    match = _STAMPED.fullmatch(removed.place.name)
    if match is None or removed.place.parent != workspace / REMOVED or not removed.place.is_dir():
        raise ProjectError(f"{removed.name} can't be had back any more: removed projects are kept for a day")
    target = workspace / match[2]
    if target.exists():
        raise ProjectError(f"there is another project in {target.name}: move it away first")
    with storage_errors(workspace):
        move(removed.place, target)
    return open_project(target)


def remove_video(project: Project, video_id: str) -> Project:
    """Take a video and its pairs out of the project; `restore_video` brings them back within a day.

    Finished runs keep what they computed. What was removed more than a day ago goes for good now.
    """
    with project.lock():
        project = open_project(project.folder)
        entry = project.video(video_id)
        pairs = project.pairs()
        own = pairs["video_id"] == entry.video_id
        changed = replace(
            project, videos=tuple(other for other in project.videos if other.video_id != entry.video_id)
        )
        folder = project.video_folder(entry.video_id)  # nothing outside of the project is removed
        name = _new_place(project.folder, entry.video_id).name
        with changing(project.folder) as new:
            place = new.file(f"{REMOVED}/{name}")
            place.mkdir()
            write_json(place / "video.json", asdict(entry))
            write_pairs(place / "pairs.parquet", pairs[own])
            if folder.is_dir():
                shutil.copytree(folder, place / "files", symlinks=True, copy_function=linked)
            write_pairs(new.file("pairs.parquet"), pairs[~own])
            write_project(new.file("project.json"), changed)
            new.remove(f"videos/{entry.video_id}")
        _kept(project.folder)
    return changed


def removed_videos(project: Project) -> list[Removed]:
    """The videos of a project that can be had back, the last one first."""
    return [_described(place, at, "video.json") for place, at in _kept(project.folder)]


def restore_video(project: Project, removed: Removed) -> Project:
    """Bring a removed video back with its pairs, as they were; raises ProjectError if its day is over."""
    with project.lock():
        project = open_project(project.folder)
        entry, own = _stored_video(project, removed)
        if any(other.video_id == entry.video_id for other in project.videos):
            raise ProjectError(f"{entry.name} is in the project already: there is nothing to bring back")
        changed = replace(project, videos=(*project.videos, entry))
        before = project.pairs()
        table = pd.concat([before, own], ignore_index=True) if len(before) else own
        with changing(project.folder) as new:
            files = new.file(f"videos/{entry.video_id}")
            shutil.copytree(removed.place / "files", files, symlinks=True, copy_function=linked)
            write_pairs(new.file("pairs.parquet"), table[list(PAIR_COLUMNS)])
            write_project(new.file("project.json"), changed)
        remove_folder(removed.place)
    return open_project(project.folder)


def _stored_video(project: Project, removed: Removed) -> tuple[VideoEntry, pd.DataFrame]:
    gone = f"{removed.name} can't be had back any more: removed videos are kept for a day"
    if removed.place.parent != project.folder / REMOVED:
        raise ProjectError(gone)
    try:
        entry = checked_entry(read_json(inside(project.folder, removed.place / "video.json")))
        own = read_pairs(
            inside(project.folder, removed.place / "pairs.parquet"), {entry.video_id: entry.frame_count}
        )
    except (OSError, ValueError, ProjectError) as error:
        raise ProjectError(gone) from error
    whole = (removed.place / "files").is_dir() and is_folder_name(entry.video_id)
    if not whole or removed.place.name.partition("-")[2] != entry.video_id:
        raise ProjectError(gone)
    return entry, own


def linked(source: str, target: str) -> str:
    """Give a file a second place without a second copy, where the disk can do that."""
    try:
        Path(target).hardlink_to(source)
        return target
    except OSError:
        return str(shutil.copy2(source, target))


def _new_place(home: Path, name: str) -> Path:
    stamp = int(time.time())
    while (home / REMOVED / f"{stamp}-{name}").exists():
        stamp += 1
    return home / REMOVED / f"{stamp}-{name}"


def _kept(home: Path) -> list[tuple[Path, float]]:
    """What was removed less than a day ago, with the time, the last first; older things go for good."""
    found = []
    for place in (home / REMOVED).glob("*/") if (home / REMOVED).is_dir() else ():
        match = _STAMPED.fullmatch(place.name)
        if match is None or place.is_symlink():
            continue
        at = float(match[1])
        if time.time() - at > KEPT_S:
            remove_folder(place)
        else:
            found.append((place, at))
    return sorted(found, key=lambda entry: -entry[1])


def _described(place: Path, at: float, file: str) -> Removed:
    try:
        stored = read_json(place / file)
        name = str(stored["name"])[:LONGEST_NAME]
    except (OSError, ValueError, KeyError, TypeError):
        name = place.name.partition("-")[2]
    return Removed(name, at, place)
