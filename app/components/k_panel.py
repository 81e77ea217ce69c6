"""The k slider beside the curves that help to choose it."""

import streamlit as st

from app import charts
from crvae_core.analysis.k_selection import CURVES, KSweep, suggest_k

SHOWN = 3  # curves beside the slider; the others wait in an expander


def show(sweep: KSweep) -> int:
    """Draw the slider, the advice and the curves; give the chosen number of clusters."""
    ks = sweep.ks
    if len(ks) == 1:
        st.caption(
            f"All moments fall into {ks[0]} cluster(s): there are too few different vectors to choose."
        )
        return ks[0]
    left, right = st.columns([1, 3], gap="large")
    with left:
        k = _slider(sweep)
    names = charts.curve_names()
    right.plotly_chart(
        charts.curves_figure(sweep.curves, names[:SHOWN], k, population=True),
        key="k-curves",
        config={"displayModeBar": False},
    )
    with st.expander("More curves, and what they say"):
        for text in CURVES.values():
            st.caption(text)
        st.caption(
            "Sizes: how many moments each cluster has, for every k. Watch which clusters survive as k grows."
        )
        st.plotly_chart(
            charts.curves_figure(sweep.curves, names[SHOWN:], k),
            key="k-more",
            config={"displayModeBar": False},
        )
    return k


def _slider(sweep: KSweep) -> int:
    ks, suggested = sweep.ks, suggest_k(sweep.curves)
    start = suggested or min(5, ks[-1])
    if st.session_state.get("map_k", start) not in ks:
        st.session_state["map_k"] = start
    k = st.slider(
        "Number of clusters k",
        ks[0],
        ks[-1],
        start,
        key="map_k",
        persist_state="session",
        help="Slide, and the map is coloured anew.",
    )
    if suggested is None:
        st.caption(
            "No clear k: the moments form no well separated groups. Choose what helps you to read them."
        )
    else:
        st.caption(
            f"Suggested: k = {suggested}, where moments lie nearest to their own cluster (highest silhouette)."
        )
    return k
