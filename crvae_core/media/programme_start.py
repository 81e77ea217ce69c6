"""Captions whose clock does not begin with the film: a broadcast's programme starts at 1:00:00 or 10:00:00.

What the file says, or what stands exactly on the hour, is taken off; where the clock only looks like it, the start is
offered, and whoever knows the film decides.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from crvae_core.media.caption_formats.cues import CaptionNote, Cue, note
from crvae_core.wording import clock

_HOUR_S = 3600.0
_LAST_HOUR = 23  # of a day
_BEFORE_HOUR_S = 120.0  # a count-down or a title before the programme
_AFTER_HOUR_S = 600.0  # until the first words
_EXACT_S = 0.021  # half a frame at 24 frames a second
_PACES = (
    1.0,
    1.001,
)  # seconds of film in a second of a clock; the second at 23.976 and 29.97 frames without drop
_GAP_S = 3000.0  # between what stands at 0:00 (a title of the file) and the programme
_FIRST_CUES = 3  # which of them may stand on the hour
_MOST_AHEAD = 0.05  # share of the captions that may stand before the gap


class Started(NamedTuple):
    """Cues that count from the film's start, what was said about it, and the start that is only offered (seconds)."""

    cues: list[Cue]
    notes: list[CaptionNote]
    offered_s: float | None = None


def from_programme_start(cues: Sequence[Cue], told_s: float | None, chosen_s: float | None) -> Started:
    """The cues with the start of the programme taken off, if it is known or clear.

    Args:
        told_s: the start that the file tells, in seconds of its clock.
        chosen_s: the start that a person has chosen; 0 leaves the times as they are.
    """
    if chosen_s is not None:
        return _taken_off(cues, chosen_s, "") if chosen_s else Started(list(cues), [])
    starts = sorted(cue.start for cue in cues if cue.start is not None)
    if not starts:
        return Started(list(cues), [])
    if told_s and sum(start >= told_s - _BEFORE_HOUR_S for start in starts) >= 0.5 * len(starts):
        return _taken_off(cues, told_s, "as the file tells: ")
    programme = starts[_ahead(starts) :]
    hour = (programme[0] + _BEFORE_HOUR_S) // _HOUR_S
    start = hour * _HOUR_S
    if not 1 <= hour <= _LAST_HOUR or programme[0] > start + _AFTER_HOUR_S:
        return Started(list(cues), [])
    for pace in _PACES:
        if any(abs(first - start * pace) < _EXACT_S for first in programme[:_FIRST_CUES]):
            return _taken_off(cues, start * pace, "for a caption stands exactly there: ")
    return Started(list(cues), [_offer(programme[0], start)], start)


def _ahead(starts: Sequence[float]) -> int:
    """How many captions stand before a programme that starts hours later."""
    for place in range(1, 1 + max(2, int(_MOST_AHEAD * len(starts)))):
        if place < len(starts) and starts[place] - starts[place - 1] >= _GAP_S:
            return place
    return 0


def _taken_off(cues: Sequence[Cue], start_s: float, why: str) -> Started:
    kept, before = [], []
    for cue in cues:
        last = cue.end if cue.end is not None else cue.start
        if cue.start is not None and cue.start < start_s - _EXACT_S and last is not None and last <= start_s:
            before.append(cue.line)
            continue
        start, end = (None if time is None else round(time - start_s, 6) for time in (cue.start, cue.end))
        kept.append(replace(cue, start=None if start is None else _at_least_zero(start), end=end))
    shown = round(start_s / 1.001) if start_s % _HOUR_S and start_s / 1.001 % _HOUR_S < 1e-6 else start_s
    said = f"the captions' clock starts at {clock(shown)}, {why}this start was taken off"
    one, many = "1 caption before it was left out{where}", "{n} captions before it were left out{where}"
    notes = [CaptionNote("programme start", said)] + (
        [note("before the start", one, many, before)] if before else []
    )
    return Started(kept, notes)


def _at_least_zero(start: float) -> float:
    return 0.0 if -_EXACT_S <= start < 0 else start


def _offer(first: float, start: float) -> CaptionNote:
    sentence = (
        f"the first caption stands at {clock(first)}: if the programme starts at {clock(start)}, as in "
        f"broadcasting, give this as the start of the captions' clock ({start:g} seconds)"
    )
    return CaptionNote("programme start", sentence)
