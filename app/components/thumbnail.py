"""The picture of one moment, or a note where its file is missing."""

import pandas as pd
import streamlit as st

from app.plain_text import clock
from crvae_core.project import Project


def show(project: Project, pair: pd.Series) -> None:
    """Draw the thumbnail of a pair's frame at the width of its place."""
    path = project.thumbnail(pair["video_id"], pair["frame_row"])
    when = clock(pair["frame_time_s"])
    if path.exists():
        st.image(str(path), width="stretch", alt=f"Frame at {when}")
    else:
        st.caption(f"(no picture for {when})")
