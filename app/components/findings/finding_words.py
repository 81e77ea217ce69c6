"""Where moments are, as a finding keeps it: plain text, not Markdown."""

import pandas as pd

from app.plain_text import clock
from crvae_core.project.project import Project


def places(project: Project, pairs: pd.DataFrame) -> str:
    """From when to when some moments are, film by film."""
    parts = []
    for video_id, own in pairs.groupby("video_id", sort=False):
        times = own["frame_time_s"]
        first, last = clock(times.min()), clock(times.max())
        parts.append(
            f"{project.video(str(video_id)).name} {first}" + (f" to {last}" if last != first else "")
        )
    return "; ".join(parts)
