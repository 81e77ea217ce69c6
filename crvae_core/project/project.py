"""A project on disk: its videos, frames, captions, aligned pairs and runs.

<workspace>/<project>/
  project.json                 schema_version, name, videos
  videos/<video>/source.*      the video, where it was copied into the project
  videos/<video>/info.json, captions.json, frames.npy, frame_hashes.npy, thumbs/, vocabulary.json, vocabulary.npy
  pairs.parquet                a row per pair, see PAIR_COLUMNS
  runs/<run>/                  what a training leaves (see runs/run.py)
  analysis/                    everything that can be computed again
"""

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.files import atomic_path, read_json, write_json
from crvae_core.text.vectors import Vocabulary

SCHEMA_VERSION = 1
PAIR_COLUMNS = {
    "pair_id": "str",
    "video_id": "str",
    "frame_time_s": "float64",
    "frame_row": "int64",
    "start_s": "float64",
    "end_s": "float64",
    "text": "str",
    "tokens": "object",
    "unknown_share": "float64",
    "kept": "bool",
}


@dataclass(frozen=True)
class VideoEntry:
    """One video of a project, as project.json lists it.

    `source` is a path relative to the video's folder, or absolute where the film stays where it was.
    `alignment` holds the choices that led to the pairs, so that they can be repeated.
    """

    video_id: str
    name: str
    source: str
    captions_name: str
    language: str
    vectors: str
    duration_s: float
    frame_count: int
    pair_count: int
    every_s: float
    alignment: dict[str, Any]


@dataclass(frozen=True)
class Project:
    """A project folder that was opened; the object holds what project.json said at that time."""

    folder: Path
    name: str
    created_at: str
    videos: tuple[VideoEntry, ...]

    def video(self, video_id: str) -> VideoEntry:
        """The entry of one video; raises ProjectError for an unknown id."""
        for entry in self.videos:
            if entry.video_id == video_id:
                return entry
        raise ProjectError(f"the project has no video {video_id!r}")

    def find_video(self, text: str) -> VideoEntry:
        """The video that a person means: by its id, the beginning of it (video-2), or its name; raises ProjectError."""
        exact = [entry for entry in self.videos if text in (entry.video_id, entry.name)]
        found = exact or [entry for entry in self.videos if entry.video_id.startswith(f"{text}-")]
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{entry.video_id} ({entry.name})" for entry in self.videos) or "none"
        wrong = "several videos are meant by" if found else "the project has no video"
        raise ProjectError(f"{wrong} {text!r}: give an id, its videos are {known}")

    def video_folder(self, video_id: str) -> Path:
        """The folder that holds the files of one video."""
        return self.folder / "videos" / video_id

    def source_path(self, video_id: str) -> Path:
        """The video file; it may have been moved away if it lies outside the project."""
        return self.video_folder(video_id) / self.video(video_id).source

    def frames(self, video_id: str) -> np.ndarray:
        """The sampled frames of a video, uint8 RGB (n, 120, 200, 3), memory-mapped and read-only."""
        path = self.video_folder(video_id) / "frames.npy"
        try:
            return np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise ProjectError(f"the frames of {video_id} can't be read: add the video again") from error

    def frames_of(self, pairs: pd.DataFrame) -> np.ndarray:
        """The frame of every pair in the order of the rows, uint8 RGB (n, 120, 200, 3), in memory."""
        frames = np.empty((len(pairs), 120, 200, 3), dtype=np.uint8)
        video_ids = pairs["video_id"].to_numpy()
        rows = pairs["frame_row"].to_numpy()
        for video_id in dict.fromkeys(video_ids):
            here = video_ids == video_id
            frames[here] = self.frames(video_id)[rows[here]]
        return frames

    def thumbnail(self, video_id: str, frame_row: int) -> Path:
        """The JPEG thumbnail of one sampled frame."""
        return self.video_folder(video_id) / "thumbs" / f"{frame_row:06d}.jpg"

    def vocabulary(self, video_id: str) -> Vocabulary:
        """The distinct words of a video's captions with their vectors."""
        return Vocabulary.load(self.video_folder(video_id))

    def info(self, video_id: str) -> dict[str, Any]:
        """What is known about the video file: size, codec, frame rate, duration in seconds, sample times."""
        return read_json(self.video_folder(video_id) / "info.json")

    def pairs(self) -> pd.DataFrame:
        """All pairs of all videos, one per row, in the order in which they were added (see PAIR_COLUMNS)."""
        path = self.folder / "pairs.parquet"
        if not path.exists():
            return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in PAIR_COLUMNS.items()})
        try:
            table = pd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise ProjectError(f"{path} can't be read: restore it or add the videos again") from error
        known = {entry.video_id for entry in self.videos}
        return table[table["video_id"].isin(known)].reset_index(drop=True)

    def run_folder(self, run: str) -> Path:
        """The folder of a run; raises ProjectError if the name can't be a folder name."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", run):
            raise ProjectError(
                f"{run!r} can't name a run: use letters, digits, dots, dashes and underscores, at most 64"
            )
        return self.folder / "runs" / run

    def runs(self) -> list[str]:
        """The names of all runs, the newest last."""
        configs = sorted((self.folder / "runs").glob("*/config.json"), key=lambda path: path.stat().st_mtime)
        return [path.parent.name for path in configs]

    def free_run_name(self, preset: str) -> str:
        """The first of preset-1, preset-2, ... that is not taken."""
        number = 1
        while self.run_folder(f"{preset}-{number}").exists():
            number += 1
        return f"{preset}-{number}"

    def latest_run(self) -> str:
        """The name of the newest run; raises ProjectError if there is none."""
        names = self.runs()
        if not names:
            raise ProjectError(f"the project {self.name!r} has no run yet: train one first")
        return names[-1]

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the project for one writer; raises ProjectError if somebody else is writing."""
        try:
            with filelock.FileLock(self.folder / ".lock", timeout=5):
                yield
        except filelock.Timeout as error:
            raise ProjectError(
                f"another process is changing the project {self.name!r}: try again when it is done"
            ) from error


