"""What can be done with the moments that are selected: what the next selection does to them, invert, clear."""

import streamlit as st

from app import state, tag_filter
from app.components.shared import choice
from app.exploration import Exploration

EFFECT = {"new": "New", "add": "Add", "less": "Take away"}


def show(explored: Exploration) -> None:
    """Draw the tools in a row."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        choice.show(
            "What a selection does",
            EFFECT,
            "effect",
            "New: replaces the selection (hold shift to add). Add, Take away: changes the present one.",
        )
        st.button(
            "Invert", icon=":material/flip:", key="map-invert", on_click=invert, args=(explored,), type="tertiary",
            help="Select all other moments instead.",
        )  # fmt: skip
        st.button(
            "Clear",
            icon=":material/close:",
            key="map-clear",
            on_click=state.select_pairs,
            args=((),),
            type="tertiary",
            help="Nothing is selected any more.",
        )


def invert(explored: Exploration) -> None:
    """Select what was not selected, among the moments of the run that are shown."""
    chosen = set(state.selected_pairs())
    shown = explored.pairs["pair_id"][tag_filter.mask(explored.project, explored.pairs)]
    state.select_pairs(str(pair_id) for pair_id in shown if pair_id not in chosen)
