"""The figures of a run, each with what it says and which way is better."""

from typing import Any

import streamlit as st


def show(found: dict[str, Any] | None) -> None:
    """Draw the main figures of an evaluation as metrics; nothing if there is none."""
    if not found:
        return
    columns = st.columns(4)
    columns[0].metric(
        "Picture error",
        f"{found['image_mse']:.4f}",
        help="Mean squared error per pixel, colours from 0 to 1. Lower is better. "
        f"Always showing the mean picture would give {found['baseline_mean_image_mse']:.4f}; "
        f"principal components of the same size {found['baseline_pca_image_mse']:.4f}.",
    )
    columns[1].metric(
        "Words read back",
        f"{found['token_accuracy_free']:.1%}",
        help="Share of words that come back right from the vector alone, no true word given. Higher is better. "
        f"With every true previous word given: {found['token_accuracy_forced']:.1%}.",
    )
    columns[2].metric(
        "Values in use",
        f"{found['active_units']} of {found['latent_dim']}",
        help="How many values of the vector vary between moments (variance above 0.01). Unused values do no harm.",
    )
    columns[3].metric(
        "Information",
        f"{found['kl']:.0f} nats",
        help="KL: how much a vector says about its moment, beyond what all moments have in common.",
    )
