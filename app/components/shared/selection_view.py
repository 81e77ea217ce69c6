"""What is selected on the map: the members of a moment's cluster, several moments, or an overview of all clusters."""

import numpy as np
import streamlit as st

from app import state
from app.components.shared import gallery, thumbnail
from app.exploration import NO_CLUSTER, Exploration
from app.plain_text import clock, count, plain
from crvae_core.analysis.clustering import nearest_first

COLOUR_SQUARE = "■"
GLANCE = 5  # pictures per cluster


def show(view: Exploration) -> None:
    """Draw what belongs below the map."""
    rows = view.selected()
    if len(rows) == 0:
        _overview(view)
    elif len(rows) == 1:
        number = int(view.labels[rows[0]])
        members = view.members(number)
        st.subheader(f"Members of {plain(_in_text(view, number))}: {count(len(members), 'moment')}")
        with st.container(key="members-cards"):
            gallery.show(view.project, view.pairs.iloc[members], key=f"members-{number}-{len(members)}")
    else:
        st.subheader(f"Selected: {count(len(rows), 'moment')}")
        name_of = {
            pair_id: view.name(int(view.labels[row]))
            for pair_id, row in zip(view.pairs["pair_id"].iloc[rows], rows.tolist(), strict=True)
        }
        gallery.show(
            view.project,
            view.pairs.iloc[np.sort(rows)],
            key=f"selected-{len(rows)}",
            badge=lambda pair: f"· {plain(name_of[pair['pair_id']])}",
        )


def show_summary(view: Exploration) -> None:
    """Draw which clusters the selected moments are from, and when they are."""
    rows = view.selected()
    labels = view.labels
    times = view.pairs["frame_time_s"].to_numpy()[rows]
    st.markdown(f"##### {count(len(rows), 'moment')} selected, {clock(times.min())} to {clock(times.max())}")
    for number, size in zip(*np.unique(labels[rows], return_counts=True), strict=True):
        total = int((labels == number).sum())
        cluster_mark(view, int(number), f"{int(size):,} of {total:,}")


def cluster_mark(view: Exploration, number: int, behind: str = "") -> None:
    """Draw a cluster's colour and name, and a text of ours behind it."""
    import html

    name = html.escape(view.name(number))
    st.html(
        f'<span style="color:{view.colour(number)};font-size:1.2rem">{COLOUR_SQUARE}</span> <b>{name}</b> {behind}'
    )


def _in_text(view: Exploration, number: int) -> str:
    name = view.name(number)
    return name[0].lower() + name[1:] if not view.notes.of(number).name else name


def _overview(view: Exploration) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader("Clusters at a glance", width="content")
        st.page_link(
            "pages/6_Clusters.py",
            label="Everything about them",
            icon=":material/category:",
            query_params=state.page_address(),
        )
    if not view.numbers:
        st.info("No clusters were found: no place is dense enough.", icon=":material/info:")
        return
    st.caption("The most typical moments of each: those nearest to its centre.")
    for number in view.numbers:
        near = nearest_first(view.vectors, view.members(number))
        shown = near.tolist()[:GLANCE]
        with st.container(border=True):
            head, *places = st.columns([1.2, *[1] * GLANCE], vertical_alignment="center")
            with head:
                cluster_mark(view, number)
                _facts(view, number)
            for spot, row in zip(places, shown, strict=False):
                with spot:
                    thumbnail.show(view.project, view.pairs.iloc[row])
    outside = int((view.labels == NO_CLUSTER).sum())
    if outside:
        st.caption(f"{count(outside, 'moment')} in no cluster.")


def _facts(view: Exploration, number: int) -> None:
    members = view.pairs.iloc[view.members(number)]
    first, last = members["frame_time_s"].min(), members["frame_time_s"].max()
    st.caption(
        f"{count(len(members), 'moment')}, {len(members) / len(view.pairs):.0%} of all, {clock(first)} to {clock(last)}"
    )
