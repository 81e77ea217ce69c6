"""How the map is made: method, and the weight of picture against words."""

import streamlit as st

from crvae_core.analysis.projection import METHODS
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT


def show() -> tuple[str, float]:
    """Draw both choices; give the method and the picture weight, 0 (words alone) to 1 (pictures alone)."""
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    method = left.segmented_control(
        "Layout",
        list(METHODS),
        default="tsne",
        required=True,
        format_func=METHODS.__getitem__,
        key="map_method",
        persist_state="session",
        help="t-SNE and UMAP keep neighbours together; distances between groups say little. PCA keeps large distances. "
        "The layout is for looking only: clusters are made from the full vectors.",
    )
    weight = right.slider(
        "Weight of the picture against the words",
        0.0,
        1.0,
        float(DEFAULT_PICTURE_WEIGHT),
        0.05,
        key="picture_weight",
        persist_state="session",
        help="1: moments are alike if they look alike. 0: if they sound alike.",
    )
    return method or "tsne", float(weight)
