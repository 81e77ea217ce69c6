"""Figures, built from plain data; nothing here draws."""

import html

import pandas as pd
import plotly.graph_objects as go

from app.plain_text import clock
from crvae_core.analysis.palette import COLOURS
from crvae_core.media.alignment import Alignment, FrameGrid

# symbols repeat the difference that colours make
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
STILL = {"displayModeBar": False}  # plotly's settings of a chart without its own buttons
NARROW = {"l": 0, "r": 0, "t": 8, "b": 0}  # margins in pixels
SVG_LIMIT = 3000  # above that many points WebGL is used; below, the map also works where there is no GPU


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
