"""Formats of blocks that begin with a line of two times: SRT, WebVTT, SBV, and the transcripts that Whisper prints."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from crvae_core.media.caption_formats.clock import clock_seconds, likely_frame_rate
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Cue, Reading, assumed_rate, note
from crvae_core.media.caption_formats.markup import has_word_times, plain_lines
from crvae_core.media.caption_formats.numbers import running, without_numbers
from crvae_core.media.caption_formats.parts import by_map, mapped_start

_TIME = (
    r"[-+]?\d{1,9} ?[:：] ?\d{1,2}(?: ?[:：] ?\d{1,2})?(?: ?[.,:;，．٫] ?\d{1,9})?|[-+]?\d{1,9}[.,]\d{1,9}s?"
)
_ARROW = r"(?:[-－]{1,3} ?-? ?[>＞]|[–—]+ ?>|--&gt;|→|=>)"
_TIMES = re.compile(
    rf"[ \t>\[]{{0,20}}(?:#?\d{{1,6}}[.)]?[ \t]{{1,5}})?"
    rf"({_TIME})[ \t]{{0,20}}{_ARROW}[ \t]{{0,20}}({_TIME})(?![\d:])[ \t]{{0,20}}(.*)"
)
_ARROWS = re.compile(rf"[\s\[\]]*{_ARROW}[\s\[\]]*")
_START_ONLY = re.compile(rf"[ \t\[]{{0,20}}({_TIME})[ \t]{{0,20}}{_ARROW}")
_CLOCK = r"-?\d{1,9}:\d{1,2}:\d{1,2}[.,]\d{1,6}"
_SBV_TIMES = re.compile(rf"\s{{0,20}}({_CLOCK})\s?[,;]\s?({_CLOCK})\s{{0,20}}")
_SIGNS_OF_TIMES = re.compile(r"[\d:.,;\s<>+-]")
_SETTINGS = re.compile(r"(?:[A-Za-z][\w-]{0,20}:\S{1,60}\s{0,5}){1,12}")
_INDEX = re.compile(r"\s{0,20}#?\d{1,9}[.:)]?\s{0,20}")
_HEADER = re.compile(r"(?:.{0,2000}\S)?WEBVTT(?:[ \t].{0,200})?")
_NOT_SAID = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)|WEBVTT|X-TIMESTAMP-MAP")
_LONGEST_TIMES_LINE = 500


class _Times(NamedTuple):
    line: int  # counted from 0
    start: float | None  # None: meant as times, but can't be read
    end: float | None
    rest: str = ""  # what stands behind the times


def has_times_line(text: str) -> bool:
    """Whether any line holds two times with an arrow between, or was meant to."""
    return any(True for _ in _all_times(text.split("\n")))


def begins_with_times(text: str) -> bool:
    """Whether the first line that is not empty begins with two times, as Whisper prints its transcripts."""
    times = _times(0, text.lstrip()[:_LONGEST_TIMES_LINE].split("\n", 1)[0])
    return times is not None and times.start is not None


def looks_like_sbv(text: str) -> bool:
    """Whether one of the first lines is two times with a comma between."""
    return any(_SBV_TIMES.fullmatch(line) for line in text.split("\n", 40)[:40] if len(line) < 100)


def read_srt(text: str, frame_rate: float | None = None) -> Reading:
    """SRT in all its variants; a cue's text goes on to the next times, blank lines or not."""
    lines = text.split("\n")
    found = list(_all_times(lines, frame_rate))
    reading = Reading("srt")
    clocks = (clock for times in found for clock in _ARROWS.split(lines[times.line][:_LONGEST_TIMES_LINE]))
    if frame_rate is None and (likely := likely_frame_rate(clocks)) is not None:
        found = list(_all_times(lines, likely))
        reading.notes.append(assumed_rate(likely))
    indexed = reading.one_clock = _are_indexed(lines, found)
    bodies = [
        _without_index(lines[times.line + 1 : stop], indexed, last=stop == len(lines))
        for times, stop in _with_stops(found, lines)
    ]
    indices = [_index_above(lines, times) for times in found]
    for times, body, part in zip(found, without_numbers(bodies, indices), running(indices), strict=True):
        _add(reading, times, body, part)
    before = (
        [index + 1 for index, line in enumerate(lines[: found[0].line]) if _is_text(line)] if found else []
    )
    if before:
        sentence = "text before the first caption was left out{where}"
        reading.notes.append(note("stray text", sentence, sentence, before))
    return _with_unreadable(reading, found)


