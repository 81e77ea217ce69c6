"""The curves that help to choose k, one question at a time; a click on a point of a curve sets k."""

import pandas as pd
import streamlit as st

from app.components.shared import cluster_choice
from app.components.shared.cluster_choice import ClusterChoice
from app.figures import cluster_figures
from app.plain_text import plain
from crvae_core.analysis.k_selection import CURVES, HIGHER_IS_BETTER, flows, recommend_k

TITLES = {
    "silhouette": "Silhouette",
    "gap": "Gap statistic",
    "prediction_strength": "Prediction strength",
    "stability": "Stability",
    "agreement": "Agreement with k + 1",
    "inter_cluster": "Inter-cluster distance",
    "cross_cluster": "Cross-cluster distance",
    "calinski_harabasz": "Calinski-Harabasz",
    "davies_bouldin": "Davies-Bouldin",
}
VIEWS = {
    "Apart": ("silhouette", "gap", "calinski_harabasz", "davies_bouldin"),
    "Stable": ("prediction_strength", "stability", "agreement"),
    "Report's": ("inter_cluster", "cross_cluster"),
    "Splits": (),
}
WAY = {True: "higher is better", False: "lower is better", None: "look for the bend"}


def show(choice: ClusterChoice) -> None:
    """Draw the curves of the chosen view, or how far their measuring is."""
    if choice.method == "hdbscan":
        st.info("HDBSCAN takes no k, so there are no curves to choose one by.", icon=":material/info:")
        return
    if choice.sweep is None:
        st.info("The curves stand here as soon as they have been measured.", icon=":material/hourglass:")
        return
    if len(choice.sweep.ks) < 2:
        st.info("There are too few different moments for curves over k.", icon=":material/info:")
        return
    st.markdown(plain(recommend_k(choice.sweep).reason))
    view = st.segmented_control(
        "What the curves tell", list(VIEWS), default="Apart", required=True, key="k_view",
        label_visibility="collapsed", persist_state="session", wrap=True,
    )  # fmt: skip
    if view == "Splits":
        _splits(choice)
    else:
        for name in VIEWS[view or "Apart"]:
            _curve(choice.sweep.curves, name, choice.k)
        if view == "Report's":
            _population(choice.sweep.curves, choice.k)
    for note in choice.sweep.notes:
        st.caption(f":material/info: {plain(note)}")


def _curve(curves: pd.DataFrame, name: str, k: int) -> None:
    way = "neither way is better" if name == "agreement" else WAY[HIGHER_IS_BETTER[name]]
    st.markdown(f"**{TITLES[name]}** · {way}", help=CURVES[name])
    _clickable(cluster_figures.curve_figure(curves, name, k), f"curve-{name}", k, CURVES[name])


def _population(curves: pd.DataFrame, k: int) -> None:
    st.markdown(
        "**Population** · sizes, the largest below",
        help="How many moments each cluster has, for every k. Watch which clusters survive as k grows.",
    )
    _clickable(
        cluster_figures.population_figure(curves, k), "curve-population", k, "Cluster sizes for every k"
    )


def _clickable(figure: object, name: str, k: int, alt: str) -> None:
    key = f"{name}-{k}"

    def take() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            cluster_choice.choose_k(int(points[0]["x"]))

    st.plotly_chart(
        figure, key=key, on_select=take, selection_mode="points", config=cluster_figures.STILL, alt=alt
    )


def _splits(choice: ClusterChoice) -> None:
    sweep = choice.sweep
    assert sweep is not None
    ks = [k for k in sweep.ks if choice.k - 2 <= k <= choice.k + 2]
    st.markdown(
        "**How clusters split** as k grows",
        help="A column per k, a block per cluster; bands are moments. A band that stays whole is a cluster that stays.",
    )
    if len(ks) < 2:
        st.caption("There is only one k to show.")
        return
    st.plotly_chart(
        cluster_figures.flow_figure(flows(sweep), ks), key=f"flow-{choice.k}", config=cluster_figures.STILL
    )
    row = sweep.curves[sweep.curves["k"] == choice.k]
    if len(row):
        stable = row["cluster_stability"].iloc[0]
        worst = [f"cluster {number + 1} ({value:.2f})" for number, value in enumerate(stable) if value < 0.75]
        st.caption(
            "Clusters that come back less than 0.75 when moments are drawn anew: "
            + (", ".join(worst) if worst else "none")
            + "."
        )