def default_workspace() -> Path:
    """The folder that holds the projects: CRVAE_HOME, else ~/.crvae."""
    return Path(os.environ.get("CRVAE_HOME") or "~/.crvae").expanduser()


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project; raises ProjectError for a name that no folder can have."""
    try:
        return (folder / "project.json").exists()
    except OSError as error:
        raise ProjectError(f"{folder} can't be a folder ({error.strerror}): choose another name") from error


def create_project(folder: Path, name: str | None = None) -> Project:
    """Make an empty project in `folder`; raises ProjectError if something else is already there."""
    if is_project(folder):
        raise ProjectError(f"there is already a project in {folder}: open it, or choose another folder")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError(f"{folder} is not an empty folder: choose another place for the project")
    project = Project(folder, name or folder.name, datetime.now(UTC).isoformat(timespec="seconds"), ())
    try:
        save_project(project)
    except OSError as error:
        raise ProjectError(f"{folder} can't be made ({error.strerror}): choose another place") from error
    return project


def create_named_project(workspace: Path, name: str) -> Project:
    """Make a project under a name that a user typed; the name is shown, never used as a path."""
    shown = " ".join(name.split())[:80]
    if not shown:
        raise ProjectError("a project needs a name: type one")
    slug = re.sub(r"[^a-z0-9]+", "-", shown.lower()).strip("-")[:32] or "project"
    return create_project(workspace / f"{slug}-{uuid.uuid4().hex[:6]}", shown)


def open_project(folder: Path | str) -> Project:
    """Open a project folder.

    Raises ProjectError if there is none, if project.json is damaged, or if a newer version wrote it.
    """
    folder = Path(folder)
    try:
        stored = read_json(folder / "project.json")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProjectError(
            f"there is no project in {folder}: check the path, or ingest a video first"
        ) from error
    except ValueError as error:
        raise ProjectError(f"{folder / 'project.json'} is damaged: restore it from a copy") from error
    return _from_json(folder, stored)


def save_project(project: Project) -> None:
    """Write project.json."""
    write_json(
        project.folder / "project.json",
        {
            "schema_version": SCHEMA_VERSION,
            "name": project.name,
            "created_at": project.created_at,
            "videos": [asdict(entry) for entry in project.videos],
        },
    )


def save_pairs(project: Project, pairs: pd.DataFrame) -> None:
    """Write pairs.parquet; `pairs` has the columns of PAIR_COLUMNS."""
    with atomic_path(project.folder / "pairs.parquet") as temporary:
        pairs[list(PAIR_COLUMNS)].to_parquet(temporary, index=False)


def list_projects(workspace: Path) -> list[Project]:
    """All readable projects directly in a workspace, the one changed last first."""
    files = sorted(workspace.glob("*/project.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    projects = []
    for path in files:
        try:
            projects.append(open_project(path.parent))
        except ProjectError:
            continue
    return projects


def remove_video(project: Project, video_id: str) -> Project:
    """Take a video and its pairs out of the project; finished runs keep what they computed."""
    entry = project.video(video_id)
    with project.lock():
        project = open_project(project.folder)
        pairs = project.pairs()
        left = tuple(other for other in project.videos if other.video_id != entry.video_id)
        changed = Project(project.folder, project.name, project.created_at, left)
        save_project(changed)
        save_pairs(changed, pairs[pairs["video_id"] != entry.video_id])
        shutil.rmtree(project.video_folder(entry.video_id), ignore_errors=True)
    return changed


def _from_json(folder: Path, stored: Any) -> Project:
    path = folder / "project.json"
    try:
        version = stored["schema_version"]
        if version != SCHEMA_VERSION:
            raise ProjectError(
                f"{path} has version {version}, this program reads version {SCHEMA_VERSION}: update the program"
            )
        names = {field.name for field in fields(VideoEntry)}
        videos = tuple(
            VideoEntry(**{key: value for key, value in entry.items() if key in names})
            for entry in stored["videos"]
        )
        return Project(folder, str(stored["name"]), str(stored["created_at"]), videos)
    except (KeyError, TypeError, AttributeError) as error:
        raise ProjectError(f"{path} is damaged: restore it from a copy") from error
