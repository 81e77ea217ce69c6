"""The map as a figure: coloured by cluster, video or a number, with the names of clusters on it; nothing here draws."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures.base import SVG_LIMIT, SYMBOLS
from app.figures.map_labels import Label
from app.plain_text import clock
from crvae_core.analysis.palette import NO_CLUSTER_COLOUR, cluster_colour

ONE_TRACE = 2000  # points above which the map is one trace, without a legend to switch groups off
LABELS_SHOWN = 40  # names on the map at most
MARKER_LINE = {"width": 0.5, "color": "rgba(255,255,255,0.7)"}


@dataclass(frozen=True)
class Groups:
    """Colour by kind: codes (n,) of each moment; name and colour of each code that occurs."""

    codes: np.ndarray
    names: dict[int, str]
    colours: dict[int, str]

    def of(self, rows: np.ndarray) -> "Groups":
        """The same for some of the moments."""
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True)
class Scale:
    """Colour by number: values (n,), NaN where there is none; `times` are shown as m:ss."""

    values: np.ndarray
    title: str
    times: bool = False

    def of(self, rows: np.ndarray) -> "Scale":
        """The same for some of the moments."""
        return replace(self, values=self.values[rows])


def map_figure(
    points: np.ndarray,
    colour: Groups | Scale,
    hover: Sequence[str],
    selected: Sequence[int],
    drag: str = "pan",
    height: int = 560,
    labels: Sequence[Label] = (),
    spots: Sequence[tuple[float, float, str]] = (),
    equal: bool = False,
) -> go.Figure:
    """The map; `customdata` of every point holds its row.

    points: (n, 2). hover: one HTML-escaped text per point. selected: rows shown as selected; with none, nothing is faded.
    drag: what dragging does: pan (then clicks pick), lasso or select. labels: names of clusters (map_labels.place_labels).
    spots: x, y and sign of places that are no moments, such as a decoded point. equal: one scale for both axes; needed
    where distances on the map mean something, as for PCA.
    """
    grouped = isinstance(colour, Groups) and len(points) <= ONE_TRACE
    traces = (_groups if grouped else _one)(points, colour, hover, selected)  # type: ignore[arg-type]
    if spots:
        traces.append(_spots(spots))
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "title": None}
    layout = {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 36, "b": 0},
        "xaxis": bare,
        "yaxis": bare | ({"scaleanchor": "x"} if equal else {}),
        "dragmode": drag,
        "hovermode": "closest",
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.01, "x": 0},
        "uirevision": "map",  # zoom and pan stay when colours change
        "annotations": [_label(label) for label in labels[:LABELS_SHOWN]],
    }
    return go.Figure(traces, layout)  # all at once: plotly looks through the whole figure at every change


def preview_figure(points: np.ndarray, labels: np.ndarray, height: int) -> go.Figure:
    """A small map to look at: points (n, 2) coloured by labels (n,), nothing to click."""
    numbers = np.unique(labels).tolist()
    groups = Groups(
        labels, dict.fromkeys(numbers, ""), {number: cluster_colour(number) for number in numbers}
    )
    figure = map_figure(points, groups, (), (), height=height).update_traces(marker_size=6)
    return figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0})


def _size(count: int) -> int:
    return 11 if count <= 500 else 7 if count <= 5000 else 5 if count <= 30_000 else 3


def _groups(
    points: np.ndarray, groups: Groups, hover: Sequence[str], selected: Sequence[int]
) -> list[dict[str, Any]]:
    """A trace per group."""
    chosen, traces = set(selected), []
    for code in np.unique(groups.codes).tolist():
        rows = np.flatnonzero(groups.codes == code)
        marker = {"color": groups.colours[code], "symbol": SYMBOLS[code % len(SYMBOLS)]}
        texts = [hover[row] for row in rows.tolist()] if len(hover) else hover
        among = [index for index, row in enumerate(rows.tolist()) if row in chosen] if chosen else None
        traces.append(
            _trace(points[rows], rows, marker, texts, among, len(points))
            | {"name": groups.names[code], "showlegend": bool(groups.names[code])}
        )
    return traces


def _one(
    points: np.ndarray, colour: Groups | Scale, hover: Sequence[str], selected: Sequence[int]
) -> list[dict[str, Any]]:
    """One trace for all points; one more for those without a number."""
    rows = np.arange(len(points), dtype=np.int32)
    chosen, total = list(selected) or None, len(points)
    if isinstance(colour, Groups):
        codes = np.unique(colour.codes).tolist()
        place = np.searchsorted(codes, colour.codes)
        shades = [colour.colours[code] for code in codes]
        steps = [
            [edge, shade]
            for index, shade in enumerate(shades)
            for edge in (index / len(shades), (index + 1) / len(shades))
        ]
        marker = {
            "color": place.astype(np.float32),
            "colorscale": steps,
            "cmin": -0.5,
            "cmax": len(shades) - 0.5,
        }
        return [_trace(points, rows, marker, hover, chosen, total)]
    known = colour.values[np.isfinite(colour.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    bar: dict = {"title": {"text": colour.title, "side": "right"}, "thickness": 12, "len": 0.8}
    if colour.times:
        ticks = np.linspace(low, high, 5).tolist()
        bar |= {"tickvals": ticks, "ticktext": [clock(tick) for tick in ticks]}
    marker = {"color": colour.values, "colorscale": "Viridis", "cmin": low, "cmax": high, "colorbar": bar}
    missing = ~np.isfinite(colour.values)
    if not missing.any():
        return [_trace(points, rows, marker, hover, chosen, total)]

    def part(there: np.ndarray, marker: dict) -> dict[str, Any]:
        texts = [hover[row] for row in np.flatnonzero(there).tolist()] if len(hover) else hover
        return _trace(points[there], rows[there], marker, texts, _among(rows[there], chosen), total)

    # plotly draws what has no number in black, which looks like a low value
    return [
        part(missing, {"color": NO_CLUSTER_COLOUR}),
        part(~missing, marker | {"color": colour.values[~missing]}),
    ]


def _among(rows: np.ndarray, chosen: list[int] | None) -> list[int] | None:
    return None if chosen is None else np.flatnonzero(np.isin(rows, chosen)).tolist()


def _trace(
    points: np.ndarray,
    rows: np.ndarray,
    marker: dict,
    hover: Sequence[str],
    selected: list[int] | None,
    count: int,
) -> dict[str, Any]:
    """The points of some rows; count: of all points of the map, by which they are sized."""
    return {
        "type": "scatter" if count <= SVG_LIMIT else "scattergl",
        "x": np.ascontiguousarray(points[:, 0], dtype=np.float32),
        "y": np.ascontiguousarray(points[:, 1], dtype=np.float32),
        "mode": "markers",
        "showlegend": False,
        "customdata": rows,
        "text": hover if len(hover) else None,
        "hovertemplate": "%{text}<extra></extra>" if len(hover) else "moment %{customdata}<extra></extra>",
        "marker": marker
        | {"size": _size(count), "line": MARKER_LINE if count <= SVG_LIMIT else {"width": 0}},
        "selectedpoints": selected,
        "selected": {"marker": {"opacity": 1.0}},
        "unselected": {"marker": {"opacity": 0.2}},
    }


def _spots(spots: Sequence[tuple[float, float, str]]) -> dict[str, Any]:
    """Places that are no moments."""
    return {
        "type": "scatter",
        "x": [x for x, _, _ in spots],
        "y": [y for _, y, _ in spots],
        "mode": "markers+lines" if len(spots) > 2 else "markers",
        "line": {"color": "#1d2730", "width": 1.5, "dash": "dot"},
        "marker": {"symbol": "x", "size": 15, "color": "#1d2730", "line": {"width": 2, "color": "#ffffff"}},
        "text": [sign for _, _, sign in spots],
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }


def _label(label: Label) -> dict[str, Any]:
    return {
        "x": label.x,
        "y": label.y,
        "text": label.text,
        "ax": label.right,
        "ay": label.down,
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1.2,
        "arrowcolor": label.colour if label.moved else "rgba(0,0,0,0)",
        "standoff": 4,
        "font": {"size": 12, "color": "#1d2730"},
        "bgcolor": "rgba(255,255,255,0.82)",
        "bordercolor": label.colour,
        "borderpad": 2,
        "captureevents": False,
    }