def read_webvtt(text: str) -> Reading:
    """WebVTT with its notes, styles, regions, identifiers and settings left out; of a stream also several, joined."""
    lines = text.split("\n")
    found = list(_all_times(lines))
    reading = Reading("webvtt", one_clock=True)
    headers = [0, *_headers_inside(lines)]
    bodies = []
    for times, stop in _with_stops(found, lines):
        header = headers[place] if (place := bisect_right(headers, times.line)) < len(headers) else stop
        last = header < stop or stop == len(lines)
        bodies.append(_said(_until(lines, times.line + 1, min(header, stop)), last))
    parts = [bisect_right(headers, times.line) - 1 for times in found]
    indices = [_index_above(lines, times) for times in found]
    for times, body, part in zip(found, without_numbers(bodies, indices), parts, strict=True):
        _add(reading, times, body, part)
    if len(headers) > 1:
        reading.cues = by_map(reading.cues, _mapped_starts(lines, headers, found)) or reading.cues
    return _with_unreadable(reading, found)


def read_sbv(text: str) -> Reading:
    """SBV as YouTube's old editor gives it, and SubViewer, which marks line breaks with [br]."""
    lines = text.split("\n")
    reading = Reading("sbv")
    found = []
    for index, line in enumerate(lines):
        if len(line) < 100 and (match := _SBV_TIMES.fullmatch(line)):
            found.append(_Times(index, clock_seconds(match[1]), clock_seconds(match[2])))
    for times, stop in _with_stops(found, lines):
        body = "\n".join(lines[times.line + 1 : stop]).replace("[br]", "\n").split("\n")
        _add(reading, times, body)
    return reading


def _all_times(lines: list[str], frame_rate: float | None = None) -> Iterator[_Times]:
    return (
        times for index, line in enumerate(lines) if (times := _times(index, line, frame_rate)) is not None
    )


def _times(index: int, line: str, frame_rate: float | None = None) -> _Times | None:
    """The times on a line; with no start where they are meant as times but damaged; None for any other line."""
    if not (">" in line or "→" in line or "&gt;" in line or "＞" in line):
        return None
    if match := _TIMES.match(line):
        start, end = _seconds(match[1], frame_rate), _seconds(match[2], frame_rate)
        if start is not None:
            return _Times(index, start, end, match[3].strip().removeprefix("]").strip())
    if (
        "-->" not in line
        or ":" not in line
        or len(line) > _LONGEST_TIMES_LINE
        or not any(map(str.isdigit, line))
    ):
        return None
    if len(_SIGNS_OF_TIMES.sub("", line)) > 6:  # a sentence with an arrow, not times with a slip
        return None
    alone = _START_ONLY.match(line)
    return _Times(index, _seconds(alone[1], frame_rate) if alone else None, None)


def _seconds(text: str, frame_rate: float | None) -> float | None:
    if ":" in text or "：" in text:
        return clock_seconds(text, frame_rate)
    return float(text.rstrip("s").replace(",", "."))


def _with_stops(found: list[_Times], lines: list[str]) -> Iterator[tuple[_Times, int]]:
    """Each cue's times with the line where the next one's stand, or the end of the file."""
    stops = [*(times.line for times in found[1:]), len(lines)]
    return zip(found, stops[: len(found)], strict=True)


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not _INDEX.fullmatch(line)


def _are_indexed(lines: list[str], found: list[_Times]) -> bool:
    """Whether the cues are numbered: then a number just above times is no text, blank line before it or not."""
    above = sum(times.line > 0 and bool(_INDEX.fullmatch(lines[times.line - 1])) for times in found)
    return above >= 0.8 * len(found)


def _index_above(lines: list[str], times: _Times) -> int | None:
    above = lines[times.line - 1].strip().strip("#.:)") if times.line else ""
    return int(above) if above.isdecimal() and len(above) < 10 else None


