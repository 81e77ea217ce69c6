"""Timelines of two groups, one above the other, with lines between what both of them tell; nothing here draws."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from app.figures.compare_figures import LONGEST_NAME
from app.figures.legend import legend_below
from app.plain_text import clock, shortened
from crvae_core.analysis.timeline import segments

BAR, GAP = 0.5, 2.2  # height of a film's ribbon; room for the lines between both groups, in lanes
LANE = 46  # pixels


@dataclass(frozen=True, eq=False)
class FilmLane:
    """One film of a group. rows: (n,) its moments in the order of time. times: (n,) where they lie on the axis (seconds, or
    days), the film ends at `end`. themes: (n,), -1 for none. hover: a text for each, HTML-escaped. level: which line of its group
    it lies on, counted from the top."""

    name: str
    rows: np.ndarray
    times: np.ndarray
    themes: np.ndarray
    end: float
    hover: Sequence[str]
    level: int = 0


@dataclass(frozen=True)
class Axis:
    """What the axis says: from, to, where its marks are and what they say."""

    begin: float
    end: float
    ticks: Sequence[float]
    texts: Sequence[str]


@dataclass(frozen=True, eq=False)
class Links:
    """Lines between moments: (m, 2) rows of a moment of the first and of the second group, whether each is the other's
    nearest (m,), and how near they are (m,), 0 to 1."""

    rows: np.ndarray
    mutual: np.ndarray
    nearness: np.ndarray


def straddle_figure(
    first: Sequence[FilmLane],
    second: Sequence[FilmLane],
    links: Links,
    colours: Mapping[int, str],
    names: Mapping[int, str],
    chosen: Sequence[int],
    axis: Axis,
) -> go.Figure:
    """The films of the first group above, those of the second below, lines between counterparts; a click gives a moment's row.

    Args:
        first, second: several films may lie on one level, one after the other; it is called by its first film's name.
        colours, names: of the themes; names HTML-escaped. chosen: rows that are marked, with the line between them.
    """
    lanes = [*first, *second]
    above, below = (1 + max((lane.level for lane in some), default=-1) for some in (first, second))
    heights = [below + GAP + above - 1 - lane.level for lane in first]
    heights += [float(below - 1 - lane.level) for lane in second]
    called = dict(zip(heights[::-1], [lane.name for lane in lanes][::-1], strict=True))
    place = {
        int(row): (float(time), height, int(theme))
        for lane, height in zip(lanes, heights, strict=True)
        for row, time, theme in zip(lane.rows, lane.times, lane.themes, strict=True)
    }
    figure = go.Figure()
    _links(figure, links, place, colours, set(chosen))
    named: set[int] = set()
    for lane, height in zip(lanes, heights, strict=True):
        _ribbon(figure, lane, height, colours, names, named)
    for lane, height in zip(lanes, heights, strict=True):
        _moments(figure, lane, height, colours, set(chosen))
    room = 0.01 * (axis.end - axis.begin)
    plot_px = 20 + round(LANE * (above + below + GAP))
    foot, legend = legend_below([names[theme] for theme in named], plot_px)
    return figure.update_layout(
        height=8 + plot_px + foot,
        margin={"l": 0, "r": 0, "t": 8, "b": foot},
        barmode="overlay",
        dragmode="zoom",
        clickmode="event+select",
        hovermode="closest",
        xaxis={
            "range": [axis.begin - room, axis.end + room],
            "tickvals": list(axis.ticks),
            "ticktext": list(axis.texts),
            "zeroline": False,
            "showgrid": False,
        },
        yaxis={
            "range": [-0.6, above + below + GAP - 0.4],
            "tickvals": list(called),
            "ticktext": [html.escape(shortened(name, LONGEST_NAME)) for name in called.values()],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        legend=legend,
    )


def _links(
    figure: go.Figure,
    links: Links,
    place: Mapping[int, tuple[float, float, int]],
    colours: Mapping[int, str],
    chosen: set[int],
) -> None:
    """Lines in the colour of the first moment's theme; those that hold one way only are dotted."""
    lines: dict[tuple[int, bool, bool], list[tuple[int, int]]] = {}
    for (one, other), mutual in zip(links.rows.tolist(), links.mutual.tolist(), strict=True):
        if one in place and other in place:
            marked = one in chosen and other in chosen
            lines.setdefault((place[one][2], bool(mutual), marked), []).append((one, other))
    for (theme, mutual, marked), ends in sorted(lines.items(), key=lambda item: item[0][2]):
        x: list[float | None] = []
        y: list[float | None] = []
        for one, other in ends:
            x += [place[one][0], place[other][0], None]
            y += [place[one][1] - BAR / 2, place[other][1] + BAR / 2, None]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={
                "color": colours[theme],
                "width": 3.5 if marked else 1.3,
                "dash": "solid" if mutual else "dot",
            },
            opacity=1.0 if marked else 0.6,
            hoverinfo="skip",
            showlegend=False,
        )


def _ribbon(
    figure: go.Figure,
    lane: FilmLane,
    height: float,
    colours: Mapping[int, str],
    names: Mapping[int, str],
    named: set[int],
) -> None:
    stretches = segments(lane.themes, lane.times, lane.end)
    for theme in dict.fromkeys(stretches["cluster"].tolist()):
        own = stretches[stretches["cluster"] == theme]
        figure.add_bar(
            x=own["end_s"] - own["start_s"],
            base=own["start_s"],
            y=[height] * len(own),
            width=BAR,
            orientation="h",
            name=names[theme],
            legendgroup=str(theme),
            showlegend=theme not in named,
            marker={"color": colours[theme], "line": {"width": 0}, "opacity": 0.55},
            hoverinfo="skip",
            unselected={"marker": {"opacity": 0.55}},
        )
        named.add(theme)


def _moments(
    figure: go.Figure, lane: FilmLane, height: float, colours: Mapping[int, str], chosen: set[int]
) -> None:
    marked = [int(row) in chosen for row in lane.rows]
    size = 9 if len(lane.rows) <= 200 else 5
    figure.add_scatter(
        x=lane.times,
        y=[height] * len(lane.rows),
        mode="markers",
        customdata=lane.rows,
        marker={
            "color": [colours[int(theme)] for theme in lane.themes],
            "size": [size + 6 if one else size for one in marked],
            "symbol": "square",
            "line": {"width": [2.5 if one else 0.5 for one in marked], "color": "rgba(255,255,255,0.9)"},
        },
        text=list(lane.hover),
        hovertemplate="%{text}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
    )


def film_axis(end_s: float) -> Axis:
    """The time in the film, from its beginning on."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((step for step in steps if end_s / step <= 9), 3600)
    ticks = [float(step * number) for number in range(int(end_s // step) + 1)]
    return Axis(0.0, end_s, ticks, [clock(tick) for tick in ticks])
