"""Beside the map: the k slider with its curves, the selected moment, or a place that is decoded."""

import numpy as np
import streamlit as st

from app import state
from app.components.map import k_panel, moment_view
from app.components.shared import selection_view
from app.components.shared.cluster_choice import ClusterChoice
from app.exploration import Exploration

VIEWS = {"k": "Choose k", "moment": "Selection", "between": "Decode"}
KEY = "map_panel"


def current() -> str:
    """Which view is open: the one that was chosen, else the selection if there is one, else the curves."""
    chosen = state.view("panel")
    if chosen in VIEWS:
        return chosen
    return "moment" if state.selected_pairs() else "k"


def choose() -> str:
    """Draw the choice of the view."""
    keep = state.bind("panel", KEY, current(), state.one_of(VIEWS))
    st.segmented_control(
        "Beside the map",
        list(VIEWS),
        required=True,
        format_func=VIEWS.__getitem__,
        key=KEY,
        on_change=keep,
        label_visibility="collapsed",
        wrap=True,
    )
    return current()


def show(
    view: Exploration, choice: ClusterChoice, panel: str, points: np.ndarray, trust: np.ndarray | None
) -> None:
    """Draw the open view. points: the map (n, 2). trust: of each of its points (n,)."""
    rows = view.selected()
    if panel == "k":
        k_panel.show(choice)
    elif panel == "between":
        from app.components.map import between_view

        between_view.show(view, points)
    elif len(rows) == 0:
        st.info(
            "Click a point to see its moment here and the members of its cluster below.",
            icon=":material/touch_app:",
        )
    elif len(rows) == 1:
        row = int(rows[0])
        moment_view.show(view, row, None if trust is None else float(trust[row]))
    else:
        selection_view.show_summary(view)
