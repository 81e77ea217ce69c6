"""Captions of a film in several parts, joined to one file: streams are saved so, and films on two discs.

Each part may count from zero again. WebVTT of a stream says how its clock goes with that of the pictures
(X-TIMESTAMP-MAP, RFC 8216 3.5); where nothing does, a part is put after the end of the one before.
"""

import itertools
import re
import statistics
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from crvae_core.media.caption_formats.clock import clock_seconds
from crvae_core.media.caption_formats.cues import CaptionNote, Cue, note

_TICKS = 90_000  # a second of the clock of MPEG
_ROUND = 2**33  # ticks after which that clock starts again
_LONGEST_JUMP_S = 6 * 3600.0  # more between two parts is another clock, not a pause
_FEWEST_CUES = 3  # of a part whose beginning nothing tells but the fall of the times
_ENOUGH_OVERLAP = 0.75  # of all that the parts cover, at most, where they lie over each other
_SAME_TIMES = 0.8  # of the starts: one text in two languages, not two parts
_NEAR_ZERO_S = 10.0
_AT_ONCE = 0.5  # of the cues
_SEAM_S = 0.002
_MPEGTS = re.compile(r"MPEGTS\s{0,5}:\s{0,5}(\d{1,15})", re.IGNORECASE)
_LOCAL = re.compile(r"LOCAL\s{0,5}:\s{0,5}([\d:.,]{1,30})", re.IGNORECASE)


def mapped_start(line: str) -> float | None:
    """Seconds of the pictures' clock at which the captions' clock shows zero; None if the line can't be read."""
    ticks, local = _MPEGTS.search(line), _LOCAL.search(line)
    shown = clock_seconds(local[1].strip(",")) if local else 0.0
    return None if ticks is None or shown is None else int(ticks[1]) % _ROUND / _TICKS - shown


def by_map(cues: Sequence[Cue], starts: Sequence[float | None]) -> list[Cue] | None:
    """Cues whose parts are moved as their maps say, the earliest where it is; None if the maps make no sense.

    Args:
        starts: for each part what `mapped_start` gives.
    """
    moves = _moves(starts)
    if moves is None:
        return None
    moved = [_moved(cue, moves[cue.part]) for cue in cues]
    if _falls_back(moved) and _runs_on(cues):
        return None  # written by a program that does not know the clock: the times alone are in order
    return _joined_at_seams(moved)


