"""Start, end and length on one line check each other: their order and how many frames make a second follow from it."""

import re
from collections.abc import Sequence

from crvae_core.media.caption_formats.clock import clock_seconds, likely_frame_rate, number, seconds_in_words
from crvae_core.media.caption_formats.clock_lines import ClockLine

_RATES = (25, 24, 30, 50, 60)
_NTSC_RATES = {30: 29.97, 60: 59.94}
_CERTAIN = {24, 25, 50}  # 30 and 60 may be 29.97 and 59.94
_ORDERS = ((0, 1, 2), (0, 2, 1), (1, 2, 0))  # places of start, end and length
_POINT_FRAMES = re.compile(r"(\d{1,3}:\d{2}:\d{2}|\d{1,3}:\d{2}|\d{1,4})[.,](\d{2})")
_LOOKED_AT = 300  # lines
_MOST = 0.8
_NEAR_S = 0.02


def settled(timed: Sequence[ClockLine]) -> tuple[list[ClockLine], float | None, float | None]:
    """The lines with start, end and length in this order, and their frame rate: (lines, told, assumed).

    A third time that is no length is given back to the words. told: the rate that the lengths tell; assumed: one to
    assume where nothing tells; both None if the clocks count no frames.
    """
    full = [line for line in timed if line.length and line.end][:_LOOKED_AT]
    order = next((order for order in _ORDERS if _fits(full, order)), _ORDERS[0])
    lines = [_reordered(line, order) for line in timed]
    if full and not _in_seconds(full, order) and (rate := _rate([_in_colons(line) for line in full], order)):
        lines = [_in_colons(line) for line in lines]
        return [_without_false_length(line) for line in lines], float(rate), None
    lines = [_without_false_length(line) for line in lines]
    likely = likely_frame_rate(clock for line in timed for clock in (*line.starts, line.end))
    if likely is None:
        return lines, None, None
    rate = _rate(full, order)
    if rate is None:
        return lines, None, likely
    if any(";" in line.starts[0] for line in full):
        return lines, _NTSC_RATES.get(rate, float(rate)), None
    return (lines, float(rate), None) if rate in _CERTAIN else (lines, None, float(rate))


def told_rate(times: Sequence[tuple[str, str, str]]) -> float | None:
    """The frame rate that start, end and length of rows tell together; None if they fit several, or none."""
    lines = [ClockLine(0, (start,), end, length, "", True) for start, end, length in times[:_LOOKED_AT]]
    rate = _rate(lines, _ORDERS[0])
    if rate is None or rate in _CERTAIN:
        return None if rate is None else float(rate)
    return _NTSC_RATES.get(rate) if any(";" in start for start, _, _ in times[:_LOOKED_AT]) else None


def seconds_of(clock: str, rate: float | None) -> float | None:
    """Seconds of any time that may stand on such a line."""
    for read in (number, seconds_in_words):
        if (seconds := read(clock)) is not None:
            return seconds
    return clock_seconds(clock, rate)


def _fits(lines: Sequence[ClockLine], order: tuple[int, ...]) -> bool:
    """Whether most lines add up in an order of their times, and the starts rise."""
    if not lines or not (
        _in_seconds(lines, order) or any(_share(lines, order, rate) >= _MOST for rate in _RATES)
    ):
        return False
    starts = [seconds_of(_times(line)[order[0]], None) or 0.0 for line in lines]
    return starts == sorted(starts)


def _in_seconds(lines: Sequence[ClockLine], order: tuple[int, ...]) -> bool:
    sums = [[seconds_of(_times(line)[place], None) for place in order] for line in lines]
    right = [start + length for start, _, length in sums if start is not None and length is not None]
    ends = [
        end for start, end, length in sums if start is not None and end is not None and length is not None
    ]
    near = sum(abs(end - added) < _NEAR_S for end, added in zip(ends, right, strict=False))
    return len(ends) == len(right) and near >= _MOST * len(lines)


def _rate(lines: Sequence[ClockLine], order: tuple[int, ...]) -> int | None:
    """The only number of frames to a second at which most lines add up."""
    shares = {rate: _share(lines, order, rate) for rate in _RATES}
    best = max(shares, key=shares.__getitem__)
    alone = sum(share == shares[best] for share in shares.values()) == 1
    return best if lines and shares[best] >= _MOST and alone else None


def _share(lines: Sequence[ClockLine], order: tuple[int, ...], rate: int) -> float:
    return sum(_adds_up(_reordered(line, order), rate) for line in lines) / max(1, len(lines))


def _times(line: ClockLine) -> tuple[str, str, str]:
    return line.starts[0], line.end, line.length


def _reordered(line: ClockLine, order: tuple[int, ...]) -> ClockLine:
    if not line.length or not line.end or order == _ORDERS[0]:
        return line
    start, end, length = (_times(line)[place] for place in order)
    return line._replace(starts=(start,), end=end, length=length)


def _adds_up(line: ClockLine, rate: int) -> bool:
    start, end, length = (_frames(clock, rate) for clock in _times(line))
    return start is not None and end is not None and length is not None and end - start == length


def _frames(clock: str, rate: int) -> int | None:
    """How many frames a clock counts whose last number is one of frames; None if a number is too high, or there is no other."""
    parts = re.split(r"[:;：]", clock)
    if len(parts) < 2 or not all(part.isdecimal() for part in parts):
        return None
    *whole, frames = (int(part) for part in parts)
    seconds = 0
    for part in whole[-3:]:
        seconds = 60 * seconds + part
    return seconds * rate + frames if frames < rate else None


def _in_colons(line: ClockLine) -> ClockLine:
    """A line whose frames stand behind a point (00:00:11.10) with colons throughout."""
    start, end, length = (_POINT_FRAMES.sub(r"\1:\2", clock) for clock in _times(line))
    return line._replace(starts=(start, *line.starts[1:]), end=end, length=length)


def _without_false_length(line: ClockLine) -> ClockLine:
    """A line whose third time is no length, but the first of its words."""
    if not line.length or any(_adds_up(line, rate) for rate in _RATES) or _in_seconds([line], _ORDERS[0]):
        return line
    return line._replace(length="", said=f"{line.length} {line.said}")
