"""The picture of one moment, or a note where its file is missing."""

import pandas as pd
import streamlit as st

from app.plain_text import clock
from crvae_core.project.project import Project


def show(project: Project, pair: pd.Series) -> None:
    """Draw the thumbnail of a pair's frame at the width of its place."""
    show_frame(project, pair["video_id"], pair["frame_row"], pair["frame_time_s"])


def show_frame(project: Project, video_id: str, frame_row: int, time_s: float) -> None:
    """Draw the thumbnail of one sampled frame; time_s: what is said about when it is shown."""
    path = project.thumbnail(video_id, frame_row)
    when = clock(time_s)
    if path.exists():
        st.image(str(path), width="stretch", alt=f"Frame at {when}")
    else:
        st.caption(f"(no picture for {when})")
