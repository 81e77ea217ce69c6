"""A project on disk: its videos, frames, captions, aligned pairs and runs.

<workspace>/<project>/
  project.json                 schema_version, name, videos; project.earlier.json as an earlier version of the program wrote it
  videos/<video>/source.*      the video, where it was copied into the project
  videos/<video>/info.json, captions.json, frames.npy, frame_hashes.npy, thumbs/, vocabulary.json, vocabulary.npy;
                               frame_places.npy, where rows share frames
  pairs.parquet                a row per pair, see pairs.PAIR_COLUMNS
  runs/<run>/                  what a training leaves (see runs/run.py)
  analysis/                    everything that can be computed again
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import pandas as pd

from crvae_core.errors import ProjectError, VectorsError
from crvae_core.file_names import fits_everywhere
from crvae_core.files import read_json, storage_errors, write_json
from crvae_core.home import home_folder
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH, PLACES_FILE
from crvae_core.project.changes import COMMITTED, finish, newest
from crvae_core.project.film_info import read_info
from crvae_core.project.frames import Frames, open_frames, read_places
from crvae_core.project.inside import inside, is_folder_name
from crvae_core.project.leftovers import sweep
from crvae_core.project.manifest import MOST_BYTES, check_manifest
from crvae_core.project.pairs import empty_pairs, read_pairs, write_pairs
from crvae_core.project.video_entry import VideoEntry, entry_fields
from crvae_core.text.vectors import Vocabulary

SCHEMA_VERSION = 1
EARLIER = "project.earlier.json"  # project.json as an earlier version of the program wrote it
LOCK_S = 5.0  # seconds that another writer is waited for


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
        """The folder that holds the files of one video; raises ProjectError for an id that can't be a folder's name."""
        if not is_folder_name(video_id):
            raise ProjectError(f"{video_id[:80]!r} can't be the id of a video: check project.json")
        return inside(self.folder, self.folder / "videos" / video_id)

    def file(self, name: str) -> Path:
        """Where a file of the project lies now, also while files are being changed (see `changes`)."""
        return inside(self.folder, newest(self.folder, name))

    def video_file(self, video_id: str, name: str) -> Path:
        """Where a file of a video lies now, such as info.json."""
        self.video_folder(video_id)  # an id that can't be
        return self.file(f"videos/{video_id}/{name}")

    def source_path(self, video_id: str) -> Path:
        """The video file as project.json names it; `paths.source_film` says whether it may be read."""
        return self.video_folder(video_id) / self.video(video_id).source

    def frames(self, video_id: str) -> Frames:
        """The sampled frames of a video, uint8 RGB (n, 120, 200, 3), left on the disk until they are asked for."""
        stored, places = (self.video_file(video_id, name) for name in ("frames.npy", PLACES_FILE))
        try:
            return open_frames(stored, places, self.video(video_id).frame_count)
        except (OSError, ValueError) as error:
            raise ProjectError(
                f"the frames of {self.video(video_id).name} ({video_id}) are missing or damaged: `repair` takes them from "
                "the film again, where that is still there"
            ) from error

    def frames_of(self, pairs: pd.DataFrame) -> np.ndarray:
        """The frame of every pair in the order of the rows, uint8 RGB (n, 120, 200, 3), in memory: no others are read."""
        frames = np.empty((len(pairs), FRAME_HEIGHT, FRAME_WIDTH, 3), dtype=np.uint8)
        video_ids = pairs["video_id"].to_numpy()
        rows = pairs["frame_row"].to_numpy()
        for video_id in dict.fromkeys(video_ids):
            here = video_ids == video_id
            frames[here] = self.frames(video_id)[rows[here]]
        return frames

    def thumbnail(self, video_id: str, frame_row: int) -> Path:
        """The JPEG thumbnail of one sampled frame; rows that share a frame share it."""
        return self.video_file(video_id, f"thumbs/{self._place(video_id, frame_row):06d}.jpg")

    def _place(self, video_id: str, frame_row: int) -> int:
        path = self.video_file(video_id, PLACES_FILE)
        with suppress(OSError, ValueError, IndexError):
            return int(read_places(path, self.video(video_id).frame_count)[frame_row])
        return frame_row

    def vocabulary(self, video_id: str) -> Vocabulary:
        """The distinct words of a video's captions with their vectors."""
        words, matrix = (self.video_file(video_id, f"vocabulary.{kind}") for kind in ("json", "npy"))
        try:
            return Vocabulary.read(words, matrix)
        except VectorsError as error:
            raise error.in_project(self.folder) from error.__cause__

    def info(self, video_id: str) -> dict[str, Any]:
        """What is known about the video file: size, codec, frame rate, duration in seconds, sample times."""
        path, video = self.video_file(video_id, "info.json"), self.video(video_id)
        try:
            return read_info(path, video.frame_count)
        except (OSError, ValueError) as error:
            raise ProjectError(
                f"info.json of {video.name} ({video_id}) is missing or damaged ({_brief(error)}): `repair` makes it anew"
            ) from error

    def pairs(self) -> pd.DataFrame:
        """All pairs of all videos, one per row, in the order in which they were added (see pairs.PAIR_COLUMNS)."""
        path = self.file("pairs.parquet")
        if not path.exists() and not self.videos:
            return empty_pairs()
        try:
            return read_pairs(path, {entry.video_id: entry.frame_count for entry in self.videos})
        except ProjectError as error:
            raise error.in_project(self.folder) from error.__cause__

    def run_folder(self, run: str) -> Path:
        """The folder of a run; raises ProjectError if the name can't be a folder name."""
        if not is_run_name(run):
            raise ProjectError(
                f"{run!r} can't name a run: use letters, digits, dots, dashes and underscores, at most 64, "
                "and no name of a device such as con or nul"
            )
        return inside(self.folder, self.folder / "runs" / run)

    def runs(self) -> list[str]:
        """The names of all runs, the newest last."""
        configs = [
            path for path in (self.folder / "runs").glob("*/config.json") if is_run_name(path.parent.name)
        ]
        return [path.parent.name for path in sorted(configs, key=changed_at)]

    def run_folders(self) -> list[str]:
        """The names of all folders that can be a run's, whatever is in them."""
        folders = (self.folder / "runs").glob("*/")
        return sorted(path.name for path in folders if is_run_name(path.name))

    def odd_runs(self) -> list[str]:
        """Folders among the runs whose names no run can have, such as those of copies made by hand; they are passed over."""
        folders = (self.folder / "runs").glob("*/")
        return sorted(path.name for path in folders if path.is_dir() and not is_run_name(path.name))

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
        """Hold the project for one writer, who first sets right what a killed one has left.

        Raises ProjectError if somebody else is writing, StorageError if nothing can be written there.
        """
        lock = filelock.FileLock(self.folder / ".lock")
        try:
            with storage_errors(self.folder):
                lock.acquire(timeout=LOCK_S)
        except filelock.Timeout as error:
            raise ProjectError(
                f"another process is changing the project {self.name!r}: try again when it is done"
            ) from error
        try:
            finish(self.folder)
            _keep_earlier(self.folder)
            sweep(self.folder, [entry.video_id for entry in open_project(self.folder).videos])
            yield
        finally:
            lock.release()


