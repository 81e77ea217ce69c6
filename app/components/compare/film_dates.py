"""The films of two groups along the calendar: each a stretch that begins at its date, its own time squeezed into it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from app.comparing import Compared
from app.figures.straddle_figure import Axis, FilmLane
from crvae_core.project.property_values import DATE

WIDTH = 0.6  # of the usual time between two films, that one is drawn as
MOST_TICKS = 8


def dated(compared: Compared) -> bool:
    """Whether every film of both groups has a date, and not all the same one."""
    found = [_day(compared, int(rows[0])) for rows in _films(compared)]
    return None not in found and len(set(found)) > 1


def along_dates(
    compared: Compared, groups: Sequence[Sequence[FilmLane]]
) -> tuple[list[list[FilmLane]], Axis]:
    """The films of both groups on one line each, and the axis of days; films of one day stand one after the other."""
    days = [[_day(compared, int(lane.rows[0])) or 0 for lane in lanes] for lanes in groups]
    every = np.array(sorted({day for some in days for day in some}))
    width = WIDTH * float(np.diff(every).min()) / max(_most_on_a_day(some) for some in days)
    lanes = []
    for name, some, own in zip(compared.names, groups, days, strict=True):
        placed, taken = [], dict.fromkeys(own, 0)
        for lane, day in sorted(zip(some, own, strict=True), key=lambda pair: pair[1]):
            begin = day + taken[day] * width / WIDTH
            taken[day] += 1
            placed.append(
                replace(lane, name=name, times=begin + width * lane.times / lane.end, end=begin + width)
            )
        lanes.append(placed)
    shown = every[np.unique(np.linspace(0, len(every) - 1, min(MOST_TICKS, len(every))).round().astype(int))]
    end = max(lane.end for some in lanes for lane in some)
    texts = [date.fromordinal(int(day)).isoformat() for day in shown]
    return lanes, Axis(float(every[0]), end, shown.tolist(), texts)


def _films(compared: Compared) -> list[np.ndarray]:
    return [side.rows[film] for side in compared.sides for film in side.sample.films]


def _day(compared: Compared, row: int) -> int | None:
    """The date of a moment's film as a number of days; the first day of a year or a month where no more is said."""
    video = compared.explored.project.video(str(compared.explored.pairs["video_id"].iloc[row]))
    said = video.properties.get(DATE)
    if not said:
        return None
    year, month, day = (int(part) for part in (*said.split("-"), "1", "1")[:3])
    return date(year, month, day).toordinal()


def _most_on_a_day(days: Sequence[int]) -> int:
    return max(days.count(day) for day in days)
