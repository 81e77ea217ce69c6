"""Figures, built from plain data; nothing here draws."""

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.plain_text import clock
from crvae_core.analysis.k_selection import CURVES
from crvae_core.media.alignment import Alignment, FrameGrid

# Ten colours that colour-blind readers tell apart on light and dark grounds; symbols repeat the difference.
COLOURS = (
    "#4477AA", "#EE7733", "#228833", "#AA3377", "#33BBEE",
    "#CCBB44", "#EE6677", "#009988", "#8866CC", "#999933",
)  # fmt: skip
SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "cross",
    "x",
    "star",
    "hexagon",
    "triangle-down",
    "pentagon",
)
SVG_LIMIT = 3000  # above that many points WebGL is used; below, the map also works where there is no GPU
CURVE_TITLES = {
    "silhouette": "Silhouette",
    "inter_cluster": "Inter-cluster",
    "cross_cluster": "Cross-cluster",
    "davies_bouldin": "Davies-Bouldin",
    "calinski_harabasz": "Calinski-Harabasz",
}


def cluster_colour(number: int) -> str:
    """The colour of a cluster, counted from 0."""
    return COLOURS[number % len(COLOURS)]


def map_figure(
    points: np.ndarray,
    labels: np.ndarray,
    hover: Sequence[str],
    selected: Sequence[int],
    drag: str = "pan",
    height: int = 500,
) -> go.Figure:
    """The map: one trace per cluster, so that the legend can hide it; `customdata` holds the row of each point.

    points: (n, 2). labels: (n,). hover: one HTML-escaped text per point. selected: rows shown as selected.
    drag: what dragging does: pan (then clicks pick), lasso or select.
    """
    figure = go.Figure()
    trace = go.Scatter if len(points) <= SVG_LIMIT else go.Scattergl
    chosen = set(selected)
    for number in np.unique(labels).tolist():
        rows = np.flatnonzero(labels == number)
        figure.add_trace(
            trace(
                x=points[rows, 0],
                y=points[rows, 1],
                mode="markers",
                name=f"Cluster {number + 1}",
                customdata=rows,
                text=[hover[row] for row in rows.tolist()],
                hovertemplate="%{text}<extra></extra>",
                marker={
                    "color": cluster_colour(number),
                    "symbol": SYMBOLS[number % len(SYMBOLS)],
                    "size": 11 if len(points) <= 500 else 7,
                    "line": {"width": 0.5, "color": "rgba(255,255,255,0.7)"},
                },
                selectedpoints=[index for index, row in enumerate(rows) if row in chosen] if chosen else None,
                selected={"marker": {"opacity": 1.0}},
                unselected={"marker": {"opacity": 0.25}},
            )
        )
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "title": None}
    figure.update_layout(
        height=height,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        xaxis=bare,
        yaxis=bare | {"scaleanchor": "x"},
        dragmode=drag,
        hovermode="closest",
        legend={"orientation": "h", "yanchor": "top", "y": -0.01, "x": 0},
    )
    return figure


def preview_figure(points: np.ndarray, labels: np.ndarray, height: int) -> go.Figure:
    """A small map to look at: points (n, 2) coloured by labels (n,), nothing to click."""
    figure = map_figure(points, labels, [""] * len(points), (), height=height)
    figure.update_traces(marker_size=6)
    return figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0})


def curves_figure(curves: pd.DataFrame, names: Sequence[str], k: int, population: bool = False) -> go.Figure:
    """k-selection curves side by side with the present k marked; the report's population plot behind them if asked."""
    titles = [CURVE_TITLES[name] for name in names] + (["Sizes, largest first"] if population else [])
    figure = make_subplots(1, len(titles), subplot_titles=titles, horizontal_spacing=0.06)
    for column, name in enumerate(names, start=1):
        trace = go.Scatter(
            x=curves["k"],
            y=curves[name],
            mode="lines+markers",
            line={"color": COLOURS[0], "width": 2},
            hovertemplate="k = %{x}: %{y:.3g}<extra></extra>",
        )
        figure.add_trace(trace, row=1, col=column)
    if population:
        figure.add_traces(_population(curves), rows=1, cols=len(titles))
    figure.add_vline(x=k, line={"color": COLOURS[1], "width": 2, "dash": "dot"})
    figure.update_xaxes(dtick=2, fixedrange=True)
    figure.update_yaxes(nticks=4, fixedrange=True)
    figure.update_annotations(font_size=12)
    figure.update_layout(
        height=180,
        margin={"l": 0, "r": 0, "t": 28, "b": 0},
        barmode="stack",
        showlegend=False,
        hovermode="closest",
    )
    return figure


