"""Rows with named or nameless fields (of a table or of JSON objects) as cues: finds the units that no name tells."""

import math
import re
import statistics
from collections.abc import Sequence
from typing import NamedTuple

from crvae_core.media.caption_formats.clock import (
    DEFAULT_FRAME_RATE,
    clock_seconds,
    counts_frames,
    likely_frame_rate,
    number,
    seconds_in_words,
)
from crvae_core.media.caption_formats.clock_sums import told_rate
from crvae_core.media.caption_formats.cues import CaptionNote, Cue, assumed_rate, note
from crvae_core.media.caption_formats.markup import plain_lines

_SLOWEST_SPEECH = 0.1  # characters a second
_USUAL_SPEECH = 12.0
_LONG_WORD = 20  # seconds
_LONG_CAPTION = 300  # seconds; where captions are as long as that, they are thousandths

Value = str | float | int | None


class TimedRow(NamedTuple):
    """The fields of one caption as they stand in the file; `part`: in which of several lists."""

    start: Value
    end: Value
    length: Value
    text: str
    line: int | None
    part: int = 0


class Units(NamedTuple):
    """Seconds per unit of each time field where its name tells it: None for not told, 0 for frames."""

    start: float | None = None
    end: float | None = None
    length: float | None = None


def rows_to_cues(
    rows: Sequence[TimedRow],
    units: Units,
    frame_rate: float | None,
    like_whisper: bool = False,
    words: bool = False,
) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues of rows, and notes on what had to be guessed or could not be read.

    like_whisper: the columns are named as in Whisper's TSV, which counts thousandths. words: each row is one word.
    """
    guessed = _guessed_unit(rows, units, like_whisper, words)
    rate = frame_rate or _told_frame_rate(rows)
    likely = _likely_frame_rate(rows, units) if rate is None else None
    rate = rate or likely
    factors = [guessed if unit is None else unit or 1 / (rate or DEFAULT_FRAME_RATE) for unit in units]
    cues, unreadable = [], []
    for row in rows:
        start, end, length = (
            time_of(value, factor, rate)
            for value, factor in zip((row.start, row.end, row.length), factors, strict=True)
        )
        if start is None and _given(row.start):
            unreadable.append(row.line)
            continue
        if end is None and start is not None and length is not None:
            end = round(start + length, 6)
        if end == start:  # a point, not a stretch of time
            end = None
        cues.append(Cue(start, end, plain_lines(row.text), row.line, part=row.part))
    return cues, _notes(unreadable, likely)


def _told_frame_rate(rows: Sequence[TimedRow]) -> float | None:
    """What the lengths beside starts and ends tell, where all of them count frames."""
    full = [
        (row.start, row.end, row.length)
        for row in rows
        if isinstance(row.start, str) and isinstance(row.end, str) and isinstance(row.length, str)
    ]
    return told_rate(full) if full and counts_frames(full[0][0]) and len(full) == len(rows) else None


def _likely_frame_rate(rows: Sequence[TimedRow], units: Units) -> float | None:
    clocks = (value for row in rows for value in (row.start, row.end, row.length) if isinstance(value, str))
    return likely_frame_rate(clocks) or (DEFAULT_FRAME_RATE if 0.0 in units else None)


def time_of(value: Value, factor: float, frame_rate: float | None) -> float | None:
    """Seconds of a field; clocks and "1m30s" tell their own unit, plain numbers are multiplied by `factor`."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return round(float(value) * factor, 6) if abs(value) < 1e15 else None
    plain = number(value)
    if plain is not None:
        return round(plain * factor, 6)
    clock = clock_seconds(value.strip().strip("[]()"), frame_rate)
    return clock if clock is not None else seconds_in_words(value)


def is_time(text: str) -> bool:
    """Whether a field can be a time."""
    return time_of(text, 1.0, None) is not None


def _given(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _guessed_unit(rows: Sequence[TimedRow], units: Units, like_whisper: bool, words: bool) -> float:
    """Seconds per unit of whole numbers that can't be seconds: minutes for each caption, and hardly a letter said."""
    given = [row for row in rows if _given(row.start)]
    starts = [start for row in given if (start := _whole(row.start)) is not None]
    if units.start is not None or not starts or len(starts) < len(given):
        return 1.0
    lengths = [_length(row, after) for row, after in zip(given, [*given[1:], None], strict=True)]
    known = [length for length in lengths if length is not None and length > 0]
    if not known:
        return 1.0
    usual = statistics.median(known)
    if like_whisper:
        return 0.001 if usual >= _LONG_CAPTION / 3 else 1.0
    spoken = sum(len(row.text) for row in given) / sum(known)  # letters a unit
    if usual < (_LONG_WORD if words else _LONG_CAPTION) or spoken >= _SLOWEST_SPEECH:
        return 1.0
    if not spoken or spoken >= _SLOWEST_SPEECH * 0.001:
        return 0.001
    return min((1e-6, 1e-7), key=lambda unit: abs(math.log(spoken / unit / _USUAL_SPEECH)))


def _length(row: TimedRow, after: TimedRow | None) -> float | None:
    """How long a caption lasts, in its own unit; else how long until the next."""
    start, end, length = _whole(row.start), _whole(row.end), _whole(row.length)
    if length is not None:
        return length
    if end is None and after is not None:
        end = _whole(after.start)
    return None if start is None or end is None else end - start


def _whole(value: Value) -> float | None:
    """A whole number; one written with a fraction (1.0) is none, as nobody writes thousandths so."""
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"\s*-?\d{1,15}\s*", value) else None
    return float(value) if isinstance(value, int) and abs(value) < 1e15 else None


def _notes(unreadable: list[int | None], assumed: float | None) -> list[CaptionNote]:
    notes = []
    if unreadable:
        one = "1 caption whose times are not numbers was left out{where}"
        many = "{n} captions whose times are not numbers were left out{where}"
        notes.append(note("unreadable times", one, many, unreadable))
    if assumed is not None:
        notes.append(assumed_rate(assumed))
    return notes
