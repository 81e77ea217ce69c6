"""How the map is made and used: layout, what the mouse does, the weight of picture against words."""

import streamlit as st

from crvae_core.analysis.projection import METHODS
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT

MOUSE = {"pan": "Pick a moment", "lasso": "Lasso", "select": "Box"}


def show(weighable: bool) -> tuple[str, float, str]:
    """Draw the choices; give the layout, the picture weight (0: words alone, 1: pictures alone), the mouse's use.

    weighable: whether the vectors have parts for picture and words; the report's have not, and nothing is weighed.
    """
    one, two, three = st.columns(3, gap="large")
    method = one.segmented_control(
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
    mouse = two.segmented_control(
        "Mouse on the map",
        list(MOUSE),
        default="pan",
        required=True,
        format_func=MOUSE.__getitem__,
        key="map_mouse",
        persist_state="session",
        help="Pick: click a point to see its moment and the members of its cluster; drag to move the map, scroll "
        "to zoom. Lasso and box: draw round several moments to see those; hold shift to add more.",
    )
    weight = float(DEFAULT_PICTURE_WEIGHT)
    if weighable:
        weight = three.slider(
            "Weight of the picture against the words",
            0.0,
            1.0,
            float(DEFAULT_PICTURE_WEIGHT),
            0.05,
            key="picture_weight",
            persist_state="session",
            help="1: moments are alike if they look alike. 0: if they sound alike.",
        )
    return method or "tsne", float(weight), mouse or "pan"
