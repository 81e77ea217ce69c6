"""Choose the cluster that is looked at."""

import streamlit as st

from app import state
from app.bound import bind
from app.components.shared import not_here
from app.exploration import Exploration
from app.plain_text import plain


def show(explored: Exploration) -> int | None:
    """Draw all clusters to choose from; give the number of the chosen one, None where there is none."""
    numbers = explored.clusters.numbers
    if not numbers:
        st.info("No clusters were found: no place is dense enough.", icon=":material/info:")
        return None
    number = _shown(explored)
    asked = state.view().cluster
    if asked is not None and asked != number + 1:
        not_here.tell("cluster", f"Cluster {asked}", explored.name(number))
    called = {one + 1: f"{plain(explored.name(one))} ({len(explored.members(one))})" for one in numbers}
    bound = bind("cluster", number + 1, labels=called.values())
    st.pills(
        "Cluster",
        list(called),
        default=bound.value,
        required=True,
        wrap=True,
        format_func=called.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        label_visibility="collapsed",
    )
    return number


def _shown(explored: Exploration) -> int:
    """The cluster that the view names, else that of the first selected moment, else the first."""
    numbers, asked = explored.clusters.numbers, state.view().cluster
    if asked is not None and asked - 1 in numbers:
        return asked - 1
    rows = explored.selected()
    number = int(explored.labels[rows[0]]) if len(rows) else numbers[0]
    return number if number in numbers else numbers[0]
