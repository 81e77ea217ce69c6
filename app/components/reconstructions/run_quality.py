"""The figures of a run, each with what it says and which way is better."""

import streamlit as st

from app.plain_text import percent, plain
from crvae_core.evaluation.sentences import TITLES
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.run import Run

ICONS = {
    True: ":green[:material/check_circle:]",
    False: ":orange[:material/error:]",
    None: ":gray[:material/remove_circle_outline:]",
}
NONE = "none"  # shown for a figure that a run can't have, such as words of a video without captions


def show(run: Run, found: Evaluation | None) -> None:
    """Draw the main figures of an evaluation as metrics, whether the latent is worth looking at, all figures as sentences.

    Where a run has not been evaluated, or before there were such questions, a button does it.
    """
    if found is None:
        _offer_evaluation(run)
        return
    columns = st.columns(3)
    columns[0].metric(
        "Picture error",
        _figure(found.image_mse, ".4f"),
        help="Mean squared error per pixel, colours from 0 to 1. Lower is better. Always showing the mean picture "
        f"would give {_figure(found.baseline_mean_image_mse, '.4f')}.",
    )
    columns[1].metric(
        "Words read back",
        _share(found.token_accuracy_free),
        help="Share of words that come back right from the vector alone, no true word given. Higher is better. "
        f"With every true previous word given: {_share(found.token_accuracy_forced)}. Letters instead of "
        f"whole words (chrF, of 100): {_figure(found.chrf, '.0f')}.",
    )
    columns[2].metric(
        "Values in use",
        percent(found.active_units / found.latent_dim),
        help=f"{found.active_units} of the vector's {found.latent_dim} values vary between moments (variance above "
        "0.01). Unused values do no harm.",
    )
    if found.gates:
        show_gates(found)
    else:
        _offer_evaluation(run)
    if found.sentences:
        with st.expander("Details: what the figures say", icon=":material/fact_check:"):
            st.markdown(
                "\n".join(
                    f"- **{TITLES.get(name, name)}**: {plain(sentence)}"
                    for name, sentence in found.sentences.items()
                )
            )


def show_gates(found: Evaluation) -> None:
    """Draw the questions that every run is asked, open where one was not passed."""
    asked = [gate for gate in found.gates if gate.passed is not None]
    passed = sum(bool(gate.passed) for gate in asked)
    if found.collapsed is not None:
        st.warning(
            f"{plain(found.collapsed.sentence)} {plain(found.collapsed.remedy)}", icon=":material/warning:"
        )
    with st.expander(
        f"Is this space worth exploring? {passed} of {len(asked)} questions passed",
        icon=":material/monitor_heart:",
        expanded=passed < len(asked),
    ):
        for gate in found.gates:
            icon, text = st.columns([1, 30], gap="small")
            icon.markdown(ICONS[gate.passed])
            text.markdown(f"**{plain(gate.title)}**: {plain(gate.sentence)}")
            if gate.remedy:
                text.caption(f"What to try: {plain(gate.remedy)}")


def _offer_evaluation(run: Run) -> None:
    if st.button("Ask whether this run is worth exploring", icon=":material/monitor_heart:"):
        from crvae_core.evaluation.evaluation import evaluate

        with st.spinner("Measuring the run"):
            evaluate(run)
        st.rerun()


def _figure(value: float | None, form: str, unit: str = "") -> str:
    return NONE if value is None else f"{value:{form}}{unit}"


def _share(value: float | None) -> str:
    return NONE if value is None else percent(value)
