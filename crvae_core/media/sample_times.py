"""The times at which a frame is wanted, and which frame is on the screen then."""

import bisect
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

SHOWN_EARLY_S = 0.002  # a frame counts as shown at t if its rounded time lies this little after t

PictureT = TypeVar("PictureT")


@dataclass(frozen=True)
class Shown(Generic[PictureT]):
    """A frame, its own time in seconds, and at how many sample times it is on the screen."""

    picture: PictureT
    time_s: float
    rows: int


class SampleTimes:
    """Either every n seconds from 0 on, without an end, or a list of times.

    every_s: seconds between two samples. listed: times in seconds, in any order; they replace `every_s`.
    """

    def __init__(self, every_s: float, listed: Sequence[float] | None = None) -> None:
        self.every_s = every_s
        self.listed = None if listed is None else sorted({max(0.0, round(time_s, 6)) for time_s in listed})

    def before(self, time_s: float) -> int:
        """How many sample times lie before `time_s`."""
        if self.listed is not None:
            return bisect.bisect_left(self.listed, time_s - SHOWN_EARLY_S)
        return max(0, math.ceil((time_s - SHOWN_EARLY_S) / self.every_s))

    def between(self, time_s: float, next_s: float) -> bool:
        """Whether a frame that is on the screen from `time_s` until `next_s` is wanted."""
        return self.before(next_s) > self.before(time_s)

    def time_of(self, row: int) -> float:
        """The time of one sample, in seconds."""
        return self.listed[row] if self.listed is not None else round(row * self.every_s, 6)


def shown_frames(
    frames: Iterable[tuple[PictureT, float]], times: SampleTimes, end_s: Callable[[], float]
) -> Iterator[Shown[PictureT]]:
    """Yield every frame that is on the screen at one sample time or more; before the first frame, that one counts.

    frames: pictures with their times, in the order in which they are shown.
    end_s: asked once all frames are through, when the last one leaves the screen.
    """
    row = 0
    current: tuple[PictureT, float] | None = None
    for picture, time_s in frames:
        rows = times.before(time_s) - row
        if current is not None and rows > 0:
            yield Shown(*current, rows)
            row += rows
        current = (picture, time_s)
    rows = times.before(end_s()) - row
    if current is not None and rows > 0:
        yield Shown(*current, rows)
