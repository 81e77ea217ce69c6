"""What is selected on the map: one moment with its cluster, several moments, or an overview of all clusters."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import charts, state
from app.components import gallery, moment_view, thumbnail
from app.plain_text import clock, count
from crvae_core.project import Project

COLOUR_SQUARE = "■"


def show(
    project: Project,
    run: str,
    pairs: pd.DataFrame,
    labels: np.ndarray,
    vectors: np.ndarray,
    beside: DeltaGenerator,
) -> None:
    """Draw the selection: the moment in the place `beside` the map, its cluster or the selected moments below.

    labels: (n,). vectors: (n, Z), in which distances between moments are measured.
    """
    chosen = set(state.selected_pairs())
    rows = np.flatnonzero(pairs["pair_id"].isin(chosen))
    if len(rows) == 0:
        beside.info(
            "Click a point to see its moment here and the members of its cluster below.",
            icon=":material/touch_app:",
        )
        _overview(project, pairs, labels, vectors)
        return
    if beside.button("Clear the selection", icon=":material/close:"):
        state.select_pairs(())
        st.rerun()
    if len(rows) == 1:
        row = int(rows[0])
        with beside:
            moment_view.show(project, run, pairs, row, vectors)
        members = np.flatnonzero(labels == labels[row])
        st.subheader(f"Members of cluster {labels[row] + 1}: {count(len(members), 'moment')}")
        with st.container(key="members-cards"):
            gallery.show(project, pairs.iloc[members], key=f"members-{labels[row]}-{len(members)}")
    else:
        beside.subheader(f"Selected: {count(len(rows), 'moment')}")
        for number, size in zip(*np.unique(labels[rows], return_counts=True), strict=True):
            beside.caption(f"Cluster {number + 1}: {size} of {int((labels == number).sum())}")
        label_of = dict(zip(pairs["pair_id"], labels, strict=True))
        gallery.show(
            project,
            pairs.iloc[rows],
            key=f"selected-{len(rows)}",
            badge=lambda pair: f"· cluster {label_of[pair['pair_id']] + 1}",
        )


def _overview(project: Project, pairs: pd.DataFrame, labels: np.ndarray, vectors: np.ndarray) -> None:
    st.subheader("Clusters at a glance")
    st.caption("The most typical moments of each cluster: those nearest to its centre.")
    for number in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == number)
        centre = vectors[members].mean(axis=0)
        typical = members[np.argsort(np.linalg.norm(vectors[members] - centre, axis=1), kind="stable")[:5]]
        with st.container(border=True):
            head, *places = st.columns([1.2, 1, 1, 1, 1, 1], vertical_alignment="center")
            _cluster_facts(head, number, pairs.iloc[members], len(labels))
            for place, (_, pair) in zip(places, pairs.iloc[typical].iterrows(), strict=False):
                with place:
                    thumbnail.show(project, pair)


def _cluster_facts(place: DeltaGenerator, number: int, members: pd.DataFrame, total: int) -> None:
    colour = charts.cluster_colour(number)  # ours, not a user's text
    place.html(
        f'<span style="color:{colour};font-size:1.3rem">{COLOUR_SQUARE}</span> <b>Cluster {number + 1}</b>'
    )
    first, last = members["frame_time_s"].min(), members["frame_time_s"].max()
    place.caption(
        f"{count(len(members), 'moment')}, {len(members) / total:.0%} of all, {clock(first)} to {clock(last)}"
    )
