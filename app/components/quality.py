"""The figures of a run, each with what it says and which way is better."""

from typing import Any

import streamlit as st

from app.plain_text import plain

NONE = "none"  # shown for a figure that a run can't have, such as words of a video without captions


def show(found: dict[str, Any] | None) -> None:
    """Draw the main figures of an evaluation as metrics, all others as sentences; nothing if there is no evaluation."""
    if not found:
        return
    columns = st.columns(4)
    columns[0].metric(
        "Picture error",
        _figure(found.get("image_mse"), ".4f"),
        help="Mean squared error per pixel, colours from 0 to 1. Lower is better. Always showing the mean picture "
        f"would give {_figure(found.get('baseline_mean_image_mse'), '.4f')}.",
    )
    columns[1].metric(
        "Words read back",
        _figure(found.get("token_accuracy_free"), ".1%"),
        help="Share of words that come back right from the vector alone, no true word given. Higher is better. "
        f"With every true previous word given: {_figure(found.get('token_accuracy_forced'), '.1%')}.",
    )
    columns[2].metric(
        "Values in use",
        f"{found['active_units']} of {found['latent_dim']}",
        help="How many values of the vector vary between moments (variance above 0.01). Unused values do no harm.",
    )
    columns[3].metric(
        "Information",
        _figure(found.get("kl"), ".0f", " nats"),
        help="KL: how much a vector says about its moment, beyond what all moments have in common.",
    )
    if sentences := found.get("sentences"):
        with st.expander("What the figures say", icon=":material/fact_check:"):
            st.markdown("\n".join(f"- {plain(str(sentence))}" for sentence in sentences.values()))


def _figure(value: float | None, form: str, unit: str = "") -> str:
    return NONE if value is None else f"{value:{form}}{unit}"
