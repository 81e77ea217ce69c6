"""Figures about clusters: their words, their place in time, what follows what; nothing here draws."""

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.figures.base import NARROW
from app.figures.legend import legend_below
from app.figures.map_figure import Groups
from app.plain_text import clock


def interval_figure(
    names: Sequence[str],
    values: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    colours: Sequence[str],
    title: str,
    hover: Sequence[str],
    share: bool = False,
) -> go.Figure:
    """A point with its 95 % interval per name, the first on top; names and hover texts must be HTML-escaped."""
    places = list(range(len(names)))[::-1]
    figure = go.Figure(
        go.Scatter(
            x=list(values),
            y=places,
            mode="markers",
            marker={"size": 10, "color": list(colours)},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [top - value for top, value in zip(high, values, strict=True)],
                "arrayminus": [value - bottom for bottom, value in zip(low, values, strict=True)],
                "thickness": 1.5,
                "color": "rgba(128,140,150,0.9)",
            },
            text=list(hover),
            hovertemplate="%{text}<extra></extra>",
        )
    )
    if not share:
        figure.add_vline(x=0, line={"color": "rgba(128,140,150,0.8)", "width": 1, "dash": "dot"})
    figure.update_layout(
        height=70 + 24 * len(names),
        margin=NARROW,
        xaxis={"title": title, "zeroline": False, "tickformat": ".0%" if share else None, "fixedrange": True},
        yaxis={
            "tickvals": places,
            "ticktext": list(names),
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    if share:
        figure.update_xaxes(range=[-0.02, 1.02])
    return figure


def ribbon_figure(
    stretches: pd.DataFrame,
    groups: Groups,
    times: np.ndarray,
    rows: np.ndarray,
    hover: Sequence[str],
    captions: pd.DataFrame,
    end_s: float,
    selected: Sequence[int] = (),
    height: int = 140,
) -> go.Figure:
    """The clusters along a video, its moments under them and its captions below; drag across to select moments.

    stretches: as timeline.segments gives them. times, rows, hover: of the video's moments, in one order. captions:
    columns start_s, end_s, text. selected: places in `rows` that are shown as selected. height: pixels above the axis.
    """
    figure = go.Figure()
    for number in dict.fromkeys(stretches["cluster"].tolist()):
        own = stretches[stretches["cluster"] == number]
        lengths = (own["end_s"] - own["start_s"]).clip(lower=0.05)
        figure.add_bar(
            x=lengths,
            base=own["start_s"],
            y=[2.0] * len(own),
            width=0.9,
            orientation="h",
            name=groups.names[number],
            marker={"color": groups.colours[number], "line": {"width": 0}},
            text=[
                f"{groups.names[number]}<br>{clock(start)} to {clock(stop)}"
                for start, stop in zip(own["start_s"], own["end_s"], strict=True)
            ],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 1}},
        )
    colours = [groups.colours[code] for code in groups.codes.tolist()]
    figure.add_scatter(
        x=times,
        y=[1.0] * len(times),
        customdata=rows,
        mode="markers",
        marker={"color": colours, "size": 10 if len(times) <= 200 else 6, "symbol": "square"},
        text=list(hover),
        hovertemplate="%{text}<extra></extra>",
        selectedpoints=list(selected) or None,
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0.25}},
        showlegend=False,
    )
    if len(captions):
        figure.add_bar(
            x=(captions["end_s"] - captions["start_s"]).clip(lower=0.1),
            base=captions["start_s"],
            y=[0.1] * len(captions),
            width=0.5,
            orientation="h",
            marker={
                "color": "rgba(128,140,150,0.55)",
                "line": {"width": 1, "color": "rgba(255,255,255,0.9)"},
            },
            text=[html.escape(text) for text in captions["text"]],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            unselected={"marker": {"opacity": 1}},
            showlegend=False,
        )
    ticks = _time_ticks(end_s)
    names = [groups.names[number] for number in dict.fromkeys(stretches["cluster"].tolist())]
    foot, legend = legend_below(names, height)
    return figure.update_layout(
        height=NARROW["t"] + height + foot,
        margin=NARROW | {"b": foot},
        barmode="overlay",
        dragmode="select",
        selectdirection="h",
        hovermode="closest",
        xaxis={
            "range": [-0.01 * end_s, end_s * 1.01],
            "tickvals": ticks,
            "ticktext": [clock(tick) for tick in ticks],
            "zeroline": False,
        },
        yaxis={
            "range": [-0.4, 2.6],
            "tickvals": [0.1, 1, 2],
            "ticktext": ["words", "moments", "clusters"],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        legend=legend,
    )


def strip_figure(stretches: pd.DataFrame, colour: str, end_s: float, axis_s: float) -> go.Figure:
    """Where one cluster lies in a video that ends at `end_s`, as marks on an axis of `axis_s`, the same for all videos."""
    figure = go.Figure(
        go.Bar(
            x=(stretches["end_s"] - stretches["start_s"]).clip(lower=max(0.05, axis_s / 400)),
            base=stretches["start_s"],
            y=[0.0] * len(stretches),
            orientation="h",
            marker={"color": colour, "line": {"width": 0}},
            text=[
                f"{clock(start)} to {clock(stop)}"
                for start, stop in zip(stretches["start_s"], stretches["end_s"], strict=True)
            ],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )
    )
    ticks = _time_ticks(axis_s)
    figure.add_shape(
        type="rect",
        x0=0,
        x1=end_s,
        y0=0,
        y1=1,
        yref="paper",
        layer="below",
        line_width=0,
        fillcolor="rgba(128,140,150,0.2)",
    )
    return figure.update_layout(
        height=62,
        margin=NARROW | {"b": 24},
        xaxis={
            "range": [0, axis_s],
            "tickvals": ticks,
            "ticktext": [clock(tick) for tick in ticks],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={"visible": False, "fixedrange": True},
    )


def transition_figure(counts: np.ndarray, names: Sequence[str]) -> go.Figure:
    """How often a cluster is followed by another: counts (k, k), names HTML-escaped; only changes that happen have a colour."""
    shown = np.where(counts > 0, counts.astype(float), np.nan)
    np.fill_diagonal(shown, np.nan)
    places = list(range(len(names)))
    figure = go.Figure(
        go.Heatmap(
            z=shown,
            x=places,
            y=places,
            colorscale="Blues",
            zmin=0,
            text=counts,
            texttemplate="%{text}" if len(names) <= 12 else None,
            customdata=[[f"{names[i]} to {names[j]}" for j in places] for i in places],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    axis = {
        "tickvals": places,
        "ticktext": list(names),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    return figure.update_layout(
        height=120 + 34 * len(names),
        margin=NARROW,
        xaxis=axis | {"title": "then", "side": "top"},
        yaxis=axis | {"title": "first", "autorange": "reversed"},
    )


def _time_ticks(end_s: float) -> list[float]:
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((step for step in steps if end_s / step <= 9), 3600)
    return [float(step * number) for number in range(int(end_s // step) + 1)]
