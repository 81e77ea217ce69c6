"""Where moments are, in words: their time and their film. Times of two films are never put into one span."""

from collections.abc import Iterator

import pandas as pd

from app.plain_text import clock, plain, shortened
from crvae_core.project.project import Project


def film(project: Project, video_id: str) -> str:
    """The name of a film, escaped for Markdown, in short."""
    return plain(shortened(project.video(video_id).name))


def place(project: Project, pair: pd.Series) -> str:
    """Time and film of a moment, as Markdown."""
    return f"**{clock(pair['frame_time_s'])}** · {film(project, pair['video_id'])}"


def spans(project: Project, pairs: pd.DataFrame) -> str:
    """From when to when some moments are, film by film, as Markdown."""
    return "; ".join(f"{film(project, video_id)} {when}" for video_id, when in _spans(pairs))


def spans_as_text(project: Project, pairs: pd.DataFrame) -> str:
    """The same as plain text, the names of films as people wrote them."""
    return "; ".join(f"{project.video(video_id).name} {when}" for video_id, when in _spans(pairs))


def _spans(pairs: pd.DataFrame) -> Iterator[tuple[str, str]]:
    videos = pairs["video_id"].to_numpy(dtype=object)
    times = pairs["frame_time_s"].to_numpy()
    for video_id in dict.fromkeys(videos):
        here = times[videos == video_id]
        first, last = clock(here.min()), clock(here.max())
        yield str(video_id), first + (f" to {last}" if last != first else "")
