"""A cluster as it is shown everywhere: the square of its colour, its name, a text of ours behind it."""

import html

import streamlit as st

from app.exploration import Exploration

COLOUR_SQUARE = "■"


def show(explored: Exploration, number: int, behind: str = "") -> None:
    """Draw the mark of a cluster; behind: plain text."""
    show_named(explored.name(number), explored.clusters.colour(number), behind)


def show_named(name: str, colour: str, behind: str = "") -> None:
    """Draw the mark of anything that has a name and a colour of ours."""
    st.html(
        f'<span style="color:{colour};font-size:1.2rem">{COLOUR_SQUARE}</span> '
        f"<b>{html.escape(name)}</b> {html.escape(behind)}"
    )
