"""A cluster as it is shown everywhere: the square of its colour, its name, a text of ours behind it."""

import html

import streamlit as st

from app.exploration import Exploration

COLOUR_SQUARE = "■"


def show(explored: Exploration, number: int, behind: str = "") -> None:
    """Draw the mark of a cluster; behind: plain text."""
    st.html(
        f'<span style="color:{explored.clusters.colour(number)};font-size:1.2rem">{COLOUR_SQUARE}</span> '
        f"<b>{html.escape(explored.name(number))}</b> {html.escape(behind)}"
    )
