"""The map: click a moment, or draw round several; the selection is kept as pair ids."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from app import state, tag_filter
from app.cached import notes
from app.cached.project_data import STAMPS
from app.components.map import map_colours
from app.exploration import Exploration
from app.figures import map_figure
from app.figures.kept_figure import KeptFigure
from app.figures.map_figure import Groups, Scale
from app.figures.map_labels import Label, place_labels
from app.plain_text import count
from crvae_core.runs.run import Run

KEPT_LIMIT = 5000  # moments up to which a figure that was made is kept for the next who asks for it
HOVER_LIMIT = 20_000  # moments above which pointing at one shows its number alone
_BAKED = "map-baked"


def show(
    explored: Exploration,
    points: np.ndarray,
    colour: Groups | Scale,
    spots: Sequence[tuple[float, float, str]],
    signature: tuple,
) -> None:
    """Draw the map (points (n, 2)); a selection goes to app.state.

    spots: see map_figure.map_figure. signature: everything that changes the drawing but the selection.
    """
    view = state.view()
    rows = shown_rows(explored)
    if not len(rows):
        st.info(
            "No moment on the map has the tag that is chosen in the sidebar.", icon=":material/filter_alt:"
        )
        return
    ids = explored.pairs["pair_id"].to_numpy()[rows]
    equal = view.layout == "pca"
    labels = _labels(explored, points, equal, rows) if view.names else []
    signature = (*signature, view.mouse, str(labels), _tags_signature(explored))
    baked = _baked(signature, explored)
    widget = "map-" + hashlib.sha256(repr((signature, baked)).encode()).hexdigest()[:16]

    def keep_selection() -> None:
        picked = st.session_state[widget]["selection"]["points"]
        _take([str(ids[_row(point)]) for point in picked if point.get("customdata") is not None])

    def draw() -> go.Figure:
        hover = map_colours.hover_texts(explored) if len(points) <= HOVER_LIMIT else ()
        return map_figure.map_figure(
            points[rows],
            colour.of(rows),
            [hover[row] for row in rows.tolist()] if len(hover) else (),
            np.flatnonzero(np.isin(rows, baked)).tolist(),
            view.mouse,
            labels=labels,
            spots=spots,
            equal=equal,
        )

    st.plotly_chart(
        _kept(explored, widget, draw) if len(points) <= KEPT_LIMIT else draw(),
        key=widget,
        height="stretch",
        on_select=keep_selection,
        selection_mode=("points", "box", "lasso"),
        config={"displaylogo": False, "scrollZoom": True, "modeBarButtonsToRemove": ["autoScale2d"]},
        alt="Map of all moments; every point is a frame with its words, its colour and shape tell its cluster.",
    )
    if len(points) > HOVER_LIMIT:
        st.caption(
            f"{count(len(points), 'moment')}, all drawn. Pointing at one shows its number; click it to see it."
        )


def to_keep(explored: Exploration, points: np.ndarray, colour: Groups | Scale) -> go.Figure:
    """The map as a finding keeps it: coloured, named, with what is selected; without the captions of its points."""
    equal = state.view().layout == "pca"
    rows = shown_rows(explored)
    labels = _labels(explored, points, equal, rows) if state.view().names else []
    selected = np.flatnonzero(np.isin(rows, explored.selected())).tolist()
    return map_figure.map_figure(points[rows], colour.of(rows), (), selected, labels=labels, equal=equal)


def _kept(explored: Exploration, widget: str, draw: Callable[[], go.Figure]) -> go.Figure:
    """The figure of a widget; made where nobody has seen it yet under the names that clusters have for this reader."""
    return _figure(explored.run, widget, tuple(explored.clusters.names.items()), explored.labels, draw)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=STAMPS)
def _figure(
    run: Run,
    widget: str,
    names: tuple[tuple[int, str], ...],
    labels: np.ndarray,
    _draw: Callable[[], go.Figure],
) -> KeptFigure:
    return KeptFigure(_draw())


def _tags_signature(explored: Exploration) -> str:
    """Changes whenever the tags of moments, or the colours of tags, do."""
    codebook = notes.codebook(explored.project)
    told = (state.view().tag, codebook.tags, map_colours.tags_in_words(explored))
    return hashlib.sha256(repr(told).encode()).hexdigest() if codebook.tags else ""


def shown_rows(explored: Exploration) -> np.ndarray:
    """The rows of the moments that the filter by tags leaves; the others are not drawn, so no lasso takes them."""
    return np.flatnonzero(tag_filter.mask(explored.project, explored.pairs))


def _labels(explored: Exploration, points: np.ndarray, equal: bool, rows: np.ndarray) -> list[Label]:
    """The names of the clusters that are among some rows, at their medoids or next to them, the largest first."""
    there = set(np.unique(explored.labels[rows]).tolist())
    numbers = [number for number in explored.clusters.numbers if number in there]
    sizes = {number: len(explored.clusters.members(number)) for number in numbers}
    order = sorted(sizes, key=lambda number: -sizes[number])[: map_figure.LABELS_SHOWN]
    medoids = explored.medoids()
    return place_labels(
        points,
        {number: _anchor(points, rows[explored.labels[rows] == number], medoids[number]) for number in order},
        {number: explored.name(number) for number in order},
        {number: explored.clusters.colour(number) for number in order},
        equal,
    )


def _anchor(points: np.ndarray, shown: np.ndarray, medoid: int) -> int:
    """The row where a cluster's name stands: its medoid, or what is shown nearest to that."""
    if medoid in shown:
        return medoid
    return int(shown[np.linalg.norm(points[shown] - points[medoid], axis=1).argmin()])


def _take(picked: list[str]) -> None:
    before = list(state.selected_pairs())
    effect = state.view().effect if before else "new"
    if effect == "add":
        after = [*before, *picked]
    elif effect == "less":
        out = set(picked)
        after = [pair_id for pair_id in before if pair_id not in out]
    else:
        after = picked
    state.select_pairs(after)
    if state.view().panel in ("k", "why"):
        state.change(panel="")  # the selection is what is looked at now
    # in the browser the chart shows what was drawn last; only where that is the selection may it stay as it is
    st.session_state[_BAKED] = {
        **st.session_state[_BAKED],
        "drawn": tuple(after) if effect == "new" else None,
    }


def _baked(signature: tuple, explored: Exploration) -> tuple[int, ...]:
    """The rows that the figure shows as selected from the start.

    A changed figure is a new chart to Streamlit, which forgets what was drawn on it. So the figure stays as it is while the
    selection is the one drawn in it, and is made anew when the selection or the drawing changes elsewhere.
    """
    now = state.selected_pairs()
    kept = st.session_state.get(_BAKED)
    if kept and kept["signature"] == signature and kept["drawn"] == now:
        return kept["rows"]
    rows = tuple(explored.selected().tolist())
    st.session_state[_BAKED] = {"signature": signature, "drawn": now, "rows": rows}
    return rows


def _row(point: dict) -> int:
    data = point["customdata"]
    return int(data[0] if isinstance(data, list) else data)
