"""A moment of either group, side by side: both players stand there, with what is said."""

import streamlit as st

from app.comparing import COLOUR_FIRST, COLOUR_SECOND, Compared
from app.components.shared import cluster_mark, player
from app.places import place
from app.plain_text import plain


def show(compared: Compared, first: int | None, second: int | None, missing: str = "") -> None:
    """Draw both places; first, second: rows of the run's moments, None where there is nothing to show, and why (Markdown)."""
    for column, row, name, colour in zip(
        st.columns(2, gap="medium"),
        (first, second),
        compared.names,
        (COLOUR_FIRST, COLOUR_SECOND),
        strict=True,
    ):
        with column:
            head(name, colour)
            if row is None:
                st.caption(missing or "Nothing is chosen here.")
            else:
                _moment(compared, row)


def head(name: str, colour: str) -> None:
    """Draw the name of a group with the mark of its colour."""
    cluster_mark.show_named(name, colour)


def _moment(compared: Compared, row: int) -> None:
    pair = compared.explored.pairs.iloc[row]
    player.show(compared.explored.project, str(pair["video_id"]), float(pair["frame_time_s"]), pair)
    st.caption(place(compared.explored.project, pair))
    st.markdown(plain(pair["text"]) if pair["text"] else "*Nothing is said.*")
