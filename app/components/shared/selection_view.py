"""What is selected on the map: the members of a moment's cluster, several moments, or an overview of all clusters."""

import numpy as np
import streamlit as st

from app import state
from app.components.findings import found, pin
from app.components.shared import cluster_mark, gallery, glance
from app.components.tags import tag_editor
from app.exploration import Exploration
from app.places import spans
from app.plain_text import count, plain
from crvae_core.analysis.named_clusters import NO_CLUSTER
from crvae_core.notes.marks import moment_place


def show(explored: Exploration) -> None:
    """Draw what belongs below the map."""
    rows = explored.selected()
    if len(rows) == 0:
        _overview(explored)
    elif len(rows) == 1:
        number = int(explored.labels[rows[0]])
        members = explored.clusters.members(number)
        st.subheader(f"Members of {plain(explored.name(number))}: {count(len(members), 'moment')}")
        with st.container(key="members-cards"):
            gallery.show(
                explored.project, explored.pairs.iloc[members], key=f"members-{number}-{len(members)}"
            )
    else:
        st.subheader(f"Selected: {count(len(rows), 'moment')}")
        name_of = {
            pair_id: explored.name(int(explored.labels[row]))
            for pair_id, row in zip(explored.pairs["pair_id"].iloc[rows], rows.tolist(), strict=True)
        }
        gallery.show(
            explored.project,
            explored.pairs.iloc[np.sort(rows)],
            key=f"selected-{len(rows)}",
            badge=lambda pair: plain(name_of[pair["pair_id"]]),
        )


def show_summary(explored: Exploration) -> None:
    """Draw which clusters the selected moments are from, and when they are, film by film."""
    rows, labels = explored.selected(), explored.labels
    st.markdown(f"##### {count(len(rows), 'moment')} selected")
    st.caption(spans(explored.project, explored.pairs.iloc[rows]))
    for number, size in zip(*np.unique(labels[rows], return_counts=True), strict=True):
        total = int((labels == number).sum())
        cluster_mark.show(explored, int(number), f"{int(size):,} of {total:,}")
    chosen = found.of_moments(explored.project, explored.pairs.iloc[rows])
    with st.container(horizontal=True):
        pin.show(explored.project, chosen, "selection", label="Pin the selection")
        several = explored.pairs.iloc[rows]
        tag_editor.show_several(
            explored.project,
            lambda: [moment_place(pair) for _, pair in several.iterrows()],
            "all selected moments",
            "selection",
        )


def _overview(explored: Exploration) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("Clusters at a glance", width="content")
        st.page_link(
            "pages/6_Clusters.py",
            label="Everything about them",
            icon=":material/category:",
            query_params=state.page_address(),
        )
    if not explored.clusters.numbers:
        st.info("No clusters were found: no place is dense enough.", icon=":material/info:")
        return
    st.caption("The most typical moments of each: click one to play it here.")
    glance.show(explored)
    outside = int((explored.labels == NO_CLUSTER).sum())
    if outside:
        st.caption(f"{count(outside, 'moment')} in no cluster.")
