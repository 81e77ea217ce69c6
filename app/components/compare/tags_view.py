"""Tags inside a theme: which codes one group's moments have more often than the other's."""

import html
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from app.cached import notes
from app.comparing import ALL, COLOUR_FIRST, COLOUR_SECOND, Compared
from app.components.compare import finding, theme_choice
from app.figures.base import STILL
from app.figures.compare_figures import Interval, shares_figure
from app.plain_text import plain
from crvae_core.compare.intervals import Estimate
from crvae_core.compare.phrases import share_text
from crvae_core.compare.sides import SideNote
from crvae_core.compare.tag_shares import TagShares
from crvae_core.project.project import Project

TITLE = "Which tags do both have, and how often?"
MOST = 40  # tags in the chart


def offered(project: Project) -> bool:
    """Whether there are tags to compare."""
    return bool(notes.codebook(project).tags)


def show(compared: Compared) -> None:
    """Draw the share of moments with each tag in both groups, over all or inside a theme."""
    st.caption(
        "The tags of the codebook, put on moments, stretches of time and clusters by all coders. Points: the share of each "
        "group's moments that have the tag; lines: the 95% interval."
    )
    theme = theme_choice.show(compared, (ALL,))
    found = compared.answers.tags(theme if isinstance(theme, int) else None)
    inside = f" inside “{found.theme_name}”" if found.theme_name else ""
    figure = partial(_figure, found)
    finding.show(compared, found.sentence(), "tags", f"Tags{inside}", figure=figure if found.tags else None)
    finding.notes(found.notes)
    if not found.tags:
        return
    st.plotly_chart(
        figure(),
        key="compare-tags",
        config=STILL,
        alt="Share of every tag in both groups, with 95% intervals",
    )
    with st.expander("In words"):
        for one in found.tags:
            st.markdown(f"- {plain(one.sentence(found.between, found.theme_name))}")


def _figure(found: TagShares) -> go.Figure:
    first, second = found.between.first, found.between.second
    shown = found.tags[:MOST]
    names = [f"{one.tag} · {'sure' if one.told_apart else 'may be chance'}" for one in shown]
    groups = [
        (first.name, COLOUR_FIRST, [_interval(one.tag, first, one.first) for one in shown]),
        (second.name, COLOUR_SECOND, [_interval(one.tag, second, one.second) for one in shown]),
    ]
    return shares_figure(names, groups, list(range(len(shown))), None)


def _interval(tag: str, side: SideNote, share: Estimate) -> Interval:
    said = f"<b>{html.escape(tag)}</b><br>{html.escape(side.name)}: {share_text(share, side.unit)}"
    return Interval(share.value, share.low, share.high, said)
