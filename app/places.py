"""Where moments are, in words: their time and their film. Times of two films are never put into one span."""

import pandas as pd

from app.plain_text import clock, plain
from crvae_core.project.project import Project


def film(project: Project, video_id: str) -> str:
    """The name of a film, escaped for Markdown."""
    return plain(project.video(video_id).name)


def place(project: Project, pair: pd.Series) -> str:
    """Time and film of a moment, as Markdown."""
    return f"**{clock(pair['frame_time_s'])}** · {film(project, pair['video_id'])}"


def spans(project: Project, pairs: pd.DataFrame) -> str:
    """From when to when some moments are, film by film, as Markdown."""
    parts = []
    for video_id, times in pairs.groupby("video_id", sort=False)["frame_time_s"]:
        first, last = clock(times.min()), clock(times.max())
        parts.append(f"{film(project, str(video_id))} {first}" + (f" to {last}" if last != first else ""))
    return "; ".join(parts)
