"""The toolbar above the map: its layout, its colours, the mouse; under "More" what is rarely changed."""

import streamlit as st

from app import state
from app.bound import bind
from app.components.map import map_colours
from app.components.shared import choice, cluster_choice, not_here
from crvae_core.analysis.projection import METHODS

MOST_NEIGHBOURS = 100
FEWEST_MOMENTS = 8  # below that there is nothing to choose
MOUSE = {"pan": "Pick", "lasso": "Lasso", "select": "Box"}


def show(moments: int, colours: dict[str, str]) -> None:
    """Draw the choices in a row; colours: what moments can be coloured by, with how it is called."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="map-toolbar"):
        choice.show(
            "Layout",
            METHODS,
            "layout",
            "t-SNE and UMAP keep neighbours together; distances between groups say little. PCA keeps large distances. "
            "The layout is for looking only: clusters are made from the full vectors.",
            hidden=False,
        )
        shown = state.view().colour
        bound = bind("colour", shown if shown in colours else "cluster", labels=colours.values())
        st.selectbox(
            "Colour by",
            list(colours),
            index=bound.index(colours),
            format_func=colours.__getitem__,
            key=bound.key,
            on_change=bound.keep,
            width=160,
        )
        choice.show(
            "Mouse",
            MOUSE,
            "mouse",
            "Pick: click a point to see its moment; drag to move the map, scroll to zoom. Lasso and box: draw round "
            "several moments.",
            hidden=False,
        )
        _rarely(moments)
    if shown not in colours:
        not_here.tell(
            "colour", map_colours.KNOWN.get(shown, shown.partition(":")[2] or shown), colours["cluster"]
        )


def _rarely(moments: int) -> None:
    view = state.view()
    with st.popover("More", icon=":material/tune:"):
        near = view.near(moments)
        if view.near_part and near is not None and moments >= FEWEST_MOMENTS:
            value = round(near)
            low, most = min(2, value), max(value, int(min(MOST_NEIGHBOURS, max(3, (moments - 1) // 3))))
            bound = bind(view.near_part, value)
            st.slider(
                view.near_part.capitalize(), low, most, bound.value, key=bound.key, on_change=bound.keep,
                help="How many moments count as near. Small: fine groups; large: the big picture.",
            )  # fmt: skip
        if view.near_part:
            bound = bind("seed")
            st.number_input(
                "Seed of the layout", 0, 2**31, bound.value, key=bound.key, on_change=bound.keep,
                help="Another number gives another arrangement of the same neighbours; the same one the same map.",
            )  # fmt: skip
        cluster_choice.show_method()
        bound = bind("names")
        st.toggle("Names of clusters on the map", bound.value, key=bound.key, on_change=bound.keep, wrap=True)
