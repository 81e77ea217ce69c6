"""Moments as a grid of cards: the frame, its time and film, what is said."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from app import tag_filter
from app.components.shared import pager, playable
from app.components.tags import tag_marks
from app.plain_text import plain
from crvae_core.project.project import Project


def show(
    project: Project,
    pairs: pd.DataFrame,
    key: str,
    badge: Callable[[pd.Series], str] | None = None,
    action: Callable[[pd.Series], None] | None = None,
    columns: int = 4,
    per_page: int = 24,
) -> None:
    """Draw the rows of `pairs` in their order, a page at a time.

    badge: gives a short Markdown text for a pair, such as its cluster; it must escape what users wrote.
    action: draws what can be done with a pair, such as a button, at the foot of its card.
    """
    pairs = tag_filter.only(project, pairs)
    visible = pairs.iloc[pager.show(len(pairs), per_page, key)]
    for start in range(0, len(visible), columns):
        for column, (_, pair) in zip(
            st.columns(columns), visible.iloc[start : start + columns].iterrows(), strict=False
        ):
            with column.container(border=True, height="stretch"):
                _card(project, pair, badge(pair) if badge else "", key)
                if action:
                    action(pair)
    pager.foot(len(pairs), per_page, key)


def _card(project: Project, pair: pd.Series, badge: str, key: str) -> None:
    playable.show(project, pair, key)
    if badge:
        st.caption(badge)
    if pair["text"]:
        st.markdown(plain(pair["text"]))
    else:
        st.caption(":material/volume_off: nothing is said")
    tag_marks.show(project, str(pair["pair_id"]))
