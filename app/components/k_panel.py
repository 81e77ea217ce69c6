"""The k slider beside the curves that help to choose it."""

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import charts
from crvae_core.analysis.k_selection import CURVES, KSweep, suggest_k


def show(sweep: KSweep) -> int:
    """Draw the slider, the advice and the curves; give the chosen number of clusters."""
    suggested = suggest_k(sweep.curves)
    ks = sweep.ks
    if len(ks) == 1:
        st.caption(
            f"All moments fall into {ks[0]} cluster(s): there are too few different vectors to choose."
        )
        return ks[0]
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
            "No clear k: the moments do not fall into well separated groups. Choose what helps you to read them."
        )
    else:
        st.caption(
            f"Suggested: k = {suggested}, where moments lie nearest to their own cluster (highest silhouette)."
        )
    names = charts.curve_names()
    shown = st.columns(2)
    for index, name in enumerate(names[:3]):
        _draw(shown[index % 2], charts.curve_figure(sweep.curves, name, k), name)
    _draw(shown[1], charts.population_figure(sweep.curves, k), "sizes")
    with st.expander("More curves, and what they say"):
        more = st.columns(2)
        for index, name in enumerate(names[3:]):
            _draw(more[index % 2], charts.curve_figure(sweep.curves, name, k), name)
        for text in CURVES.values():
            st.caption(text)
    return k


def _draw(place: DeltaGenerator, figure: go.Figure, name: str) -> None:
    place.plotly_chart(figure, key=f"k-curve-{name}", config={"displayModeBar": False})
