"""Figures of two groups: shares, effects with their intervals, a classifier against chance; nothing here draws."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from app.figures.base import NARROW
from app.plain_text import percent, shortened

GREY = "rgba(128,140,150,0.9)"
CHOSEN = "rgba(128,140,150,0.16)"
SYMBOLS = ("circle", "diamond")  # they repeat the difference that colours make
ROW = 34  # pixels
LEFT, RIGHT = "\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}"
LONGEST_NAME = 34  # letters beside a row


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval; nan where it is not known. hover: HTML-escaped."""

    value: float
    low: float
    high: float
    hover: str


def shares_figure(
    names: Sequence[str],
    groups: Sequence[tuple[str, str, Sequence[Interval]]],
    keys: Sequence[int],
    chosen: int | None,
) -> go.Figure:
    """The share of every theme in two groups, a row per theme with a point and interval for either.

    Args:
        names: of the themes. groups: name, colour and a share per theme, for both. keys: what a click on a row gives.
        chosen: the key whose row is marked.
    """
    places = np.arange(len(names))[::-1].astype(float)
    figure = go.Figure()
    for number, (name, colour, shares) in enumerate(groups):
        _points(
            figure, places + (0.16 if number == 0 else -0.16), shares, keys, name, colour, SYMBOLS[number]
        )
    top = max((one.high for _, _, shares in groups for one in shares if np.isfinite(one.high)), default=1.0)
    _rows(figure, names, places, keys, chosen)
    return figure.update_layout(
        height=110 + ROW * len(names),
        xaxis={
            "title": "share of the group's moments",
            "tickformat": ".0%",
            "range": [-0.01, min(1.0, top) * 1.04],
            "zeroline": False,
            "fixedrange": True,
        },
        showlegend=True,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        margin=NARROW | {"t": 34},
    )


def effects_figure(
    names: Sequence[str],
    effects: Sequence[Interval],
    sure: Sequence[bool],
    keys: Sequence[str],
    chosen: str | None,
    groups: tuple[tuple[str, str], tuple[str, str]],
) -> go.Figure:
    """Effect sizes with intervals around zero, a row each: to the right more in the first group, to the left in the second.

    sure: whether it stands up to the correction; such points are filled, others are rings. groups: name and colour of both.
    """
    places = np.arange(len(names))[::-1].astype(float)
    figure = go.Figure()
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    colours = [groups[0][1] if one.value >= 0 else groups[1][1] for one in effects]
    symbols = [
        ("circle" if one.value >= 0 else "diamond") + ("" if filled else "-open")
        for one, filled in zip(effects, sure, strict=True)
    ]
    _points(figure, places, effects, keys, "", colours, symbols)
    _rows(figure, names, places, keys, chosen)
    known = [abs(bound) for one in effects for bound in (one.low, one.high, one.value) if np.isfinite(bound)]
    reach = 1.08 * max([0.3, *known])
    ends = tuple(html.escape(_short(name)) for name, _ in groups)
    return figure.update_layout(
        height=100 + 26 * len(names),
        margin=NARROW | {"t": 26},
        showlegend=False,
        xaxis={
            "title": "difference in standard deviations of single moments",
            "range": [-reach, reach],
            "zeroline": False,
            "fixedrange": True,
        },
        annotations=[
            _end(0.0, f"{_coloured(LEFT, groups[1][1])} more in {ends[1]}", "left"),
            _end(1.0, f"more in {ends[0]} {_coloured(RIGHT, groups[0][1])}", "right"),
            *_unknown(effects, places),
        ],
    )


def _unknown(effects: Sequence[Interval], places: np.ndarray) -> list[dict]:
    """Words in place of the points that are not known."""
    text = {"text": "too little to compare", "showarrow": False, "font": {"size": 11}}
    empty = [place for one, place in zip(effects, places.tolist(), strict=True) if not np.isfinite(one.value)]
    return [text | {"x": 0, "y": place, "xanchor": "left", "xshift": 6} for place in empty]


def accuracy_figure(
    names: Sequence[str], accuracies: Sequence[float], chances: Sequence[float], colour: str
) -> go.Figure:
    """How often a classifier is right, a bar each, with what chance gives as a line across."""
    places = list(range(len(names)))[::-1]
    figure = go.Figure(
        go.Bar(
            x=list(accuracies),
            y=places,
            orientation="h",
            width=0.5,
            marker={"color": colour},
            text=[percent(value) for value in accuracies],
            textposition="auto",
            hovertemplate="%{x:.1%} right<extra></extra>",
        )
    )
    for place, chance in zip(places, chances, strict=True):
        figure.add_shape(
            type="line",
            x0=chance,
            x1=chance,
            y0=place - 0.32,
            y1=place + 0.38,
            line={"color": GREY, "width": 3},
        )
        figure.add_annotation(
            x=chance,
            y=place + 0.38,
            text=f"by chance {percent(chance)}",
            showarrow=False,
            yanchor="bottom",
            font_size=11,
        )
    return figure.update_layout(
        height=100 + 76 * len(names),
        margin=NARROW,
        xaxis={
            "title": "share told apart rightly",
            "range": [0, 1],
            "tickformat": ".0%",
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "tickvals": places,
            "ticktext": list(names),
            "range": [-0.6, len(names) - 0.2],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )


def _points(
    figure: go.Figure,
    places: np.ndarray,
    values: Sequence[Interval],
    keys: Sequence[int] | Sequence[str],
    name: str,
    colour: str | Sequence[str],
    symbol: str | Sequence[str],
) -> None:
    figure.add_scatter(
        x=[one.value for one in values],
        y=places,
        name=html.escape(_short(name)),
        mode="markers",
        marker={"size": 11, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [one.high - one.value for one in values],
            "arrayminus": [one.value - one.low for one in values],
            "thickness": 1.5,
            "width": 3,
            "color": GREY if not isinstance(colour, str) else colour,
        },
        customdata=list(keys),
        text=[one.hover for one in values],
        hovertemplate="%{text}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _rows(
    figure: go.Figure,
    names: Sequence[str],
    places: np.ndarray,
    keys: Sequence[int] | Sequence[str],
    chosen: int | str | None,
) -> None:
    for key, place in zip(keys, places.tolist(), strict=True):
        if key == chosen:
            figure.add_hrect(y0=place - 0.45, y1=place + 0.45, fillcolor=CHOSEN, line_width=0, layer="below")
    figure.update_layout(
        dragmode=False,
        clickmode="event+select",
        hovermode="closest",
        yaxis={
            "tickvals": places,
            "ticktext": [html.escape(_short(name)) for name in names],
            "range": [-0.6, len(names) - 0.4],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )


def _end(x: float, text: str, side: str) -> dict:
    return {
        "x": x, "y": 1.0, "xref": "paper", "yref": "paper", "text": text, "showarrow": False, "xanchor": side,
        "yanchor": "bottom", "font": {"size": 12},
    }  # fmt: skip


def _coloured(sign: str, colour: str) -> str:
    """A sign in the colour of a group; the words beside it have the page's, which can be read on light and dark ground."""
    return f'<span style="color:{colour}"><b>{sign}</b></span>'


def _short(name: str) -> str:
    return shortened(name, LONGEST_NAME)
