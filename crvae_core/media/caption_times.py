"""Brings the times of cues in order: sorted, none twice, each ending where the next begins; every repair is noted."""

import math
from collections.abc import Sequence
from dataclasses import replace

from crvae_core.media.caption_formats.cues import CaptionNote, Cue, note

MAXIMUM_TIME_S = 3_600_000.0  # 1,000 hours; more is a slip, not a film


def in_order(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues with sane times in the order of time, without exact repetitions; all untimed if most have no start."""
    timed = [cue for cue in cues if cue.start is not None]
    if len(timed) < 0.5 * len(cues) or not timed:
        lost = (
            [CaptionNote("no time", "most captions have no time, so all are read without")] if timed else []
        )
        return [replace(cue, start=None, end=None) for cue in cues], lost
    placed, notes = _placed(cues)
    sane, more = _sane(placed)
    ordered, sorting = _sorted(sane)
    single, doubles = _without_doubles(ordered)
    return single, [*notes, *more, *sorting, *doubles]


def until_next(cues: Sequence[Cue]) -> list[Cue]:
    """Cues of which those without an end last until the next one starts, be it an empty one that marks a silence."""
    return [
        replace(cue, end=after) if cue.start is not None and cue.end is None else cue
        for cue, after in zip(cues, _next_starts(cues), strict=True)
    ]


def with_ends(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues that end after they start and not after the next one starts; the last may have no end."""
    backwards, overlapping, kept = [], [], []
    for cue, after in zip(cues, _next_starts(cues), strict=True):
        if cue.start is None:
            kept.append(cue)
            continue
        end = cue.end
        if end is not None and end <= cue.start:
            backwards.append(cue.line)
            end = None
        if end is not None and after is not None and after < end:
            overlapping.append(cue.line)
        kept.append(replace(cue, end=_smaller(end, after)))
    return kept, _end_notes(backwards, overlapping)


def _placed(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues without a start begin where the one before ends."""
    placed: list[Cue] = []
    lines = []
    for cue in cues:
        if cue.start is None:
            lines.append(cue.line)
            before = placed[-1] if placed else None
            start = 0.0 if before is None else before.end if before.end is not None else before.start
            cue = replace(cue, start=start, end=None)
        placed.append(cue)
    if not lines:
        return placed, []
    one = "1 caption without a time begins where the one before ends{where}"
    return placed, [
        note("no time", one, "{n} captions without a time begin where the one before ends{where}", lines)
    ]


def _sane(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    kept, absurd, negative, clipped = [], [], [], []
    for cue in cues:
        assert cue.start is not None
        end = cue.end if cue.end is not None and math.isfinite(cue.end) else None
        if not math.isfinite(cue.start) or cue.start > MAXIMUM_TIME_S:
            absurd.append(cue)
        elif cue.start < 0 and (end is None or end <= 0):
            negative.append(cue)
        elif cue.start < 0:
            clipped.append(cue)
            kept.append(replace(cue, start=0.0, end=end))
        else:
            kept.append(replace(cue, end=None if end is not None and end > MAXIMUM_TIME_S else end))
    return kept, _sanity_notes(absurd, negative, clipped)


def _sanity_notes(absurd: list[Cue], negative: list[Cue], clipped: list[Cue]) -> list[CaptionNote]:
    notes = []
    if absurd:
        first = absurd[0].start
        time = f"{first:g} s" if first is not None and math.isfinite(first) else "no number"
        one = f"1 caption has a time which no video has ({time}) and was left out{{where}}"
        many = f"{{n}} captions have times which no video has (the first {time}) and were left out{{where}}"
        notes.append(note("absurd time", one, many, [cue.line for cue in absurd]))
    if negative:
        one = "1 caption has a time before the start, which no video has, and was left out{where}"
        many = "{n} captions have times before the start, which no video has, and were left out{where}"
        notes.append(note("negative time", one, many, [cue.line for cue in negative]))
    if clipped:
        one = "1 caption starts before the video and now starts at 0:00{where}"
        many = "{n} captions start before the video and now start at 0:00{where}"
        notes.append(note("negative time", one, many, [cue.line for cue in clipped]))
    return notes


def _sorted(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    early, latest = [], -math.inf
    for cue in cues:
        assert cue.start is not None
        if cue.start < latest:
            early.append(cue.line)
        latest = max(latest, cue.start)
    ordered = sorted(cues, key=lambda cue: cue.start or 0.0)
    if not early:
        return ordered, []
    one = "1 caption stood after a later one and was put in its place{where}"
    return ordered, [
        note("order", one, "{n} captions stood after later ones and were put in their place{where}", early)
    ]


def _without_doubles(cues: Sequence[Cue]) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues without those that repeat another in time and text (layers of ASS effects, files joined by mistake)."""
    seen: set[tuple[float | None, float | None, str]] = set()
    kept, doubles = [], []
    for cue in cues:
        key = (cue.start, cue.end, " ".join(cue.text.split()))
        if key in seen:
            doubles.append(cue.line)
        else:
            seen.add(key)
            kept.append(cue)
    if not doubles:
        return kept, []
    one = "1 caption with the same time and text as another was left out{where}"
    many = "{n} captions with the same time and text as others were left out{where}"
    return kept, [note("double", one, many, doubles)]


def _next_starts(cues: Sequence[Cue]) -> list[float | None]:
    """For each cue the next later start; cues that start together (two languages) do not cut each other."""
    found: list[float | None] = []
    later: float | None = None
    for cue, after in zip(reversed(cues), [None, *reversed(cues)], strict=False):
        if (
            after is not None
            and after.start is not None
            and cue.start is not None
            and after.start > cue.start
        ):
            later = after.start
        found.append(later)
    return found[::-1]


def _smaller(one: float | None, other: float | None) -> float | None:
    return min(one, other) if one is not None and other is not None else other if one is None else one


def _end_notes(backwards: list[int | None], overlapping: list[int | None]) -> list[CaptionNote]:
    notes = []
    if backwards:
        one = "1 caption ends before or when it starts{where}: its end was taken from the next one"
        many = "{n} captions end before or when they start{where}: their ends were taken from the next ones"
        notes.append(note("end before start", one, many, backwards))
    if overlapping:
        one = "1 caption overlaps the next and now ends where that begins{where}"
        many = "{n} captions overlap the next and now end where that begins{where}"
        notes.append(note("overlap", one, many, overlapping))
    return notes
