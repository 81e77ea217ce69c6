"""A chart of rows that can be clicked: the click chooses what is looked at below it."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app import state
from app.figures.base import STILL


def show(figure: go.Figure, key: str, alt: str, chosen: Callable[[Any], dict[str, str]]) -> None:
    """Draw a chart; chosen: the parts of the view that a click on a point changes, from the point's customdata."""

    def take() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            state.change(**chosen(points[0]["customdata"]))

    st.plotly_chart(figure, key=key, on_select=take, selection_mode="points", config=STILL, alt=alt)
