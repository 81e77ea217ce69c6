"""Only the moments with a tag: one choice for all pages, a part of the view."""

import numpy as np
import pandas as pd
import streamlit as st

from app import state
from app.bound import bind
from app.cached import notes
from app.plain_text import plain
from crvae_core.notes.tagged import ANY_TAG, NO_TAG
from crvae_core.project.project import Project

ALL = ""


def show(project: Project) -> None:
    """Draw the choice where the project has a codebook."""
    codebook = notes.codebook(project)
    wanted = state.view().tag
    if not codebook.tags and not wanted:
        return
    names = {ALL: "All moments", ANY_TAG: "With any tag", NO_TAG: "Without a tag"}
    names |= {tag.tag_id: f"Tag: {tag.name}" for tag in codebook.tags}
    if wanted not in names:
        names[wanted] = f"Tag: {wanted} (not in the codebook)"
    bound = bind("tag", labels=names.values())
    st.selectbox(
        "Show", list(names), index=bound.index(names), format_func=names.__getitem__, key=bound.key,
        on_change=bound.keep, help="Which moments all pages show, by their tags.",
    )  # fmt: skip


def mask(project: Project, pairs: pd.DataFrame) -> np.ndarray:
    """Which rows of a table of pairs are shown (n,)."""
    wanted = state.view().tag
    if wanted == ALL:
        return np.ones(len(pairs), dtype=bool)
    return pairs["pair_id"].isin(notes.meant(project, wanted)).to_numpy(dtype=bool)


def only(project: Project, pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows that are shown; says so where some are not."""
    shown = mask(project, pairs)
    if shown.all():
        return pairs
    tell(project, int(shown.sum()), len(pairs))
    return pairs[shown]


def tell(project: Project, shown: int, total: int) -> None:
    """Say how many moments the filter leaves; nothing where it leaves all."""
    if sentence := told(project, shown, total):
        st.caption(f":material/filter_alt: {plain(sentence)} The sidebar shows all again.")


def told(project: Project, shown: int, total: int) -> str:
    """How many moments the filter leaves, a sentence in plain text; empty where it leaves all."""
    if shown == total:
        return ""
    wanted = state.view().tag
    by = {ANY_TAG: "with a tag", NO_TAG: "without a tag"}.get(
        wanted, f"with the tag “{notes.codebook(project).name(wanted)}”"
    )
    return f"Only moments {by}: {shown:,} of {total:,}."
