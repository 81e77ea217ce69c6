"""Reconstructions: what the vector of a moment holds of its picture and of its words."""

import streamlit as st

from app import cache
from app.components import quality, reconstruction_list, run_picker
from app.frame import explained, start_page

project = start_page("Reconstructions")
st.markdown(
    "Every moment was squeezed into one vector. Here the vector is turned back: the picture is drawn from it, and "
    "the words are read from it one after the other, each shown as the nearest word of the videos. "
    "What comes back is what the vector holds."
)
run = run_picker.show(project)
with explained():
    pairs, _ = cache.run_pairs(project, run)
    if pairs.empty:
        st.info(
            "None of this run's moments is in the project any more: its videos were removed or aligned anew. "
            "Train a new run."
        )
        st.stop()
    run_picker.tell_missing(project, len(pairs))
    quality.show(cache.evaluation(project, run))
    reconstruction_list.show(project, run, pairs)
