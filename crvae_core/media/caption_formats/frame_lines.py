"""Formats of one caption a line with counts in brackets: MicroDVD {frames}{frames}text and MPL2 [tenths][tenths]text.

pysubs2 reads neither a caption without an end nor a file that does not say its frame rate, and does not tell lines.
"""

import re

from crvae_core.media.caption_formats.clock import DEFAULT_FRAME_RATE, number
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Cue, Reading, assumed_rate
from crvae_core.media.caption_formats.markup import plain_lines

_MICRODVD = re.compile(r"\s{0,20}\{\s?(-?\d{1,9})\s?\}\{\s?(-?\d{0,9})\s?\}(.*)")
_MPL2 = re.compile(r"\s{0,20}\[\s?(-?\d{1,9})\s?\]\[\s?(-?\d{0,9})\s?\](.*)")
_STYLE = re.compile(r"\{[A-Za-z]:[^{}]{0,200}\}")


def looks_like_microdvd(text: str) -> bool:
    """Whether the text begins with two numbers in braces."""
    return _MICRODVD.match(text.lstrip()[:200]) is not None


def looks_like_mpl2(text: str) -> bool:
    """Whether the text begins with two numbers in square brackets."""
    return _MPL2.match(text.lstrip()[:200]) is not None


def read_microdvd(text: str, frame_rate: float | None) -> Reading:
    """Frames become seconds by the rate in the first caption ({1}{1}25.000), else by `frame_rate`, else by 25."""
    reading = Reading("microdvd")
    told: float | None = None
    for line, match in _matches(text, _MICRODVD):
        said = match[3].strip()
        if told is None and not reading.cues and match[1] in {"0", "1"} and (rate := _rate(said)):
            told = rate
            continue
        _add(reading, line, match, said)
    rate = told or frame_rate or DEFAULT_FRAME_RATE
    reading.cues = [_scaled(cue, rate) for cue in reading.cues]
    if told is None and frame_rate is None:
        reading.notes.append(assumed_rate(rate))
    return reading


def read_mpl2(text: str) -> Reading:
    """Counts of tenths of a second; a slash before a line means italics."""
    reading = Reading("mpl2")
    for line, match in _matches(text, _MPL2):
        _add(reading, line, match, match[3])
    reading.cues = [_scaled(cue, 10.0) for cue in reading.cues]
    return reading


def _matches(text: str, pattern: re.Pattern[str]) -> list[tuple[int, re.Match[str]]]:
    lines = enumerate(text.split("\n"), start=1)
    return [(number_, match) for number_, line in lines if (match := pattern.match(line[:LONGEST_TEXT]))]


def _rate(said: str) -> float | None:
    rate = number(_STYLE.sub("", said))
    return rate if rate and 1 <= rate <= 1000 else None


def _add(reading: Reading, line: int, match: re.Match[str], said: str) -> None:
    lines = [part.strip().removeprefix("/") for part in _STYLE.sub("", said).split("|")]
    end = float(match[2]) if match[2] not in {"", "-"} else None
    reading.cues.append(Cue(float(match[1]), end, plain_lines("\n".join(lines)), line))


def _scaled(cue: Cue, rate: float) -> Cue:
    start, end = (None if count is None else round(count / rate, 6) for count in (cue.start, cue.end))
    return Cue(start, end, cue.text, cue.line)
