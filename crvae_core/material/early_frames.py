"""Whether frames come from just before their words: told where they show something else than while the words are said."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crvae_core.material.rebuild import alignment_settings
from crvae_core.material.revise import stored_grid
from crvae_core.project.project import Project
from crvae_core.wording import count

APART = 0.08  # mean difference of two frames, colours from 0 to 1: another shot, rarely the same one
MOST_LOOKED_AT = 100  # captions of a film, spread over it
LEAST_SHARE = 1 / 3  # of the captions, for the middle to be proposed


@dataclass(frozen=True)
class EarlyFrames:
    """captions: that were looked at, in whose middle a frame was sampled. early: whose own frame is of the shot before."""

    early: int
    captions: int

    def sentence(self) -> str:
        """What was found, with the numbers."""
        return (
            f"{self.early:,} of {count(self.captions, 'caption')} have a frame from just before they begin, which shows "
            "something else than while they are said"
        )


def early_frames(project: Project, video_id: str) -> EarlyFrames | None:
    """Captions of a video that go with the shot before theirs; None where these are few, or where nothing can be proposed."""
    settings = alignment_settings(project.video(video_id))
    if settings.strategy not in ("auto", "nearest") or settings.anchor != "start":
        return None
    pairs, grid = project.pairs(), stored_grid(project, video_id)
    times = np.asarray(grid.times_s)
    spoken = pairs[(pairs["video_id"] == video_id) & (pairs["text"] != "")]
    start, end = spoken["start_s"].to_numpy(), spoken["end_s"].to_numpy()
    rows = np.array([grid.nearest(float(time)) for time in (start + end) / 2], dtype=np.int64)
    found = np.flatnonzero(
        np.abs(times[rows] - (start + end) / 2) <= (end - start) / 4
    )  # not at the edge of the next shot
    looked = found[:: max(1, -(-len(found) // MOST_LOOKED_AT))]
    before = times[spoken["frame_row"].to_numpy()] < start
    asked = looked[before[looked]]
    if not len(asked) or len(asked) < LEAST_SHARE * len(looked):
        return None
    early = int(_unlike(project, spoken.iloc[asked], rows[asked]).sum())
    return EarlyFrames(early, len(looked)) if early >= LEAST_SHARE * len(looked) else None


def _unlike(project: Project, pairs: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """Which pairs' frames show something else than those of other rows of their film (n,)."""
    own, others = project.frames_of(pairs), project.frames_of(pairs.assign(frame_row=rows))
    apart = [
        np.abs(one.astype(np.float32) - other).mean() / 255 for one, other in zip(own, others, strict=True)
    ]
    return np.array(apart) >= APART
