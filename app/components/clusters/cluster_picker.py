"""Choose the cluster that is looked at."""

import numpy as np
import streamlit as st

from app import state
from app.exploration import Exploration
from app.plain_text import plain


def show(view: Exploration) -> int | None:
    """Draw all clusters to choose from; give the number of the chosen one, None where there is none."""
    if not view.numbers:
        st.info("No clusters were found: no place is dense enough.", icon=":material/info:")
        return None
    rows = view.selected()
    usual = int(view.labels[rows[0]]) if len(rows) else view.numbers[0]
    usual = usual if usual in view.numbers else view.numbers[0]
    sizes = {number: int(np.count_nonzero(view.labels == number)) for number in view.numbers}

    def read(text: str) -> int:
        number = int(text) - 1
        if number not in sizes:
            raise ValueError(text)
        return number

    def keep() -> None:
        number = st.session_state["cluster_number"]
        state.set_view("cluster", str(number + 1) if number is not None else None)

    state.bind("cluster", "cluster_number", usual, read)
    number = st.pills(
        "Cluster",
        view.numbers,
        required=True,
        format_func=lambda one: f"{plain(view.short_name(one))} ({sizes[one]})",
        key="cluster_number",
        on_change=keep,
        label_visibility="collapsed",
    )
    return usual if number is None else int(number)
