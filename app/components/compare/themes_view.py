"""Themes: how much of either group each takes, which are shared, and what they look like in both."""

import html
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from app import state
from app.comparing import COLOUR_FIRST, COLOUR_SECOND, Compared
from app.components.compare import clickable, finding, pictures, theme_choice
from app.components.compare.ready import ready
from app.figures.compare_figures import Interval, shares_figure
from app.plain_text import plain
from crvae_core.compare.intervals import Estimate
from crvae_core.compare.phrases import share_text
from crvae_core.compare.sides import SideNote
from crvae_core.compare.theme_answers import NamedTheme, Themes

TITLE = "What do both show, and how much of it?"
KEY = "compare-shares"


def show(compared: Compared) -> None:
    """Draw the shares of all themes and one theme with its pictures."""
    st.caption(
        "A theme is a cluster of moments, as on Map and Clusters. Points: its share of each group; lines: the 95% interval. "
        "Where the lines of both groups lie far apart, one group shows more of it. Click a theme to see it."
    )
    if not ready(compared, "themes"):
        return
    found = compared.answers.themes()
    chosen = _chosen(compared, found)
    figure = partial(_figure, found, chosen)
    finding.show(compared, found.sentence(), "themes", "Themes", figure=figure)
    finding.notes(found.notes)
    alt = "Share of every theme in both groups, with 95% intervals"
    clickable.show(figure(), KEY, alt, lambda number: {"theme": str(int(number) + 1)})
    if chosen is not None:
        _theme(compared, found.of(chosen))


def _chosen(compared: Compared, found: Themes) -> int | None:
    numbers = [theme.theme.number for theme in found.themes]
    if not numbers:
        st.info("No themes were found: no place is dense enough.", icon=":material/info:")
        return None
    asked = state.view().theme
    number = int(asked) - 1 if asked.isdigit() else numbers[0]
    return number if number in numbers else numbers[0]


def _figure(found: Themes, chosen: int | None) -> go.Figure:
    numbers = [theme.theme.number for theme in found.themes]
    names = [f"{theme.name} · {theme.verdict}" for theme in found.themes]
    first, second = found.between.first, found.between.second
    groups = [
        (first.name, COLOUR_FIRST, [_interval(one, first, one.theme.first) for one in found.themes]),
        (second.name, COLOUR_SECOND, [_interval(one, second, one.theme.second) for one in found.themes]),
    ]
    return shares_figure(names, groups, numbers, chosen)


def _interval(theme: NamedTheme, side: SideNote, share: Estimate) -> Interval:
    said = f"<b>{html.escape(theme.name)}</b><br>{html.escape(side.name)}: {share_text(share, side.unit)}"
    return Interval(share.value, share.low, share.high, said)


def _theme(compared: Compared, theme: NamedTheme) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            theme_choice.show(compared, (), "Theme")
            st.markdown(f"**{plain(theme.verdict)}**", width="content")
        rows = (*theme.typical_first, *theme.typical_second)
        finding.show(compared, theme.sentence(), "theme", f"Theme “{theme.name}”", rows)
        pictures.side_by_side(
            compared, theme.typical_first, theme.typical_second, "This group has no such moment."
        )
        st.caption("The most typical moments of each group: those nearest to the middle of the theme.")
