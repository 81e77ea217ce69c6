"""The player of a video with its captions, at a second; or the frame, where the film can't be played."""

import html
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app import films
from app.cached import project_data
from app.components.shared import thumbnail
from crvae_core.project.project import Project

NO_FILM = "The film was moved, or lies where the app may not read it."


@dataclass(frozen=True)
class Film:
    """What a player plays: where it is, and its captions as WebVTT, None where nothing is said."""

    source: str
    captions: str | None


def show(
    project: Project, video_id: str, at_s: float, frame: pd.Series | None = None, autoplay: bool = False
) -> None:
    """Draw the player; frame: the pair whose picture takes its place where the film is gone or too large."""
    if film := film_of(project, video_id):
        st.video(film.source, start_time=int(at_s), subtitles=film.captions, autoplay=autoplay)
        return
    if frame is not None:
        thumbnail.show(project, frame)
    st.caption(NO_FILM)


def film_of(project: Project, video_id: str) -> Film | None:
    """What plays for a video; None if it can't be played."""
    source = films.playable(project, video_id)
    if source is None:
        return None
    pairs = project_data.pairs(project)
    return Film(source, web_captions(pairs[pairs["video_id"] == video_id]))


def web_captions(pairs: pd.DataFrame) -> str | None:
    """The captions of a video's pairs as WebVTT; None where nothing is said."""
    spoken = pairs[(pairs["text"] != "") & (pairs["end_s"] > pairs["start_s"])]
    if spoken.empty:
        return None
    cues = [
        f"{_stamp(start)} --> {_stamp(end)}\n{html.escape(' '.join(text.split()), quote=False)}\n"
        for start, end, text in zip(spoken["start_s"], spoken["end_s"], spoken["text"], strict=True)
    ]
    return "\n".join(["WEBVTT\n", *dict.fromkeys(cues)])


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(max(0.0, seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02d}:{minutes:02d}:{rest:06.3f}"
