"""The time left is said once it is steady: not in the slow first steps, and not where the speed jumps about."""

import pytest

from crvae_core.work.progress import TimeLeft, seconds_left


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def way(*speeds: float, step_s: float = 1.0) -> list[tuple[float, float]]:
    """Points at even times whose shares grow at the given speeds."""
    points = [(0.0, 0.0)]
    for speed in speeds:
        points.append((points[-1][0] + step_s, points[-1][1] + speed * step_s))
    return points


def test_an_even_pace_is_told() -> None:
    assert seconds_left(way(*[0.01] * 10)) == pytest.approx(90.0)
    assert seconds_left(way(*[0.1] * 10)) == pytest.approx(0.0)


@pytest.mark.parametrize(
    "points",
    [
        [],
        way(0.01),
        way(*[0.01] * 20, step_s=0.1),  # two seconds are too few
        way(*[0.0] * 20),
        way(*[0.01] * 6, *[0.001] * 2),
        way(*[0.001] * 6, *[0.001, 0.001, 0.01, 0.01]),
    ],
)
def test_nothing_is_told_before_it_is_steady(points: list) -> None:
    assert seconds_left(points) is None


def test_a_slow_beginning_is_forgotten() -> None:
    assert seconds_left(way(0.0001, *[0.02] * 10)) == pytest.approx((1 - 0.2001) / 0.02)


def test_a_training_on_a_busy_machine_is_told_late_and_right() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    told = []
    for epoch in range(1, 101):  # the first epoch takes ten times as long
        clock.time += 10.0 if epoch == 1 else 1.0
        told.append((epoch, left.update("Epochs", epoch / 100)))
    first, seconds = next((epoch, value) for epoch, value in told if value is not None)
    assert first > 4
    assert seconds == pytest.approx(100 - first, rel=0.1)
    assert all(value is not None for epoch, value in told if epoch >= first)
    assert told[-1][1] == pytest.approx(0.0)


def test_a_new_step_begins_anew_and_long_ways_stay_short() -> None:
    clock = Clock()
    left = TimeLeft(clock)
    for number in range(5000):
        clock.time += 0.01
        left.update("Reading", number / 5000)
    assert len(left._way) <= 240
    assert left.update("Reading", 1.0) == pytest.approx(0.0, abs=0.1)
    assert left.update("Finding words", 0.0) is None
    clock.time += 1
    left.update("Finding words", 0.5)
    clock.time -= 100  # a share that falls is another piece of work
    assert left.update("Finding words", 0.1) is None