def default_workspace() -> Path:
    """The folder that holds the projects: CRVAE_HOME, else ~/.crvae."""
    return home_folder()


def is_run_name(name: str) -> bool:
    """Whether a run's folder can have this name."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name) is not None and fits_everywhere(name)


def changed_at(path: Path) -> float:
    """When a file was changed last, in seconds; 0 where it has just gone or can't be looked at."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project; raises ProjectError for a name that no folder can have."""
    try:
        return (folder / "project.json").exists()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ProjectError(f"{str(folder)[:200]} can't be a folder ({why}): choose another name") from error


def open_project(folder: Path | str) -> Project:
    """Open a project folder.

    Raises ProjectError if there is none, if project.json is damaged, or if a newer version wrote it.
    """
    folder = Path(folder)
    _finish_change(folder)
    try:
        stored = read_json(newest(folder, "project.json"), MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProjectError(
            f"there is no project in {folder}: check the path, or ingest a video first"
        ) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise ProjectError(
            f"{folder / 'project.json'} can't be read ({why}): check what it is and who may read it"
        ) from error
    except ValueError as error:
        raise ProjectError(
            f"{folder / 'project.json'} is damaged ({_brief(error)}): restore it from a copy, or make it anew (`repair`)"
        ) from error
    return _from_json(folder, stored)


def save_project(project: Project) -> None:
    """Write project.json."""
    write_project(project.folder / "project.json", project)


def write_project(path: Path, project: Project) -> None:
    """Write what project.json holds to a path."""
    videos = [asdict(entry) for entry in project.videos]
    stored = {"schema_version": SCHEMA_VERSION, "name": project.name, "created_at": project.created_at}
    write_json(path, stored | {"videos": videos})


def save_pairs(project: Project, pairs: pd.DataFrame) -> None:
    """Write pairs.parquet; `pairs` has the columns of pairs.PAIR_COLUMNS."""
    write_pairs(project.folder / "pairs.parquet", pairs)


def _finish_change(folder: Path) -> None:
    """Let a change that is certain take place, if a killed process has left it half way and nobody else is at it."""
    if not (folder / COMMITTED).is_dir():
        return
    with suppress(OSError, filelock.Timeout), filelock.FileLock(folder / ".lock", timeout=0.5):
        finish(folder)


def _keep_earlier(folder: Path) -> None:
    """Keep project.json as an earlier version of the program wrote it, before it is written with what it lacks."""
    if (folder / EARLIER).exists():
        return
    try:
        stored = read_json(folder / "project.json", MOST_BYTES)
    except (OSError, ValueError):
        return  # whoever opens the project is told
    videos = stored.get("videos") if isinstance(stored, dict) else None
    written = {one.name for one in fields(VideoEntry)}
    if isinstance(videos, list) and any(isinstance(one, dict) and written - one.keys() for one in videos):
        with storage_errors(folder):
            write_json(folder / EARLIER, stored)


def _from_json(folder: Path, stored: Any) -> Project:
    path = folder / "project.json"
    version = stored.get("schema_version") if isinstance(stored, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise ProjectError(
            f"{path} has version {version}, this program reads version {SCHEMA_VERSION}: update the program"
        )
    try:
        if not isinstance(version, int):
            raise ValueError("it has no 'schema_version'")
        checked = check_manifest(stored, *entry_fields())
        videos = tuple(VideoEntry(**entry) for entry in checked["videos"])
    except ValueError as error:
        raise ProjectError(
            f"{path} is damaged ({error}): restore it from a copy, or make it anew (`repair`)"
        ) from error
    return Project(folder, checked["name"], checked["created_at"], videos)


def _brief(error: Exception) -> str:
    """What an error says, in one short line."""
    return " ".join(str(error).split())[:160]
