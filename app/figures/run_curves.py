"""Curves of two trainings over each other, built from plain data; nothing here draws."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crvae_core.analysis.palette import COLOURS

DASHES = ("solid", "dash")  # colours alone do not tell two lines apart for everybody


def has_values(metrics: pd.DataFrame, column: str) -> bool:
    """Whether a training has a curve of that name; a model without pictures has zeros there, without words nothing."""
    return column in metrics and bool((metrics[column].fillna(0) != 0).any())


def comparison_figure(
    runs: dict[str, pd.DataFrame], column: str, title: str, by_time: bool, logarithmic: bool
) -> go.Figure:
    """One curve per run that has `column`, over epochs or over seconds of training.

    runs: name -> metrics, a row per epoch. logarithmic: for errors, which fall by powers of ten.
    """
    figure = go.Figure()
    longest = max((metrics["seconds"].max() for metrics in runs.values() if len(metrics)), default=0)
    unit, per = ("minutes", 60.0) if longest > 180 else ("seconds", 1.0)
    for (name, metrics), colour, dash in zip(runs.items(), COLOURS, DASHES, strict=False):
        if not has_values(metrics, column):
            continue
        x = metrics["seconds"] / per if by_time else metrics["epoch"]
        figure.add_trace(
            go.Scatter(x=x, y=metrics[column], mode="lines", name=name, line={"color": colour, "dash": dash})
        )
    figure.update_layout(
        height=260,
        margin={"l": 0, "r": 0, "t": 36, "b": 0},
        title={"text": title, "font": {"size": 14}},
        xaxis={"title": f"{unit} of training" if by_time else "epoch"},
        yaxis=_powers(runs, column) if logarithmic else {"rangemode": "tozero"},
        showlegend=True,
        legend={"orientation": "h", "y": -0.3},
        hovermode="x unified",
    )
    return figure


def _powers(runs: dict[str, pd.DataFrame], column: str) -> dict[str, Any]:
    """A logarithmic axis that names 1, 2 and 5 of every power of ten within the values."""
    values = pd.concat([metrics[column] for metrics in runs.values() if has_values(metrics, column)])
    values = values[values > 0]
    powers = range(math.floor(math.log10(values.min())), math.ceil(math.log10(values.max())) + 1)
    ticks = [first * 10.0**power for power in powers for first in (1, 2, 5)]
    return {"type": "log", "tickvals": ticks, "ticktext": [f"{tick:.1g}" for tick in ticks]}
