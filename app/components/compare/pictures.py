"""Moments of both groups as rows of pictures, one group beside the other."""

from collections.abc import Sequence

import streamlit as st

from app.comparing import COLOUR_FIRST, COLOUR_SECOND, Compared
from app.components.shared import cluster_mark, thumbnail
from app.plain_text import clock

PER_ROW = 4


def side_by_side(compared: Compared, first: Sequence[int], second: Sequence[int], empty: str) -> None:
    """Draw moments (rows of the run's) of either group; empty: what is said where a group has none."""
    for column, rows, name, colour in zip(
        st.columns(2, gap="medium"),
        (first, second),
        compared.names,
        (COLOUR_FIRST, COLOUR_SECOND),
        strict=True,
    ):
        with column:
            cluster_mark.show_named(name, colour)
            if rows:
                row_of(compared, rows)
            else:
                st.caption(empty)


def row_of(compared: Compared, rows: Sequence[int], behind: Sequence[str] = ()) -> None:
    """Draw moments in rows of PER_ROW; behind: a Markdown text for each."""
    texts = list(behind) or [""] * len(rows)
    for start in range(0, len(rows), PER_ROW):
        shown = zip(rows[start : start + PER_ROW], texts[start : start + PER_ROW], strict=True)
        for place, (row, text) in zip(st.columns(PER_ROW), shown, strict=False):
            with place:
                _picture(compared, row, text)


def _picture(compared: Compared, row: int, behind: str) -> None:
    """A moment with its time, and its film where its group has several."""
    project, pair = compared.explored.project, compared.explored.pairs.iloc[row]
    if any(row in side.rows and len(side.sample.films) == 1 for side in compared.sides):
        thumbnail.show(project, pair)
        thumbnail.named(pair, f"**{clock(pair['frame_time_s'])}**{behind}")
    else:
        thumbnail.show_named(project, pair, behind)
