"""The charts of a report as inline SVG: every mark tells what it is where the mouse points at it; nothing is fetched."""

import html
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from crvae_core.export.figure_data import each_row
from crvae_core.wording import clock

MOST_POINTS = 4_000  # of a map in a report; more are drawn by chance, in a fixed order
WIDTH = 720
SHAPES = ("circle", "square", "diamond", "triangle", "cross")  # repeat the difference that colours make


def map_chart(data: pd.DataFrame, colours: dict[int, str]) -> str:
    """The map: a mark per moment, its caption on pointing at it.

    data: see figure_data.map_data. colours: of the clusters, by their numbers.
    """
    if len(data) > MOST_POINTS:
        chosen = np.random.default_rng(0).choice(len(data), MOST_POINTS, replace=False)
        data = data.iloc[np.sort(chosen)]
    x, y = _fitted(data["x"].to_numpy(), WIDTH - 20), _fitted(-data["y"].to_numpy(), 460)
    marks = []
    for place, row in enumerate(each_row(data)):
        number = int(row.cluster)
        title = f"{row.video} {clock(row.time_s)} · {row.cluster_name}\n{row.text}"
        colour = colours.get(number, "#9AA5AE")
        marks.append(
            f'<g fill="{colour}"><title>{html.escape(title)}</title>{_shape(number, x[place] + 10, y[place] + 10)}</g>'
        )
    label = f"Map of {len(data)} moments, coloured by cluster"
    return svg(WIDTH, 480, label, marks)


def bar_chart(
    names: Sequence[str], values: Sequence[float], colours: Sequence[str], titles: Sequence[str]
) -> str:
    """Horizontal bars with their names; titles: told on pointing at them."""
    most = max(values, default=0) or 1
    parts = []
    for place, (name, value, colour, title) in enumerate(zip(names, values, colours, titles, strict=True)):
        top = place * 26
        length = max(1.0, 400 * value / most)
        parts.append(
            f'<g><title>{html.escape(title)}</title><text x="300" y="{top + 16}" text-anchor="end">{_cut(name, 42)}</text>'
            f'<rect x="308" y="{top + 3}" width="{length:.1f}" height="18" rx="2" fill="{colour}"/></g>'
        )
    return svg(WIDTH, max(26, 26 * len(names)), "Bars", parts)


def strip_chart(data: pd.DataFrame, colours: dict[int, str], length_s: float) -> str:
    """One film as a strip of its clusters in time. data: rows of figure_data.timeline_data."""
    scale = (WIDTH - 2) / max(length_s, 1e-9)
    parts = []
    for row in each_row(data):
        width = max(0.5, (row.end_s - row.start_s) * scale)
        title = f"{clock(row.start_s)} to {clock(row.end_s)}: {row.cluster_name}"
        parts.append(
            f'<rect x="{1 + row.start_s * scale:.2f}" y="0" width="{width:.2f}" height="22" '
            f'fill="{colours.get(int(row.cluster), "#9AA5AE")}"><title>{html.escape(title)}</title></rect>'
        )
    parts += [
        f'<text x="{1 + share * (WIDTH - 2):.0f}" y="36" text-anchor="{anchor}">{clock(length_s * share)}</text>'
        for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    ]
    return svg(WIDTH, 40, "Clusters in time", parts)


def line_chart(data: pd.DataFrame, x: str, y: str) -> str:
    """One curve with its points."""
    known = data[[x, y]].astype(float).dropna()
    if known.empty:
        return ""
    across, up = _fitted(known[x].to_numpy(), 300), _fitted(-known[y].to_numpy(), 90)
    points = [(34 + a, 8 + b) for a, b in zip(across, up, strict=True)]
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    dots = [
        f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="#4477AA"><title>{x} = {row[x]:g}: {row[y]:.4g}</title></circle>'
        for (a, b), (_, row) in zip(points, known.iterrows(), strict=True)
    ]
    ends = f'<text x="34" y="122">{known[x].iloc[0]:g}</text><text x="334" y="122" text-anchor="end">{known[x].iloc[-1]:g}</text>'
    return svg(
        344,
        126,
        y,
        [f'<polyline points="{line}" fill="none" stroke="#4477AA" stroke-width="2"/>', *dots, ends],
    )


def svg(width: int, height: int, label: str, parts: Iterable[str]) -> str:
    """A drawing of its parts, as wide as there is room; label: told to those who can't see it."""
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(label)}" style="max-width:{width}px">'
        f"{''.join(parts)}</svg>"
    )


def _shape(number: int, x: float, y: float) -> str:
    kind = SHAPES[number % len(SHAPES)] if number >= 0 else "circle"
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if number >= 0 else 3}"/>'
    outline = {
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "diamond": ((0, -6), (5, 0), (0, 6), (-5, 0)),
        "triangle": ((0, -6), (5, 4), (-5, 4)),
        "cross": (
            (-2, -6),
            (2, -6),
            (2, -2),
            (6, -2),
            (6, 2),
            (2, 2),
            (2, 6),
            (-2, 6),
            (-2, 2),
            (-6, 2),
            (-6, -2),
            (-2, -2),
        ),
    }[kind]
    return f'<polygon points="{" ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in outline)}"/>'


def _fitted(values: np.ndarray, length: float) -> np.ndarray:
    """Values from 0 to `length`, all in the middle where they are equal."""
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if len(values):
        low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) * length if high > low else np.full(len(values), length / 2)


def _cut(text: str, letters: int) -> str:
    return html.escape(text if len(text) <= letters else text[: letters - 1] + "…")
