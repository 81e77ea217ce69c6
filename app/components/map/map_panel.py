"""Beside the map: the number of clusters and why, the selected moment, or a place that is decoded."""

import numpy as np
import streamlit as st

from app import state
from app.components.map import k_panel, moment_view, selection_tools
from app.components.shared import choice, selection_view
from app.exploration import Advice, Exploration
from app.plain_text import count, plain

VIEWS = {"k": "Clusters", "why": "Why this k?", "moment": "Selection", "between": "Decode"}


def current() -> str:
    """Which panel is open: the one that was chosen, else the selection if there is one, else the curves."""
    return state.view().panel or ("moment" if state.selected_pairs() else "k")


def choose() -> str:
    """Draw the choice of the panel."""
    return choice.show("Beside the map", VIEWS, "panel", value=current())


def show(explored: Exploration, advice: Advice, panel: str, points: np.ndarray) -> None:
    """Draw the open panel; points: the map (n, 2)."""
    rows = explored.selected()
    if panel == "k":
        k_panel.show(advice, explored.k)
    elif panel == "why":
        k_panel.show_curves(explored.run, advice, explored.k)
    elif panel == "between":
        from app.components.map import between_view

        between_view.show(explored, points)
    elif len(rows) == 0:
        _missing(explored, len(rows))
        st.info(
            "Click a point to see its moment here and the members of its cluster below.",
            icon=":material/touch_app:",
        )
    else:
        selection_tools.show(explored)
        _missing(explored, len(rows))
        if len(rows) == 1:
            moment_view.show(explored, int(rows[0]))
        else:
            selection_view.show_summary(explored)


def _missing(explored: Exploration, here: int) -> None:
    """Say that some of the selected moments, such as those of an old link, are not on this map; here: how many are."""
    asked = len(state.selected_pairs())
    if asked > here:
        which = (
            "The selected moment is"
            if asked == 1
            else f"{asked - here:,} of {count(asked, 'selected moment')} are"
        )
        st.caption(
            f":material/info: {which} not among the moments of the run {plain(explored.run.name)}: it was trained without, or "
            "they were aligned anew, corrected or left out since."
        )
