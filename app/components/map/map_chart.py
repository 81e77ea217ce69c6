"""The map and its tools: click a moment, or draw round several; the selection is kept as pair ids."""

import hashlib
from collections.abc import Sequence

import numpy as np
import streamlit as st

from app import state
from app.components.map import map_colours
from app.components.shared import choice
from app.exploration import Exploration
from app.figures import map_figure
from app.figures.map_figure import Groups, Scale
from app.plain_text import count

MOUSE = {"pan": "Pick", "lasso": "Lasso", "select": "Box"}
EFFECT = {"new": "New", "add": "Add", "less": "Take out"}
HOVER_LIMIT = 20_000  # moments above which pointing at one shows its number alone
_BAKED = "map-baked"


def show(
    view: Exploration,
    points: np.ndarray,
    colour: Groups | Scale,
    labels: Sequence[tuple[float, float, str]],
    spots: Sequence[tuple[float, float, str]],
    signature: tuple,
    equal: bool,
) -> None:
    """Draw the tools and the map (points (n, 2)); a selection goes to app.state.

    labels, spots: see map_figure.map_figure. signature: everything that changes the drawing but the selection.
    """
    mouse, effect = _tools(view)
    ids = view.pairs["pair_id"].to_numpy()
    baked = _baked((*signature, mouse), view)
    hover = map_colours.hover_texts(view) if len(points) <= HOVER_LIMIT else ()
    widget = "map-" + hashlib.sha256(repr((signature, mouse, baked)).encode()).hexdigest()[:16]

    def keep_selection() -> None:
        picked = st.session_state[widget]["selection"]["points"]
        _take([str(ids[_row(point)]) for point in picked if point.get("customdata") is not None], effect)

    st.plotly_chart(
        map_figure.map_figure(points, colour, hover, baked, mouse, labels=labels, spots=spots, equal=equal),
        key=widget,
        on_select=keep_selection,
        selection_mode=("points", "box", "lasso"),
        config={"displaylogo": False, "scrollZoom": True, "modeBarButtonsToRemove": ["autoScale2d"]},
        alt="Map of all moments; every point is a frame with its words, its colour and shape tell its cluster.",
    )
    if len(points) > HOVER_LIMIT:
        st.caption(
            f"{count(len(points), 'moment')}, all drawn. Pointing at one shows its number; click it to see it."
        )


def _tools(view: Exploration) -> tuple[str, str]:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        mouse = choice.show(
            "Mouse on the map",
            MOUSE,
            "map_mouse",
            "Pick: click a point to see its moment; drag to move the map, scroll to zoom. Lasso and box: draw round "
            "several moments.",
        )
        effect = choice.show(
            "What a selection does",
            EFFECT,
            "map_effect",
            "New: replaces the selection (hold shift to add). Add, Take out: changes the present one.",
        )
        chosen = len(view.selected())
        st.button(
            "Invert",
            icon=":material/flip:",
            key="map-invert",
            on_click=invert,
            args=(view,),
            disabled=not chosen,
            type="tertiary",
        )
        st.button(
            "Clear",
            icon=":material/close:",
            key="map-clear",
            on_click=state.select_pairs,
            args=((),),
            disabled=not chosen,
            type="tertiary",
            help="Nothing is selected any more.",
        )
    return mouse, effect


def invert(view: Exploration) -> None:
    """Select what was not selected, among the moments of the run."""
    chosen = set(state.selected_pairs())
    state.select_pairs(str(pair_id) for pair_id in view.pairs["pair_id"] if pair_id not in chosen)


def _take(picked: list[str], effect: str) -> None:
    before = list(state.selected_pairs())
    if effect == "add":
        after = [*before, *picked]
    elif effect == "less":
        out = set(picked)
        after = [pair_id for pair_id in before if pair_id not in out]
    else:
        after = picked
    state.select_pairs(after)
    if state.view("panel") == "k":
        state.set_view("panel", None)  # the selection is what is looked at now
    # in the browser the chart shows what was drawn last; only where that is the selection may it stay as it is
    st.session_state[_BAKED] = {
        **st.session_state[_BAKED],
        "drawn": tuple(after) if effect == "new" else None,
    }


def _baked(signature: tuple, view: Exploration) -> tuple[int, ...]:
    """The rows that the figure shows as selected from the start.

    A changed figure is a new chart to Streamlit, which forgets what was drawn on it. So the figure stays as it is while the
    selection is the one drawn in it, and is made anew when the selection or the drawing changes elsewhere.
    """
    now = state.selected_pairs()
    kept = st.session_state.get(_BAKED)
    if kept and kept["signature"] == signature and kept["drawn"] == now:
        return kept["rows"]
    rows = tuple(view.selected().tolist())
    st.session_state[_BAKED] = {"signature": signature, "drawn": now, "rows": rows}
    return rows


def _row(point: dict) -> int:
    data = point["customdata"]
    return int(data[0] if isinstance(data, list) else data)
