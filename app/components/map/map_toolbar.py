"""How the map is made and coloured: layout, colour, the weight of picture against words, and what is rarely changed."""

from dataclasses import dataclass

import streamlit as st

from app import state
from app.components.shared import cluster_choice
from crvae_core.analysis.projection import METHODS, default_neighbours
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT

MOST_NEIGHBOURS = 100


@dataclass(frozen=True)
class MapChoices:
    """near: perplexity or neighbours; None: chosen from the number of moments. labels: names of clusters on the map."""

    layout: str
    colour: str
    near: float | None
    labels: bool


def show(moments: int, weighable: bool, colours: dict[str, str]) -> MapChoices:
    """Draw the choices in a row; colours: what moments can be coloured by, with how it is called."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        keep = state.bind("layout", "map_method", "tsne", state.one_of(METHODS))
        layout = st.segmented_control(
            "Layout",
            list(METHODS),
            required=True,
            format_func=METHODS.__getitem__,
            key="map_method",
            on_change=keep,
            help="t-SNE and UMAP keep neighbours together; distances between groups say little. PCA keeps large distances. "
            "The layout is for looking only: clusters are made from the full vectors.",
        )
        keep = state.bind("colour", "map_colour", "cluster", state.one_of(colours))
        colour = st.selectbox(
            "Colour by",
            list(colours),
            format_func=colours.__getitem__,
            key="map_colour",
            on_change=keep,
            width=210,
        )
        if weighable:
            _weight()
        near, labels = _rarely(layout or "tsne", moments)
    return MapChoices(layout or "tsne", colour or "cluster", near, labels)


def _weight() -> None:
    usual = float(DEFAULT_PICTURE_WEIGHT)
    keep = state.bind("weight", "picture_weight", usual, state.number_within(0.0, 1.0))
    st.slider(
        "Weight of the picture against the words", 0.0, 1.0, step=0.05, key="picture_weight", on_change=keep, width=270,
        help="1: moments are alike if they look alike. 0: if they sound alike. Map and clusters are made anew.",
    )  # fmt: skip


def _rarely(layout: str, moments: int) -> tuple[float | None, bool]:
    with st.popover("More", icon=":material/tune:"):
        most = int(min(MOST_NEIGHBOURS, max(3, (moments - 1) // 3)))
        near = None
        if layout != "pca" and moments >= 8:
            usual = int(min(most, max(2, round(default_neighbours(moments)))))
            keep = state.bind("near", "map_near", usual, lambda text: int(state.number_within(2, most)(text)))
            chosen = st.slider(
                "Perplexity" if layout == "tsne" else "Neighbours", 2, most, key="map_near", on_change=keep,
                help="How many moments count as near. Small: fine groups; large: the big picture.",
            )  # fmt: skip
            near = None if chosen == usual else float(chosen)
        cluster_choice.show_method()
        keep = state.bind("names", "map_names", True, lambda text: text == "True")
        labels = st.toggle("Names of clusters on the map", key="map_names", on_change=keep)
    return near, bool(labels)
