"""Markers in an edit list (EDL), as Resolve exports them, and the locators of Avid.

001  001  V  C  01:00:10:12 01:00:10:13 01:00:10:12 01:00:10:13
the note |C:ResolveColorBlue |M:its name |D:24
"""

import re

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.clock import DEFAULT_FRAME_RATE, clock_seconds, likely_frame_rate
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Cue, Reading, assumed_rate
from crvae_core.media.caption_formats.markup import plain_lines

_CLOCK = r"\d{1,2}[:;]\d{2}[:;]\d{2}[:;.]\d{2,3}"
_HEAD = re.compile(r"\s{0,200}(?:TITLE\s?:[^\n]{0,300}\n\s{0,50})?FCM\s?:", re.IGNORECASE)
_EVENT = re.compile(
    rf"\s{{0,9}}\d{{1,6}}\s{{1,40}}\S.{{0,300}}?{_CLOCK}\s+{_CLOCK}\s+({_CLOCK})\s+({_CLOCK})\s*"
)
_FIELD = re.compile(r"\|\s?([A-Z])\s?:\s?([^|]{0,2000})")
_LOCATOR = re.compile(
    rf"\s{{0,9}}\*\s?LOC\s?:\s{{0,9}}({_CLOCK})\s{{1,20}}(?:[A-Z]{{3,12}}\s{{1,40}})?(.{{1,2000}})"
)
_DROP = re.compile(r"FCM\s?:\s?DROP", re.IGNORECASE)
_NTSC = 29.97


def looks_like_edit_list(text: str) -> bool:
    """Whether the text begins as edit lists do."""
    return _HEAD.match(text[:1000]) is not None


def read_markers(text: str, name: str, frame_rate: float | None) -> Reading:
    """The notes of the markers, or their names where they have none.

    Raises CaptionError for edit lists without markers, which hold cuts and no words.
    """
    lines = text.split("\n")
    drop = _DROP.search(text[:1000]) is not None
    rate, likely = frame_rate, None
    if rate is None:
        likely = (
            _NTSC if drop else likely_frame_rate(clock for line in lines[:2000] for clock in _clocks(line))
        )
        rate = likely or DEFAULT_FRAME_RATE
    reading = Reading("edit list markers")
    event: tuple[str, str] | None = None
    for number, line in enumerate((line[:LONGEST_TEXT] for line in lines), start=1):
        if match := _EVENT.fullmatch(line):
            event = (match[1], match[2])
        elif match := _LOCATOR.fullmatch(line):
            reading.cues.append(Cue(_seconds(match[1], rate, drop), None, plain_lines(match[2]), number))
        elif event and "|" in line and (fields := dict(_FIELD.findall(line))):
            reading.cues.append(_marker(line, fields, _seconds(event[0], rate, drop), rate, number))
            event = None
    if not reading.cues:
        raise CaptionError(
            f"{name} is an edit list (EDL) without markers, which holds cuts and no words: export the markers, or captions as SRT"
        )
    if likely is not None:
        reading.notes.append(assumed_rate(likely))
    return reading


def _clocks(line: str) -> list[str]:
    match = _EVENT.fullmatch(line[:LONGEST_TEXT])
    return [match[1], match[2]] if match else []


def _marker(line: str, fields: dict[str, str], start: float | None, rate: float, number: int) -> Cue:
    """A marker; its length is a number of frames, of which one is only a point."""
    note, name = line.partition("|")[0].strip(), fields.get("M", "").strip()
    frames = fields.get("D", "").strip()
    length = int(frames) / rate if frames.isdecimal() and 1 < int(frames) < 10**8 else None
    end = None if start is None or length is None else round(start + length, 6)
    return Cue(start, end, plain_lines(note or name), number)


def _seconds(clock: str, rate: float, drop: bool) -> float | None:
    return clock_seconds(clock.replace(":", ";") if drop else clock, rate)