def curve_names() -> list[str]:
    """The k-selection curves in the order in which they are shown."""
    return [name for name in CURVE_TITLES if name in CURVES]


def _population(curves: pd.DataFrame) -> list[go.Bar]:
    """The sorted cluster sizes for every k, a trace per rank."""
    ranks = max((len(sizes) for sizes in curves["sizes"]), default=0)
    return [
        go.Bar(
            x=curves["k"],
            y=[row[rank] if rank < len(row) else None for row in curves["sizes"]],
            marker={"color": cluster_colour(rank), "line": {"width": 0.5, "color": "rgba(255,255,255,0.8)"}},
            hovertemplate="k = %{x}: %{y} moments<extra></extra>",
        )
        for rank in range(ranks)
    ]


def alignment_figure(alignment: Alignment, grid: FrameGrid, shown: tuple[float, float]) -> go.Figure:
    """Frames above, captions below on a time axis of `shown` seconds; a line joins each frame with its words."""
    begin, end = shown[0] - 0.5, shown[1] + 0.5
    spoken = [pair for pair in alignment.pairs if pair.text]
    pairs = [pair for pair in spoken if pair.end_s > begin and pair.start_s < end]
    figure = go.Figure()
    joins: list[list[float | None]] = [[], []]
    for pair in pairs:
        joins[0] += [grid.times_s[pair.frame_row], max(pair.start_s, begin), None]
        joins[1] += [1.0, 0.0, None]
    figure.add_scatter(
        x=joins[0], y=joins[1], mode="lines", line={"color": COLOURS[0], "width": 1.5}, hoverinfo="skip"
    )
    taken = {pair.frame_row for pair in spoken}
    rows = [row for row, time in enumerate(grid.times_s) if begin <= time <= end]
    figure.add_scatter(
        x=[grid.times_s[row] for row in rows],
        y=[1.0] * len(rows),
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": "square",
            "size": 13,
            "color": [COLOURS[0] if row in taken else "rgba(128,128,128,0.35)" for row in rows],
        },
        hovertemplate="frame at %{x:.1f} s<extra></extra>",
    )
    ticks = [5.0 * step for step in range(int(begin // 5), int(end // 5) + 1) if 5 * step >= begin]
    captions = sorted({(pair.start_s, pair.end_s, pair.text) for pair in pairs})
    figure.add_bar(
        x=[max(stop - start, 0.1) for start, stop, _ in captions],
        base=[start for start, _, _ in captions],
        y=[0.0] * len(captions),
        orientation="h",
        width=0.35,
        marker={
            "color": [COLOURS[1] if index % 2 else COLOURS[5] for index in range(len(captions))],
            "line": {"width": 1, "color": "rgba(255,255,255,0.8)"},
        },
        text=[html.escape(text) for _, _, text in captions],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    figure.update_layout(
        height=130,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
        showlegend=False,
        xaxis={
            "range": [begin, end],
            "tickvals": ticks,
            "ticktext": [clock(tick) for tick in ticks],
            "fixedrange": True,
            "zeroline": False,
        },
        yaxis={
            "range": [-0.4, 1.4],
            "tickvals": [0, 1],
            "ticktext": ["words", "frames"],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        barmode="overlay",
    )
    return figure


def training_figure(metrics: pd.DataFrame, columns: dict[str, str], title: str) -> go.Figure:
    """Live curves of a training: `columns` maps a column of metrics to the name in the legend."""
    figure = go.Figure()
    for index, (column, name) in enumerate(columns.items()):
        if column in metrics:
            figure.add_trace(
                go.Scatter(
                    x=metrics["epoch"],
                    y=metrics[column],
                    mode="lines",
                    name=name,
                    line={"color": COLOURS[index], "width": 2},
                )
            )
    figure.update_layout(
        height=230,
        margin={"l": 0, "r": 0, "t": 32, "b": 0},
        title={"text": title, "font": {"size": 14}},
        xaxis={"title": "epoch"},
        showlegend=len(columns) > 1,
        legend={"orientation": "h", "y": -0.25},
    )
    return figure