def put_in_order(cues: Sequence[Cue], one_clock: bool) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues of which each part stands after the one before, where the clock starts again; with a note on it.

    Args:
        one_clock: the format keeps all cues on one clock, in whatever order they stand, unless it tells its parts.
    """
    if any(cue.start is None for cue in cues) or (one_clock and not any(cue.part for cue in cues)):
        return list(cues), []
    begins = restarts(cues)
    if not begins:
        return list(cues), []
    placed: list[Cue] = []
    move = 0.0
    for first, stop in itertools.pairwise([0, *begins, len(cues)]):
        part = [_moved(cue, move) for cue in cues[first:stop]]
        placed += part
        move = max(move, _end_of(part))
    one = "the captions' clock starts again from zero once{where}: "
    many = "the captions' clock starts again from zero {n} times{where}: "
    how = "each part was put after the end of the one before; pauses between them are not known, so check the times"
    return placed, [note("parts", one + how, many + how, [cues[first].line for first in begins])]


def restarts(cues: Sequence[Cue]) -> list[int]:
    """Where a new part begins whose clock starts again; empty if the clock only runs on, or if cues are out of order.

    Where the file does not tell its parts, they must look like it: each begins near zero and is said while the one
    before is, which two speakers, or two layers that were written one after the other, do not do.

    Args:
        cues: in the order of the file, all with a start.
    """
    times = [cue.start or 0.0 for cue in cues]
    told = [at for at in range(1, len(cues)) if cues[at].part != cues[at - 1].part]
    begins = told or [at for at in range(1, len(cues)) if times[at] < times[at - 1] - 0.001]
    pieces = [cues[first:stop] for first, stop in itertools.pairwise([0, *begins, len(cues)])]
    if not begins or (not told and min(map(len, pieces)) < _FEWEST_CUES):
        return []
    fallen = sum(
        (after[0].start or 0.0) < (before[-1].start or 0.0) or after[0].start == before[0].start
        for before, after in itertools.pairwise(pieces)
    )
    if 2 * fallen < len(begins) or not _lie_over_each_other(pieces) or _is_translated(pieces):
        return []
    return begins if told or (all(map(_begins_near_zero, pieces)) and _said_at_once(pieces)) else []


def _moves(starts: Sequence[float | None]) -> list[float] | None:
    """By how many seconds each part is moved; None if one has no start, or starts hours away from the one before."""
    moves = [0.0]
    for before, after in itertools.pairwise(starts):
        if before is None or after is None:
            return None
        step = (after - before) % (_ROUND / _TICKS)
        step -= _ROUND / _TICKS if step > _ROUND / _TICKS / 2 else 0.0
        if abs(step) > _LONGEST_JUMP_S:
            return None
        moves.append(moves[-1] + step)
    earliest = min(moves)
    return [move - earliest for move in moves]


def _falls_back(cues: Sequence[Cue]) -> bool:
    """Whether a part begins before the one before it does."""
    firsts = [next(of_part).start or 0.0 for _, of_part in itertools.groupby(cues, key=lambda cue: cue.part)]
    return any(after < before - 0.5 for before, after in itertools.pairwise(firsts))


def _runs_on(cues: Sequence[Cue]) -> bool:
    return all((after.start or 0.0) >= (before.start or 0.0) for before, after in itertools.pairwise(cues))


def _joined_at_seams(cues: Sequence[Cue]) -> list[Cue]:
    """Cues of which none is cut in two where a part ends; the numbers of the parts are used up."""
    joined: list[Cue] = []
    for cue in cues:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.part != cue.part
            and before.text == cue.text
            and before.end is not None
            and cue.start is not None
            and (before.start or 0.0) <= cue.start <= before.end + _SEAM_S
        ):
            joined[-1] = replace(before, end=max(before.end, _end(cue)), part=cue.part)
        else:
            joined.append(cue)
    return [replace(cue, part=0) for cue in joined]


def _lie_over_each_other(pieces: Sequence[Sequence[Cue]]) -> bool:
    """Whether the parts cover the same stretch of time for a good part."""
    ranges = [
        (min(cue.start or 0.0 for cue in piece), max(cue.start or 0.0 for cue in piece) + 0.1)
        for piece in pieces
    ]
    covered, reached = 0.0, float("-inf")
    for first, stop in sorted(ranges):
        covered += max(0.0, stop - max(first, reached))
        reached = max(reached, stop)
    return covered <= _ENOUGH_OVERLAP * sum(stop - first for first, stop in ranges)


def _begins_near_zero(piece: Sequence[Cue]) -> bool:
    first, last = piece[0].start or 0.0, piece[-1].start or 0.0
    return first <= max(_NEAR_ZERO_S, 0.1 * last)


def _said_at_once(pieces: Sequence[Sequence[Cue]]) -> bool:
    """Whether many cues start while one of the part before is said."""
    inside = asked = 0
    for before, after in itertools.pairwise(pieces):
        starts = [cue.start or 0.0 for cue in before]
        reached = [start for start in (cue.start or 0.0 for cue in after) if start < starts[-1]]
        for start in reached:
            place = bisect_right(starts, start + 0.001) - 1
            end = before[place].end if place >= 0 else None
            inside += place >= 0 and (end is None or start < end)
        asked += len(reached)
    return asked > 0 and inside >= _AT_ONCE * asked


def _is_translated(pieces: Sequence[Sequence[Cue]]) -> bool:
    """Whether the parts are one text in several scripts, written one after the other."""
    first, *others = ({round(cue.start or 0.0, 2) for cue in piece} for piece in pieces)
    scripts = {_script("".join(cue.text for cue in piece[:50])) for piece in pieces}
    return len(scripts) == len(pieces) and all(
        len(first & other) >= _SAME_TIMES * min(len(first), len(other)) for other in others
    )


def _script(text: str) -> str:
    """The script of most letters by the first word of their Unicode names: LATIN, CJK, CYRILLIC, ..."""
    letters = (unicodedata.name(letter, "").partition(" ")[0] for letter in text[:2000] if letter.isalpha())
    found = Counter(letters).most_common(1)
    return found[0][0] if found else ""


def _moved(cue: Cue, seconds: float) -> Cue:
    start, end = (None if time is None else round(time + seconds, 6) for time in (cue.start, cue.end))
    return replace(cue, start=start, end=end)


def _end_of(part: Sequence[Cue]) -> float:
    """When a part is over; after the usual pause between two starts where its last cue has no end."""
    starts = sorted(cue.start or 0.0 for cue in part)
    steps = [after - before for before, after in itertools.pairwise(starts)]
    open_end = starts[-1] + (statistics.median(steps) if steps else 0.0)
    return max(open_end if part[-1].end is None else 0.0, *(_end(cue) for cue in part))


def _end(cue: Cue) -> float:
    return cue.end if cue.end is not None else cue.start or 0.0
