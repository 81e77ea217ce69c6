"""Figures over the number of clusters k: curves, sizes of clusters, and how they split; nothing here draws."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.figures.base import NARROW
from crvae_core.analysis.palette import COLOURS, cluster_colour


def curve_figure(curves: pd.DataFrame, name: str, k: int, height: int = 125) -> go.Figure:
    """One k-selection curve with the present k marked; `customdata` of each point is its k. Shared: don't change it."""
    columns = [curves[part].to_numpy(dtype=float).tobytes() for part in ("k", name)]
    error = curves[f"{name}_error"].to_numpy(dtype=float).tobytes() if f"{name}_error" in curves else None
    return _curve(*columns, error, k, height)


@lru_cache(maxsize=512)  # a move of k asks for the same few again and again
def _curve(ks: bytes, values: bytes, errors: bytes | None, k: int, height: int) -> go.Figure:
    """The figure of a curve whose columns are given as bytes of 64-bit numbers, by which it is found again."""
    x = np.frombuffer(ks).astype(int)
    curve = {
        "type": "scatter",
        "x": x,
        "y": np.frombuffer(values),
        "customdata": x,
        "error_y": {"array": np.frombuffer(errors), "thickness": 1} if errors else None,
        "mode": "lines+markers",
        "line": {"color": COLOURS[0], "width": 2},
        "marker": {"size": 9},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "hovertemplate": "k = %{x}: %{y:.3g}<extra></extra>",
    }
    return go.Figure([curve], _over_k(len(x), k, height))


def population_figure(curves: pd.DataFrame, k: int, height: int = 200) -> go.Figure:
    """The report's population plot: the sorted cluster sizes for every k, a trace per rank."""
    ranks = max((len(sizes) for sizes in curves["sizes"]), default=0)
    bars = [
        {
            "type": "bar",
            "x": curves["k"],
            "y": [row[rank] if rank < len(row) else None for row in curves["sizes"]],
            "customdata": curves["k"],
            "marker": {
                "color": cluster_colour(rank),
                "line": {"width": 0.5, "color": "rgba(255,255,255,0.8)"},
            },
            "unselected": {"marker": {"opacity": 1}},
            "hovertemplate": "k = %{x}: %{y} moments<extra></extra>",
        }
        for rank in range(ranks)
    ]
    return go.Figure(bars, _over_k(len(curves), k, height) | {"barmode": "stack"})


def flow_figure(flows: pd.DataFrame, ks: Sequence[int], height: int = 340) -> go.Figure:
    """How clusters split: a column per k, a band for the moments that go from one cluster to another.

    flows: columns k (of the source), source, target, moments; targets belong to the next k of `ks`.
    """
    after = dict(pairwise(ks))
    kept = flows[flows["k"].isin(after)]
    nodes = list(
        dict.fromkeys(
            [(k, c) for k, c in zip(kept["k"], kept["source"], strict=True)]
            + [(after[k], c) for k, c in zip(kept["k"], kept["target"], strict=True)]
        )
    )
    place = {node: index for index, node in enumerate(nodes)}
    column = {k: index for index, k in enumerate(ks)}
    last = max(1, len(ks) - 1)
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [""] * len(nodes),
                "color": [cluster_colour(c) for _, c in nodes],
                "customdata": [f"cluster {c + 1} of {k}" for k, c in nodes],
                "x": [0.001 + 0.998 * column[k] / last for k, _ in nodes],
                "hovertemplate": "%{customdata}: %{value} moments<extra></extra>",
                "pad": 6,
                "thickness": 10,
            },
            link={
                "source": [place[node] for node in zip(kept["k"], kept["source"], strict=True)],
                "target": [
                    place[(after[k], target)] for k, target in zip(kept["k"], kept["target"], strict=True)
                ],
                "value": kept["moments"],
                "color": "rgba(128,140,150,0.35)",
                "hovertemplate": "%{value} moments<extra></extra>",
            },
        )
    )
    for k in ks:
        figure.add_annotation(
            x=column[k] / last, y=1.06, xref="paper", yref="paper", text=f"k = {k}", showarrow=False
        )
    return figure.update_layout(height=height, margin={"l": 4, "r": 4, "t": 26, "b": 4}, font_size=11)


def _over_k(points: int, k: int, height: int) -> dict[str, Any]:
    """The layout of a figure over k, the present one marked; given whole, plotly looks through it once."""
    here = {"type": "line", "x0": k, "x1": k, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
    return {
        "height": height,
        "margin": NARROW,
        "showlegend": False,
        "hovermode": "closest",
        "clickmode": "event+select",
        "dragmode": False,
        "xaxis": {"tick0": 2, "dtick": 2 if points <= 14 else 4, "fixedrange": True},
        "yaxis": {"nticks": 4, "fixedrange": True},
        "shapes": [here | {"line": {"color": COLOURS[1], "width": 2, "dash": "dot"}}],
    }
