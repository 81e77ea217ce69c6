"""Originals beside reconstructions, true words beside the words read back, a page at a time."""

import pandas as pd
import streamlit as st

from app import model_cache
from app.components import pager
from app.plain_text import clock, plain
from crvae_core.project import Project

PER_PAGE = 8


def show(project: Project, run: str, pairs: pd.DataFrame) -> None:
    """Draw the moments of a run in the order of time."""
    visible = pairs.iloc[pager.show(len(pairs), PER_PAGE, f"reconstructions-{run}")]
    with st.spinner("Reading the vectors back"):
        back = model_cache.reconstructions(project, run, tuple(visible["pair_id"]))
    frames = project.frames_of(visible)
    for index, (_, pair) in enumerate(visible.iterrows()):
        with st.container(border=True):
            original, drawn, words = st.columns([1, 1, 2], vertical_alignment="center")
            original.image(frames[index], caption=f"Frame at {clock(pair['frame_time_s'])}", width="stretch")
            if back.images is not None:
                drawn.image(back.images[index], caption="Drawn from the vector", width="stretch")
            with words:
                _words(list(pair["tokens"]), back.words_free[index])


def _words(true: list[str], said: list[str]) -> None:
    if not true:
        st.caption(":material/volume_off: nothing is said")
        return
    st.caption("Said")
    st.markdown(plain(" ".join(true)))
    st.caption("Read back from the vector alone")
    st.markdown(marked_words(true, said) or "(this model has no words)")


def marked_words(true: list[str], said: list[str]) -> str:
    """The words that were read back as Markdown, those that differ from the true word at their place in red."""
    marked = [
        plain(word) if place < len(true) and word == true[place] else f":red[{plain(word)}]"
        for place, word in enumerate(said)
    ]
    missing = len(true) - len(said)
    return " ".join(marked) + (f" :red[({missing} missing)]" if missing > 0 else "")
