"""Straddling timelines: the films of both groups one above the other, lines between what both tell, both players below."""

import html
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from app.cached import project_data
from app.comparing import Compared, partner
from app.components.compare import film_dates, finding, two_players
from app.components.compare.ready import ready
from app.components.compare.told_view import choose, space_choice, verdict
from app.components.shared import choice
from app.figures.straddle_figure import FilmLane, Links, film_axis, straddle_figure
from app.plain_text import count, plain
from crvae_core.analysis.named_clusters import NO_CLUSTER
from crvae_core.compare.sides import Side
from crvae_core.compare.timelines import Timelines
from crvae_core.compare.told import Told

TITLE = "Where in the films is the same told?"
AXES = {"film": "Time in the film", "date": "Date"}
MOST_FILMS = 3  # of a group, drawn at once
KEY = "compare-timelines"


def show(compared: Compared) -> None:
    """Draw both groups in time with what they share, and the players of what is chosen."""
    st.caption(
        "Each film with its themes along its time, the first group above. A line joins a moment with its counterpart in the "
        "other group, in the colour of its theme; dotted: the nearest one way only. Drag across to look closer, click a moment "
        "to play both."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        space = space_choice(compared)
        dated = film_dates.dated(compared)
        axis = choice.show("Along", AXES, "axis", hidden=False) if dated else "film"
    if not ready(compared, "told", space=space):
        return
    told, lines = compared.answers.told(space), compared.answers.timelines(space)
    chosen = _chosen(compared, told)
    figure = partial(_figure, compared, lines, chosen, axis == "date")
    finding.show(compared, lines.sentence(), f"timelines-{space}", "Timelines", chosen, figure)
    _chart(compared, figure, axis == "date")
    if not chosen:
        st.info("Click a moment of either group: both players stand there then.", icon=":material/touch_app:")
        return
    one = partner(told, chosen[0])
    assert one is not None
    st.markdown(f"**{verdict(one)}**")
    first, second = (one.row, one.partner) if compared.side_of(one.row) == 0 else (one.partner, one.row)
    two_players.show(compared, first, second)


def _chosen(compared: Compared, told: Told) -> tuple[int, ...]:
    """The selected moment and its nearest one of the other group; nothing where none is selected."""
    for row in compared.explored.selected().tolist():
        if one := partner(told, int(row)):
            return one.row, one.partner
    return ()


def _figure(compared: Compared, lines: Timelines, chosen: tuple[int, ...], by_date: bool) -> go.Figure:
    lanes = [_lanes(compared, side, lines, chosen) for side in compared.sides]
    axis = film_axis(max((lane.end for some in lanes for lane in some), default=1.0))
    if by_date:
        whole = [[_lane(compared, side.rows[film]) for film in side.sample.films] for side in compared.sides]
        lanes, axis = film_dates.along_dates(compared, whole)
    names = {number: html.escape(name) for number, name in compared.theme_names.items()}
    return straddle_figure(
        lanes[0],
        lanes[1],
        Links(lines.links, lines.mutual, lines.nearness),
        {number: compared.colour(number) for number in (*names, NO_CLUSTER)},
        names | {NO_CLUSTER: "in no theme"},
        chosen,
        axis,
    )


def _chart(compared: Compared, figure: Callable[[], go.Figure], by_date: bool) -> None:
    for side in compared.sides:
        films = len(side.sample.films)
        if films > MOST_FILMS and not by_date:
            st.caption(
                f":material/info: Of the {count(films, 'film')} of {plain(side.name)} the {MOST_FILMS} with the most "
                "counterparts are drawn."
            )

    def take() -> None:
        points = st.session_state[KEY]["selection"]["points"]
        rows = [point["customdata"] for point in points if point.get("customdata") is not None]
        if rows:
            row = rows[0]
            choose(compared, int(row[0] if isinstance(row, list) else row))

    st.plotly_chart(
        figure(),
        key=KEY,
        on_select=take,
        selection_mode="points",
        config={"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"]},
        alt="Films of both groups along their time, with lines between moments that both tell",
    )


def _lanes(compared: Compared, side: Side, lines: Timelines, chosen: tuple[int, ...]) -> list[FilmLane]:
    """The films of a group with the most links, and the one of the chosen moment; in the order of the project."""
    linked = np.isin(side.rows, lines.links)
    films = side.sample.films
    weights = [
        int(linked[film].sum()) + 10**6 * int(np.isin(side.rows[film], chosen).any()) for film in films
    ]
    kept = sorted(sorted(range(len(films)), key=lambda number: -weights[number])[:MOST_FILMS])
    return [
        replace(_lane(compared, side.rows[films[number]]), level=level) for level, number in enumerate(kept)
    ]


def _lane(compared: Compared, rows: np.ndarray) -> FilmLane:
    pairs = compared.explored.pairs.iloc[rows]
    times = pairs["frame_time_s"].to_numpy(np.float64)
    video = compared.explored.project.video(str(pairs["video_id"].iloc[0]))
    labels = compared.answers.comparison.clusters.labels[rows]
    names, hovers = compared.theme_names, project_data.hovers(compared.explored.run)
    hover = [
        f"{hovers[row][0]}{html.escape(names.get(int(theme), 'in no theme'))}{hovers[row][1]}"
        for row, theme in zip(rows.tolist(), labels.tolist(), strict=True)
    ]
    return FilmLane(video.name, rows, times, labels, max(video.duration_s, float(times[-1])), hover)
