"""Shots guessed from the sampled frames alone, where neighbouring ones differ much; for films whose cuts were not sought."""

import numpy as np
import pandas as pd

from crvae_core.analysis.store import ARRAY, FOLDER, Store, settings_digest
from crvae_core.project.frames import Frames
from crvae_core.project.project import Project

CUT = 24.0  # mean difference of two sampled frames, 0 to 255, above which a new shot is taken to begin
GRID = 10  # every so many rows and columns of a frame are compared


def shot_numbers(frames: Frames | np.ndarray, rows: np.ndarray, cut: float = CUT) -> np.ndarray:
    """Which shot each of some frames lies in, counted from 0, (n,).

    Args:
        frames: all frames of a film, uint8 (N, height, width, 3); may be a memory map.
        rows: (n,) those that are asked for, in the order of time.
        cut: the mean difference of neighbouring ones above which a new shot begins.
    """
    numbers = np.zeros(len(rows), dtype=np.int64)
    before: np.ndarray | None = None
    for place, row in enumerate(rows.tolist()):
        small = frames[row, ::GRID, ::GRID].astype(np.float32)
        changed = before is not None and float(np.abs(small - before).mean()) > cut
        numbers[place] = numbers[place - 1] + changed if place else 0
        before = small
    return numbers


def shots_of(project: Project, pairs: pd.DataFrame) -> np.ndarray:
    """Which shot of its film each pair lies in (n,), counted from 0 in every film; computed once."""
    told = {
        "cut": CUT,
        "frames": {video_id: frames_stamp(project, video_id) for video_id in sorted(set(pairs["video_id"]))},
        "pairs": [list(map(str, row)) for row in zip(pairs["video_id"], pairs["frame_row"], strict=True)],
    }
    return Store(project.folder / FOLDER).get(
        "shots", settings_digest(told), ARRAY, lambda: _all_shots(project, pairs)
    )


def _all_shots(project: Project, pairs: pd.DataFrame) -> np.ndarray:
    shots = np.zeros(len(pairs), dtype=np.int64)
    video_ids, times = pairs["video_id"].to_numpy(), pairs["frame_time_s"].to_numpy()
    for video_id in dict.fromkeys(video_ids):
        rows = np.flatnonzero(video_ids == video_id)
        rows = rows[np.argsort(times[rows], kind="stable")]
        shots[rows] = shot_numbers(project.frames(str(video_id)), pairs["frame_row"].to_numpy()[rows])
    return shots


def frames_stamp(project: Project, video_id: str) -> list[int]:
    """Changes whenever the frames of a film are taken anew."""
    path = project.video_folder(video_id) / "frames.npy"
    if not path.exists():  # reading them says what to do
        return []
    return [path.stat().st_size, path.stat().st_mtime_ns]
