"""The measures of style of a project's moments: those of a frame, and those that need its shot."""

import numpy as np
import pandas as pd

from crvae_core.analysis.frame_shots import frames_stamp, shot_numbers
from crvae_core.analysis.store import FOLDER, TABLE, Store, settings_digest
from crvae_core.compare.sides import Sides
from crvae_core.compare.style import MEASURES, Measure, style_of
from crvae_core.progress import Share
from crvae_core.project.frames import Frames
from crvae_core.project.project import Project

FORMAT = 1  # of stored measures; another number measures anew
MOTION = Measure(
    "motion",
    "Motion",
    "grey levels",
    "more changes from one sampled frame to the next within a shot",
    "mean |difference| of grey levels, 0 to 255, to the next sampled frame of the same shot; unknown at its last frame",
    "mean absolute frame difference, as in shot detection",
)
SHOT_LENGTH = Measure(
    "shot_length",
    "Length of the shot",
    "s",
    "longer shots",
    "seconds from the first to behind the last sampled frame of the shot that the moment lies in",
    "average shot length, Salt 1974; cuts guessed from the sampled frames",
)
VARIETY = Measure(
    "variety",
    "Variety within the theme",
    "",
    "the theme's moments differ more among themselves",
    "squared distance of the moment's vector to the mean of its group's moments in the theme, n / (n - 1) of it",
    "Anderson 2006 (distance to the group's centroid)",
)
ALL_MEASURES = (*MEASURES, MOTION, SHOT_LENGTH, VARIETY)
NOT_MEASURED = (
    "The share of text on the screen is not measured, since no reader of screen text is part of the program; closeness "
    "by the size of faces is not measured, since the detectors that come with OpenCV miss most faces at 120 x 200 pixels."
)
_GRID = 4  # every so many rows and columns of a frame are compared for motion


def stored_style(project: Project, pairs: pd.DataFrame, progress: Share | None = None) -> pd.DataFrame:
    """The measures of every pair that need no groups, a column each, nan where one is not known; computed once."""
    told = {
        "format": FORMAT,
        "frames": {video_id: frames_stamp(project, video_id) for video_id in sorted(set(pairs["video_id"]))},
        "pairs": [list(map(str, row)) for row in zip(pairs["video_id"], pairs["frame_row"], strict=True)],
    }
    store = Store(project.folder / FOLDER)
    return store.get("style", settings_digest(told), TABLE, lambda: _measure(project, pairs, progress))


def variety(vectors: np.ndarray, labels: np.ndarray, sides: Sides) -> np.ndarray:
    """How far each moment (N,) is from the mean of its group's moments in its theme, squared; nan outside and for single ones."""
    found = np.full(len(vectors), np.nan)
    for side in (sides.first, sides.second):
        for number in np.unique(labels[side.rows]).tolist():
            rows = side.rows[labels[side.rows] == number]
            if number >= 0 and len(rows) > 1:
                centred = vectors[rows] - vectors[rows].mean(axis=0)
                found[rows] = (centred**2).sum(axis=1) * len(rows) / (len(rows) - 1)
    return found


def _measure(project: Project, pairs: pd.DataFrame, progress: Share | None) -> pd.DataFrame:
    keys = [measure.key for measure in (*MEASURES, MOTION, SHOT_LENGTH)]
    found = {key: np.full(len(pairs), np.nan, np.float32) for key in keys}
    video_ids, frame_rows = pairs["video_id"].to_numpy(dtype=str), pairs["frame_row"].to_numpy()
    done = 0
    for video_id in dict.fromkeys(video_ids.tolist()):
        here = np.flatnonzero(video_ids == video_id)
        frames = project.frames(video_id)
        asked, place = np.unique(frame_rows[here], return_inverse=True)

        def report(share: float, before: int = done, own: int = len(here)) -> None:
            if progress is not None:
                progress((before + share * own) / len(pairs))

        values = style_of(_Chosen(frames, asked), report)
        moving, lasting = motion_and_length(frames, asked, project.video(video_id).every_s)
        for key, column in (values | {MOTION.key: moving, SHOT_LENGTH.key: lasting}).items():
            found[key][here] = column[place]
        done += len(here)
    return pd.DataFrame(found)


def motion_and_length(
    frames: Frames | np.ndarray, asked: np.ndarray, every_s: float
) -> tuple[np.ndarray, np.ndarray]:
    """Motion at some frames (n,) of a film, and the length of the shot that each lies in; cuts as in analysis.frame_shots."""
    shots = shot_numbers(frames, np.arange(len(frames)))
    length = np.bincount(shots)[shots[asked]] * every_s
    motion = np.full(len(asked), np.nan, np.float32)
    for at, row in enumerate(asked.tolist()):
        if row + 1 < len(shots) and shots[row + 1] == shots[row]:
            here, behind = (
                frames[one, ::_GRID, ::_GRID].astype(np.float32).mean(axis=2) for one in (row, row + 1)
            )
            motion[at] = np.abs(behind - here).mean()
    return motion, length.astype(np.float32)


class _Chosen:
    """Some rows of a film's frames, read when they are asked for."""

    def __init__(self, frames: Frames | np.ndarray, rows: np.ndarray) -> None:
        self._frames, self._rows = frames, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, part: slice) -> np.ndarray:
        return self._frames[self._rows[part]]
