"""Clusters: what each holds, its words, its place in time; search."""

import streamlit as st

from app import state
from app.components.clusters import cluster_detail, cluster_picker, search_view, timeline_view, word_view
from app.components.shared import cluster_choice, run_picker
from app.exploration import explore
from app.frame import explained, start_page
from app.plain_text import count
from crvae_core.analysis.clustering import METHODS

VIEWS = {"clusters": "Clusters", "words": "Words", "time": "Time", "search": "Search"}

project = start_page("Clusters")
run = run_picker.show(project)
with explained():
    pairs, _ = run_picker.moments(project, run, fewest=2)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        keep = state.bind("show", "clusters_view", "clusters", state.one_of(VIEWS))
        shown = st.segmented_control(
            "View", list(VIEWS), required=True, format_func=VIEWS.__getitem__, key="clusters_view", on_change=keep,
            label_visibility="collapsed",
        )  # fmt: skip
        with st.popover("How they are made", icon=":material/tune:"):
            with st.spinner("Clustering"):
                choice = cluster_choice.show(project, run)
            cluster_choice.show_method()
        with st.spinner("Clustering"):
            view = explore(project, run, choice.weight, choice.method, choice.k)
        st.caption(
            f"{count(len(view.numbers), 'cluster')}, {METHODS[view.method]}; {count(len(pairs), 'moment')}"
        )
    if shown == "words":
        word_view.show(view)
    elif shown == "time":
        timeline_view.show(view)
    elif shown == "search":
        search_view.show(view)
    else:
        number = cluster_picker.show(view)
        if number is not None:
            cluster_detail.show(view, number)
