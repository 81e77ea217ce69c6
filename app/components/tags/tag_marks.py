"""The tags and notes of a moment, drawn as coloured marks."""

import html
from collections.abc import Sequence

import streamlit as st

from app.cached import notes
from app.cached.notes import MomentMark
from app.plain_text import plain
from crvae_core.analysis.palette import NO_CLUSTER_COLOUR
from crvae_core.notes.codebook import Codebook
from crvae_core.project.project import Project

WHERE = {"moment": "", "stretch": ", over a stretch of time", "cluster": ", with its cluster"}


def show(project: Project, pair_id: str) -> None:
    """Draw the tags of a moment and its notes; nothing where there are none."""
    marks = notes.of_moment(project, pair_id)
    if marks:
        st.html(badges(notes.codebook(project), marks))
        for mark in marks:
            if mark.note:
                st.caption(f":material/sticky_note_2: {plain(mark.note)} ({plain(mark.coder)})")


def badges(codebook: Codebook, marks: Sequence[MomentMark]) -> str:
    """Tags as HTML, each once, with who put it there on pointing at it."""
    by: dict[str, list[str]] = {}
    for mark in marks:
        if mark.tag:
            by.setdefault(mark.tag, []).append(f"{mark.coder}{WHERE.get(mark.on, '')}")
    return " ".join(badge(codebook, tag, "; ".join(who)) for tag, who in by.items())


def badge(codebook: Codebook, tag_id: str, hint: str = "") -> str:
    """One tag as HTML: its name on its colour."""
    tag = codebook.get(tag_id)
    colour = tag.colour if tag else NO_CLUSTER_COLOUR
    return (
        f'<span title="{html.escape(hint)}" style="background:{colour};color:{_ink(colour)};border-radius:0.6rem;'
        f'padding:0.05rem 0.5rem;font-size:0.8rem;white-space:nowrap">{html.escape(codebook.name(tag_id))}</span>'
    )


def _ink(colour: str) -> str:
    """Black or white, whichever is read more easily on a colour (WCAG's relative luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return "#000000" if 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.18 else "#ffffff"
