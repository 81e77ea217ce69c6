"""The player of a video with its captions, at a second; or the frame, where the film can't be played."""

import html

import pandas as pd
import streamlit as st

from app import films
from app.cached import project_data
from app.components.shared import thumbnail
from crvae_core.project.project import Project


def show(
    project: Project, video_id: str, at_s: float, frame: pd.Series | None = None, autoplay: bool = False
) -> None:
    """Draw the player; frame: the pair whose picture takes its place where the film is gone or too large."""
    if source := films.playable(project, video_id):
        pairs = project_data.pairs(project)
        subtitles = web_captions(pairs[pairs["video_id"] == video_id])
        st.video(source, start_time=int(at_s), subtitles=subtitles, autoplay=autoplay)
        return
    if frame is not None:
        thumbnail.show(project, frame)
    st.caption("The film was moved, or lies where the app may not read it.")


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
