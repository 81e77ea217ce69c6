"""How moments are clustered: the method, and the number of clusters k."""

from dataclasses import dataclass

import streamlit as st

from app import state
from app.cached import analysis
from app.components.shared import measuring
from app.exploration import current_method, current_weight
from app.plain_text import count, plain
from crvae_core.analysis.clustering import METHODS
from crvae_core.analysis.k_selection import KSweep, recommend_k
from crvae_core.project.project import Project
from crvae_core.tasks.sweep import SweepOrder

K_KEY = "map_k"
BEFORE_MEASURED = 5  # clusters that are shown until there is a recommendation


@dataclass(frozen=True)
class ClusterChoice:
    """What was chosen, and the curves where they have been measured."""

    weight: float
    method: str
    k: int
    most: int
    sweep: KSweep | None


def show(project: Project, run: str, slider: bool = True) -> ClusterChoice:
    """Draw the k slider with the recommendation, and the method; slider: False draws nothing and reads the address."""
    weight, method = current_weight(project, run), current_method()
    distinct = analysis.distinct(project, run, weight)
    most = max(2, min(analysis.USUAL_K, distinct), min(distinct, _asked_most()))
    measured = max(analysis.USUAL_K, _asked_most())
    sweep = analysis.k_sweep(project, run, weight, method, measured)
    advice = recommend_k(sweep) if sweep else None
    usual = (advice.k if advice else None) or min(BEFORE_MEASURED, most)
    if distinct < 2:
        if slider:
            st.caption("All moments have the same vector, so they are one cluster.")
        return ClusterChoice(weight, method, 1, measured, sweep)
    read = state.number_within(2, most)
    keep = state.bind("k", K_KEY, usual, lambda text: int(read(text)))
    k = int(st.session_state[K_KEY])
    if not slider:
        return ClusterChoice(weight, method, k, measured, sweep)
    if method == "hdbscan":
        st.caption("HDBSCAN finds the number of clusters itself; moments in sparse places belong to none.")
    elif most == 2:
        st.caption(f"There are {count(distinct, 'different vector')}, so k can only be 2.")
    else:
        k = st.slider(
            "Number of clusters k",
            2,
            most,
            key=K_KEY,
            on_change=keep,
            help="Slide, and the map is coloured anew.",
        )
    if advice:
        st.caption(f"Recommended: k = {advice.k}." if advice.k else "No clear k.", help=plain(advice.reason))
    elif method != "hdbscan" and sweep is None:
        measuring.show(project, SweepOrder(run, weight, method, measured))
    return ClusterChoice(weight, method, k, measured, sweep)


def show_method() -> None:
    """Draw the choice of the method and of the largest k."""
    names = list(METHODS)
    keep = state.bind("clusters", "cluster_method", "kmeans", state.one_of(names))
    st.selectbox(
        "Clusters by",
        names,
        format_func=METHODS.__getitem__,
        key="cluster_method",
        on_change=keep,
        help="k-means: round clusters. Gaussian mixture: clusters may be longish (as in the report of 2023). "
        "Agglomerative: joins the nearest, step by step. HDBSCAN: dense places, leaves moments out. "
        "Always in the space of the vectors, never on the map.",
    )
    keep = state.bind("kmax", "k_most", str(analysis.USUAL_K), state.one_of(("12", "20", "30", "40")))
    st.selectbox("k up to", ("12", "20", "30", "40"), key="k_most", on_change=keep)


def choose_k(k: int) -> None:
    """Set k from elsewhere than the slider; only from a callback."""
    state.show_in_widget("k", K_KEY, k)


def _asked_most() -> int:
    text = state.view("kmax", str(analysis.USUAL_K))
    return int(text) if text in {"20", "30", "40"} else analysis.USUAL_K
