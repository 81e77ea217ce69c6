"""Clusters: what each holds, its words, its place in time; search."""

import streamlit as st

from app.components.clusters import cluster_detail, cluster_picker, search_view, timeline_view, word_view
from app.components.shared import choice, cluster_choice, run_picker, take_out
from app.exploration import explore, settle
from app.frame import explained, start_page
from app.plain_text import count
from crvae_core.runs.clusters import METHODS

VIEWS = {"clusters": "Clusters", "words": "Words", "time": "Time", "search": "Search"}

project = start_page("Clusters")
with explained():
    run = run_picker.show(project)
    moments = run_picker.moments(run, fewest=2)
    advice = settle(run)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        shown = choice.show("View", VIEWS, "show")
        with st.popover("How they are made", icon=":material/tune:"):
            cluster_choice.show(run, advice)
            cluster_choice.show_method()
        explored = explore(run)
        st.caption(
            f"{count(len(explored.clusters.numbers), 'cluster')}, {METHODS[explored.method]}; "
            f"{count(len(moments), 'moment')}"
        )
        take_out.show(run, explored)
    if shown == "words":
        word_view.show(explored)
    elif shown == "time":
        timeline_view.show(explored)
    elif shown == "search":
        search_view.show(explored)
    else:
        number = cluster_picker.show(explored)
        if number is not None:
            cluster_detail.show(explored, number)