def _without_index(body: list[str], indexed: bool, last: bool) -> list[str]:
    """The lines of a cue without the number of the next one."""
    if last or not body or not _INDEX.fullmatch(body[-1]):
        return body
    set_apart = len(body) < 2 or not body[-2].strip()
    return body[:-1] if indexed or set_apart else body


def _headers_inside(lines: list[str]) -> list[int]:
    """Where further WebVTT files begin that were joined to the first; the last words before may stand on that line."""
    return [
        index
        for index, line in enumerate(lines[1:], start=1)
        if "WEBVTT" in line and _HEADER.fullmatch(line) and _begins_file(lines, index)
    ]


def _begins_file(lines: list[str], header: int) -> bool:
    """Whether a line that may be a header has an empty line, a map or times below it."""
    below = lines[header + 1] if header + 1 < len(lines) else ""
    return not below.strip() or below.startswith(("X-TIMESTAMP-MAP", "Kind:", "Language:")) or "-->" in below


def _until(lines: list[str], first: int, stop: int) -> list[str]:
    """The lines of a cue; words that stand on the line of the next file's header belong to them."""
    before, mark, _ = lines[stop].partition("WEBVTT") if stop < len(lines) else ("", "", "")
    return [*lines[first:stop], before] if mark and before.strip() else lines[first:stop]


def _mapped_starts(lines: list[str], headers: list[int], found: list[_Times]) -> list[float | None]:
    """What the map below each header says."""
    starts: list[float | None] = []
    of_times = [times.line for times in found]
    for header in headers:
        place = bisect_right(of_times, header)
        stop = min([header + 20, *of_times[place : place + 1]])
        maps = [line for line in lines[header:stop] if "X-TIMESTAMP-MAP" in line[:_LONGEST_TIMES_LINE]]
        starts.append(mapped_start(maps[0][:_LONGEST_TIMES_LINE]) if maps else None)
    return starts


def _said(body: list[str], last: bool) -> list[str]:
    """The text lines of a WebVTT cue: not the identifier of the next one, nor notes and styles between them."""
    blocks = list(_blocks(body))
    own = bool(body) and body[0] != ""  # the first block stands right below the times
    if not last and body and body[-1] != "":
        if len(blocks[-1]) == 1 and not (own and len(blocks) == 1):
            blocks = blocks[:-1]  # an identifier: one line between an empty one and the next times
        elif len(body) > 1 and _INDEX.fullmatch(body[-1]):
            blocks[-1] = blocks[-1][:-1]
    kept = [
        block for place, block in enumerate(blocks) if (own and place == 0) or not _NOT_SAID.match(block[0])
    ]
    said = [line for block in kept for line in ["", *block]][1:]
    return said if own or not said else ["", *said]


def _blocks(body: list[str]) -> Iterator[list[str]]:
    """Runs of lines that are not empty; a line of blanks belongs to its block."""
    block: list[str] = []
    for line in body:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _add(reading: Reading, times: _Times, body: list[str], part: int = 0) -> None:
    if times.start is None:
        return
    if times.rest and not _SETTINGS.fullmatch(times.rest[:_LONGEST_TIMES_LINE]):
        body = [times.rest, *body]  # Whisper prints times and text on one line
    last = len(body)
    while last and not body[last - 1].strip():
        last -= 1
    raw = "\n".join(body[:last])
    if len(raw) > LONGEST_TEXT:
        sentence = "a text of {n} characters is no caption and was left out{where}"
        reading.notes.append(note("too long", sentence, sentence, [times.line + 1], len(raw)))
        return
    own_times = has_word_times(raw) or (raw.count("<u>") == 1 and not raw.lstrip().startswith("<u>"))
    reading.cues.append(Cue(times.start, times.end, plain_lines(raw), times.line + 1, own_times, part))


def _with_unreadable(reading: Reading, found: list[_Times]) -> Reading:
    lines = [times.line + 1 for times in found if times.start is None]
    if lines:
        reading.notes.append(
            note(
                "unreadable times",
                "1 caption whose times can't be read was left out{where}",
                "{n} captions whose times can't be read were left out{where}",
                lines,
            )
        )
    return reading
