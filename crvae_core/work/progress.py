"""How much time a piece of work still takes, said only once it is steady.

The first steps of a training are slow and those of a film uneven; a number that jumps about is worth less than none.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence

LEAST_S = 3.0  # of work before anything is said
STEADY = 1.25  # the speed of the earlier and the later half of what was seen differ by less than this factor
_KEPT = 240  # points of the way that are remembered


def seconds_left(way: Sequence[tuple[float, float]]) -> float | None:
    """Seconds until all is done, at the present speed; None while the speed is not steady.

    way: points (seconds since the begin, share done), in order. The later half of the way counts: what comes first
    (reading, compiling) says little of what follows.
    """
    if len(way) < 4 or way[-1][0] - way[0][0] < LEAST_S:
        return None
    recent = _since(way, way[0][0] + (way[-1][0] - way[0][0]) / 2)
    middle = len(recent) // 2
    earlier, later, whole = (_speed(part) for part in (recent[: middle + 1], recent[middle:], recent))
    if not earlier or not later or not whole or max(earlier, later) > STEADY * min(earlier, later):
        return None
    return max(0.0, (1.0 - way[-1][1]) / whole)


class TimeLeft:
    """Follows one piece of work and says how long it still takes; once it has said so, it goes on saying it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._way: deque[tuple[float, float]] = deque()
        self._step = ""
        self._was_steady = False

    def update(self, step: str, share: float) -> float | None:
        """Note that `share` of `step` is done; gives the seconds that the step still takes, None while not steady."""
        if step != self._step or (self._way and share < self._way[-1][1]):
            self._way.clear()
            self._step, self._was_steady = step, False
        self._way.append((self._clock(), share))
        if len(self._way) > _KEPT:  # every second one: the way stays whole, its points lie further apart
            self._way = deque([*list(self._way)[:-1][::2], self._way[-1]])
        left = seconds_left(self._way)
        if left is not None:
            self._was_steady = True
        return left if left is not None or not self._was_steady else _at_mean_speed(self._way)


def _at_mean_speed(way: Sequence[tuple[float, float]]) -> float | None:
    points = list(way)
    recent = _since(points, points[0][0] + (points[-1][0] - points[0][0]) / 2)
    speed = _speed(recent) or _speed(points)
    return (1.0 - points[-1][1]) / speed if speed else None


def _since(way: Sequence[tuple[float, float]], begin: float) -> list[tuple[float, float]]:
    return [point for point in way if point[0] >= begin]


def _speed(way: Sequence[tuple[float, float]]) -> float | None:
    """Shares a second over a stretch of the way."""
    if len(way) < 2 or way[-1][0] <= way[0][0]:
        return None
    return (way[-1][1] - way[0][1]) / (way[-1][0] - way[0][0])
