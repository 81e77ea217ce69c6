"""Frame numbers and SMPTE timecodes (SMPTE ST 12-1): exact at 23.976, 25, 29.97 with and without drop frame, and others.

A timecode counts frames, not seconds: at 23.976 frames per second 24 frames are counted to a "second" that lasts 1.001 s.
"""

from dataclasses import dataclass
from fractions import Fraction

from crvae_core.errors import InputError

_NTSC = (24, 30, 48, 60, 120)  # whose rates of broadcast are n * 1000 / 1001
_NEAR = Fraction(1, 200)  # how far a measured rate may be from the one that is meant


@dataclass(frozen=True)
class FrameRate:
    """exact: frames per second. counted: frames to a second of the timecode. drop: whether numbers are left out, so that the
    timecode keeps up with the clock (29.97 and 59.94 alone)."""

    exact: Fraction
    counted: int
    drop: bool = False

    def frame(self, seconds: float) -> int:
        """The number of the frame that is shown at a time, the first one is 0."""
        return max(0, round(Fraction(seconds).limit_denominator(1_000_000) * self.exact))

    def timecode(self, frame: int) -> str:
        """hh:mm:ss:ff of a frame number, with ; before the frames where numbers are dropped."""
        number = frame + self._dropped(frame) if self.drop else frame
        seconds, frames = divmod(number, self.counted)
        return (
            f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
            f"{';' if self.drop else ':'}{frames:02d}"
        )

    def _dropped(self, frame: int) -> int:
        """How many numbers were left out up to a frame: two (four at 59.94) a minute, but none every tenth minute."""
        each = self.counted // 15
        minute = self.counted * 60 - each
        ten = minute * 10 + each
        tens, rest = divmod(frame, ten)
        return each * (9 * tens + max(0, (rest - each) // minute))


def frame_rate(rate: float, drop: bool | None = None) -> FrameRate:
    """The frame rate that a number such as 23.976, 29.97 or 25 means.

    drop: drop-frame timecode; by default at 29.97 and 59.94, as broadcast does. Raises InputError if the rate has none.
    """
    given = Fraction(rate).limit_denominator(100_000) if 1 <= rate <= 300 else None
    if given is None:
        raise InputError(
            f"{rate} frames per second can't be counted in a timecode: give a rate from 1 to 300"
        )
    candidates = [(Fraction(n * 1000, 1001), n) for n in _NTSC] + [(Fraction(n), n) for n in range(1, 301)]
    exact, counted = min(candidates, key=lambda pair: abs(pair[0] - given))
    if abs(exact - given) > _NEAR:
        raise InputError(
            f"{rate} frames per second is no rate that editors count in: give the rate of the timeline, such as 25"
        )
    can_drop = exact.denominator == 1001 and counted in (30, 60, 120)
    if drop and not can_drop:
        raise InputError(f"there is no drop-frame timecode at {rate} frames per second: leave it away")
    return FrameRate(exact, counted, can_drop if drop is None else drop)
