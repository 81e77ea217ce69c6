"""Features of a video's sampled frames by an eye: computed once, kept with the video.

videos/<video>/eye-<name>.npy    float16 (frames, F)
videos/<video>/eye-<name>.json   which eye (digest), of which frames (digest)
"""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.errors import EyeError
from crvae_core.files import read_array, read_json, storage_errors, write_array, write_json
from crvae_core.progress import Progress
from crvae_core.project.frames import Frames
from crvae_core.project.project import Project
from crvae_core.sight.eye import Eye

AT_ONCE = 64  # frames in memory at a time
_LARGEST = 6e4  # that float16 holds; only the direction of features counts


def video_features(project: Project, video_id: str, eye: Eye, progress: Progress | None = None) -> np.ndarray:
    """Features, float16 (n, F), of all sampled frames of a video; computed on first need.

    progress: called with what is being done and the share of it. Raises ProjectError if the frames can't be read.
    """
    frames = project.frames(video_id)
    marks = {"eye": eye.digest, "frames": _frames_digest(frames)}
    stored = _stored(project.video_folder(video_id) / f"eye-{eye.name}", marks, (len(frames), eye.size))
    if stored is not None:
        return stored
    seen = np.empty((len(frames.stored), eye.size), np.float16)
    for first in range(0, len(seen), AT_ONCE):
        if progress is not None:
            progress("Looking at the frames", first / len(seen))
        seen[first : first + AT_ONCE] = _within(eye.see(np.asarray(frames.stored[first : first + AT_ONCE])))
    found = seen if frames.places is None else seen[frames.places]
    if not np.isfinite(found).all():
        raise EyeError(
            f"the eye {eye.name!r} gives values that are no numbers: choose another one, or train without the eye "
            "(`--without-eye`, or the switch on the page Train)"
        )
    stem = project.video_folder(video_id) / f"eye-{eye.name}"
    with storage_errors(stem.parent):
        stem.with_suffix(".json").unlink(missing_ok=True)  # never new numbers under old marks
        write_array(stem.with_suffix(".npy"), found)
        write_json(stem.with_suffix(".json"), marks)
    return found


def frames_to_see(project: Project, eye: Eye) -> int:
    """How many frames of a project an eye has not looked at yet, as far as its marks tell; no frame is read."""
    return sum(
        entry.frame_count
        for entry in project.videos
        if _eye_of(project.video_folder(entry.video_id) / f"eye-{eye.name}") != eye.digest
    )


def pair_features(
    project: Project, pairs: pd.DataFrame, eye: Eye, progress: Progress | None = None
) -> np.ndarray:
    """Features, float32 (n, F), of the frame of every pair, in the order of the rows."""
    found = np.empty((len(pairs), eye.size), np.float32)
    video_ids, rows = pairs["video_id"].to_numpy(), pairs["frame_row"].to_numpy()
    names = list(dict.fromkeys(video_ids))
    for place, video_id in enumerate(names):

        def report(what: str, share: float, place: int = place) -> None:
            if progress is not None:
                progress(what, (place + share) / len(names))

        here = video_ids == video_id
        found[here] = video_features(project, str(video_id), eye, report)[rows[here]]
    return found


def _eye_of(stem: Path) -> str | None:
    try:
        return str(read_json(stem.with_suffix(".json"))["eye"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stored(stem: Path, marks: dict[str, str], shape: tuple[int, int]) -> np.ndarray | None:
    """What was kept under these marks; None where it is missing, of other frames or another eye, or damaged."""
    try:
        if read_json(stem.with_suffix(".json")) != marks:
            return None
        found = read_array(stem.with_suffix(".npy"), shape)  # not mapped: it may be replaced
    except (OSError, ValueError):
        return None
    return found if found.dtype == np.float16 and bool(np.isfinite(found).all()) else None


def _within(features: np.ndarray) -> np.ndarray:
    """Features (n, F) with those pictures' scaled down that float16 could not hold."""
    largest = np.abs(features).max(axis=1, keepdims=True, initial=0.0)
    return features / np.maximum(1.0, largest / _LARGEST)


def _frames_digest(frames: Frames) -> str:
    digest = hashlib.sha256(str(frames.shape).encode())
    for first in range(0, len(frames.stored), AT_ONCE):
        digest.update(np.ascontiguousarray(frames.stored[first : first + AT_ONCE]).data)
    if frames.places is not None:
        digest.update(np.ascontiguousarray(frames.places).data)
    return digest.hexdigest()[:20]
