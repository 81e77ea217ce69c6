"""How moments are clustered: the method, and the number of clusters k with where it comes from."""

import streamlit as st

from app import state
from app.bound import bind
from app.cached import analysis, project_data
from app.components.shared import measuring
from app.exploration import Advice, picture_weight, weighable
from app.plain_text import count, plain
from app.view import LARGEST_K, Origin
from crvae_core.runs.clusters import ALONE, METHODS, method_of_curves
from crvae_core.runs.run import Run
from crvae_core.runs.trainings import CONSENSUS
from crvae_core.tasks.sweep import SweepOrder

CHOSEN = {"k_from": Origin("chosen")}


def show(run: Run, advice: Advice) -> None:
    """Draw the k slider beside the weight of the picture, where k comes from, and what the curves recommend."""
    left, right = st.columns(2) if weighable(run) else (st.container(), None)
    with left:
        chooses = _k(run)
    if right is not None:
        with right:
            _weight()
    view, weight = state.view(), picture_weight(run)
    if chooses:
        _origin(run, advice)
        if advice.sweep is None:
            curves = method_of_curves(view.clusters)
            measuring.show(run.project, SweepOrder(run.name, weight, curves, advice.most))
    if chooses and view.k is not None and view.clusters == CONSENSUS:
        st.caption(_agreed(run, weight, min(view.k, analysis.distinct(run, weight))))


def _k(run: Run) -> bool:
    """Draw the slider; give whether there is a k to choose."""
    view, distinct = state.view(), analysis.distinct(run, picture_weight(run))
    if distinct < 2 or view.k is None:
        st.caption("All moments have the same vector, so they are one cluster.")
        return False
    if view.clusters == "hdbscan":
        st.caption("HDBSCAN finds the number of clusters itself; moments in sparse places belong to none.")
        return False
    most = max(2, min(view.kmax, distinct), min(view.k, distinct))
    if most == 2:
        st.caption(f"There are {count(distinct, 'different vector')}, so k can only be 2.")
    else:
        bound = bind("k", min(view.k, most), also=CHOSEN)
        st.slider(
            "Number of clusters k", 2, most, bound.value, key=bound.key, on_change=bound.keep,
            help="Slide, and the map is coloured anew.",
        )  # fmt: skip
    return True


def _weight() -> None:
    bound = bind("weight")
    st.slider(
        "Weight of the picture", 0.0, 1.0, bound.value, 0.05, key=bound.key, on_change=bound.keep,
        help="Against the words. 1: moments are alike if they look alike. 0: if they sound alike. Map and clusters are made "
        "anew.",
    )  # fmt: skip


def _agreed(run: Run, weight: float, k: int) -> str:
    """What the clusters are that all trainings agree on, and how far they do at k, in a sentence or two."""
    trainings, agreement = analysis.agreement_at(run, weight, k)
    if trainings < 2:
        return plain(ALONE)
    said = f"The clusters that {trainings} trainings agree on."
    if agreement is None:
        return said
    return f"{said} Taken two by two they agree by {agreement:.2f} at k = {k} (adjusted Rand index; 1: the same, 0: by chance)."


def show_method() -> None:
    """Draw the choice of the method and of the largest k."""
    names = list(METHODS)
    bound = bind("clusters")
    st.selectbox(
        "Clusters by",
        names,
        index=bound.index(names),
        format_func=METHODS.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        help="k-means: round clusters. Gaussian mixture: clusters may be longish (as in the report of 2023). "
        "Agglomerative: joins the nearest, step by step. HDBSCAN: dense places, leaves moments out. Agreed on by all trainings: "
        "those clusters by k-means that come back where the same settings were trained with other seeds. "
        "Always in the space of the vectors, never on the map.",
    )
    bound = bind("kmax")
    st.selectbox("k up to", LARGEST_K, index=bound.index(LARGEST_K), key=bound.key, on_change=bound.keep)


def choose_k(k: int) -> None:
    """Set k from elsewhere than the slider, as a person asked; only from a callback."""
    state.change(k=k, **CHOSEN)


def origin_text(view_k: int, origin: Origin, moments: int, advice: Advice) -> str:
    """Where a k comes from, and what the curves recommend for these moments now, in sentences."""
    now, these = advice.recommendation, f"these {count(moments, 'moment')}"
    if origin.kind == "recommended" and now is not None and now.k == view_k:
        return f"Recommended for {these}."
    said = {
        "chosen": "Chosen by hand.",
        "start": "Shown until the curves have been measured.",
        "unclear": "Shown to begin with: there is no clear k.",
        "recommended": f"Recommended on {origin.day}, for {count(origin.moments, 'moment')}.",
    }[origin.kind]
    if origin.kind == "recommended" and now is None:
        return f"{said} For {these} the curves are not measured yet."
    if origin.kind == "start" and now is not None:
        said = "Shown before the curves were measured."
    if now is None or origin.kind == "unclear":
        return said
    if now.k is None:
        return f"{said} For {these} there is no clear k."
    return (
        f"{said} For {these} it would be k = {now.k}."
        if now.k != view_k
        else f"{said} It is the recommended k."
    )


def _origin(run: Run, advice: Advice) -> None:
    view = state.view()
    assert view.k is not None
    reason = plain(advice.recommendation.reason) if advice.recommendation else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        text = origin_text(view.k, view.k_from, len(project_data.moments(run)), advice)
        st.caption(text, help=reason, width="content")
        other = advice.recommendation.k if advice.recommendation else None
        if other is not None and other != view.k:
            st.button(
                f"Use {other}", key="use-recommended-k", type="tertiary", on_click=choose_k, args=(other,)
            )
