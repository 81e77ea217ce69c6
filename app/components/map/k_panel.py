"""Why this k: the reason and one curve, behind them all curves; a click on a point of a curve sets k."""

import pandas as pd
import streamlit as st

from app import state
from app.cached import analysis
from app.components.shared import choice, cluster_choice
from app.exploration import Advice, picture_weight
from app.figures import k_figures
from app.figures.base import STILL
from app.plain_text import plain
from crvae_core.analysis import repeats
from crvae_core.analysis.k_selection import CURVES, HIGHER_IS_BETTER, KSweep, flows
from crvae_core.runs.clusters import ALONE
from crvae_core.runs.run import Run

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
VIEWS = {"apart": "Apart", "stable": "Stable", "report": "Report's", "splits": "Splits"}
SHOWN = {
    "apart": ("silhouette", "gap", "calinski_harabasz", "davies_bouldin"),
    "stable": ("prediction_strength", "stability", "agreement"),
    "report": ("inter_cluster", "cross_cluster"),
}
WAY = {True: "higher is better", False: "lower is better", None: "look for the bend"}


def show(advice: Advice, k: int) -> None:
    """Draw the reason for the recommended k and the curve of the silhouette; k: the one that is shown."""
    sweep = _measured(advice)
    if sweep is not None and advice.recommendation is not None:
        st.markdown(plain(advice.recommendation.reason))
        _curve(sweep.curves, "silhouette", k)


def show_curves(run: Run, advice: Advice, k: int) -> None:
    """Draw the curves of a run, one question at a time; k: the one that is shown."""
    sweep = _measured(advice)
    if sweep is None:
        return
    shown = choice.show("What the curves tell", VIEWS, "curves")
    if shown == "splits":
        _splits(sweep, k)
    else:
        for name in SHOWN[shown]:
            _curve(sweep.curves, name, k)
        if shown == "report":
            _population(sweep.curves, k)
        if shown == "stable":
            _between_trainings(run, k)
    for note in sweep.notes:
        st.caption(f":material/info: {plain(note)}")


def _measured(advice: Advice) -> KSweep | None:
    """The curves; None where there are none, which is explained."""
    if state.view().clusters == "hdbscan":
        st.info("HDBSCAN takes no k, so there are no curves to choose one by.", icon=":material/info:")
    elif advice.sweep is None or advice.recommendation is None:
        st.info(
            "The curves have not been measured yet: they stand here as soon as they have.",
            icon=":material/hourglass:",
        )
    elif len(advice.sweep.ks) < 2:
        st.info("There are too few different moments for curves over k.", icon=":material/info:")
    else:
        return advice.sweep
    return None


def _curve(curves: pd.DataFrame, name: str, k: int) -> None:
    way = "neither way is better" if name == "agreement" else WAY[HIGHER_IS_BETTER[name]]
    st.markdown(f"**{TITLES[name]}** · {way}", help=CURVES[name])
    _clickable(k_figures.curve_figure(curves, name, k), f"curve-{name}", k, CURVES[name])


def _between_trainings(run: Run, k: int) -> None:
    """The curve of how far trainings of the same settings agree, where there are several."""
    found = analysis.between_trainings(run, picture_weight(run), state.view().clusters)
    st.markdown("**Between trainings** · higher is better", help=repeats.CURVE)
    if found is None or found.empty:
        st.caption(plain(ALONE))
        return
    _clickable(k_figures.curve_figure(found, "between", k), "curve-between", k, repeats.CURVE)


def _population(curves: pd.DataFrame, k: int) -> None:
    st.markdown(
        "**Population** · sizes, the largest below",
        help="How many moments each cluster has, for every k. Watch which clusters survive as k grows.",
    )
    _clickable(k_figures.population_figure(curves, k), "curve-population", k, "Cluster sizes for every k")


def _clickable(figure: object, name: str, k: int, alt: str) -> None:
    key = f"{name}-{k}"

    def take() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            cluster_choice.choose_k(int(points[0]["x"]))

    st.plotly_chart(figure, key=key, on_select=take, selection_mode="points", config=STILL, alt=alt)


def _splits(sweep: KSweep, k: int) -> None:
    ks = [one for one in sweep.ks if k - 2 <= one <= k + 2]
    st.markdown(
        "**How clusters split** as k grows",
        help="A column per k, a block per cluster; bands are moments. A band that stays whole is a cluster that stays.",
    )
    if len(ks) < 2:
        st.caption("There is only one k to show.")
        return
    st.plotly_chart(k_figures.flow_figure(flows(sweep), ks), key=f"flow-{k}", config=STILL)
    row = sweep.curves[sweep.curves["k"] == k]
    if len(row):
        stable = row["cluster_stability"].iloc[0]
        worst = [f"cluster {number + 1} ({value:.2f})" for number, value in enumerate(stable) if value < 0.75]
        st.caption(
            "Clusters that are hardly found again when moments are drawn anew at random (stability below 0.75): "
            + (", ".join(worst) if worst else "none")
            + "."
        )
