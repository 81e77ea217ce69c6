"""One line of a transcript or a printed list with the clocks that it carries, in any of the ways in which people write it."""

import re
from typing import NamedTuple

_CLOCK = r"\d{1,3}[:：]\d{2}(?:[:：]\d{2})?(?:[.,:;]\d{1,3})?|\d{1,2};\d{2};\d{2};\d{2}"
_WORDED = r"\d{1,2}h\d{1,2}m(?:\d{1,2}s)?|\d{1,3}m\d{1,2}s|\d{1,6}(?:\.\d{1,6})?s"
_TIME = rf"(?:{_CLOCK}|{_WORDED})(?![^\W_])"
_PAIRED = rf"(?:{_CLOCK}|{_WORDED}|\d{{1,6}}[.,]\d{{1,6}})(?![^\W_]|[.,:;]\d)"  # seconds alone only where two stand together
_OPEN, _CLOSE = r"(?:[\[({<#]\s?)?", r"(?:\s?[\])}>#])?"
_BETWEEN = (
    r"(?:\s{0,10}(?:[-–—~]{1,3}>?|[/|\\,;]|\.{2,3}|\bto\b|\bbis\b|→)\s{0,10}|\s{1,40}|(?<=[}>])(?=[{<]))"
)
_LABEL = r"(?:(?:tc[ _-]?)?(?:in|out|start|end|begin|from|to|dur|duration|length)\s?[:=]?\s{0,3})?"  # where two stand together
_SEVERAL = rf"{_LABEL}{_OPEN}(?P<start>{_PAIRED}){_CLOSE}{_BETWEEN}{_LABEL}{_OPEN}(?P<end>{_PAIRED}){_CLOSE}"
_LENGTH = rf"(?:{_BETWEEN}{_LABEL}{_OPEN}(?P<length>{_PAIRED}){_CLOSE})?"
_PAIR_FIRST = re.compile(
    rf"\s{{0,40}}(?:#?\d{{1,5}}\s?[.):]?\s{{1,20}}(?:[:-]\s)?)?{_SEVERAL}{_LENGTH}"
    r"\s{0,40}(?:[-–—:|,]\s|,)?\s{0,40}(?P<said>.*)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"\s{{0,20}}(?:#?\d{{1,5}}[.)]\s{{1,10}})?(?P<open>[\[(<{{#]?)\s?(?P<start>{_TIME})\s?[\])>}}#]?"
    r"\s{0,5}(?:[-–—:|]\s)?(?P<said>.*)"
)
_PAIR_LAST = re.compile(rf"(?:^|\s){_SEVERAL}{_LENGTH}\s{{0,20}}$", re.IGNORECASE)
_LAST = re.compile(
    rf"(?:\s{{2,20}}|\t|\.{{3,20}}\s?|\s(?=[\[(<#]))(?P<open>{_OPEN})(?P<start>{_TIME}){_CLOSE}\s{{0,20}}$"
)
_NAMED = re.compile(
    rf"(?P<who>[^\W\d][^\[\]()<>]{{0,40}}?)\s{{0,5}}:?\s?[\[(]\s?(?P<start>{_PAIRED})(?:{_BETWEEN}(?P<end>{_PAIRED}))?\s?[\])]"
    r":?\s{0,5}(?P<said>.*)"
)
_NAMED_LAST = re.compile(
    rf"(?P<who>[^\W\d][^.!?,;:]{{0,40}}?)\s{{1,10}}[\[(]?(?P<start>{_TIME})[\])]?\s{{0,20}}"
)
_MORE = re.compile(rf"\s?\[({_CLOCK})\]")
STAMP = re.compile(rf"\[(?:{_CLOCK})\]")
_INSIDE = re.compile(rf"(?<=[^\s\]])\s{{0,5}}(?=\[(?:{_CLOCK})\])")
_LONG = re.compile(r"\d[:：;]\d{2}[:：;]\d{2}")
_MAYBE = re.compile(r"\d(?:[:：;.,hm]\d|s\b)")
_LONGEST = 4000  # characters of a line that is looked at
_LONGEST_CUT = 4_000_000  # of a line that is cut at its clocks
_TAIL = 120  # characters at its end


class ClockLine(NamedTuple):
    """A line with its clocks as they are written; "" for an end or a length that is not given.

    line: counted from 1. starts: several for lyrics that are sung again. behind: the words stand before the clocks.
    sure: nothing else is written so; a clock before a sentence may also belong to it ("10:30 Breakfast").
    """

    line: int
    starts: tuple[str, ...]
    end: str
    length: str
    said: str
    sure: bool
    behind: bool = False


def clock_line(line: int, text: str) -> ClockLine | None:
    """The clocks and the words of a line; None if it carries none."""
    if len(text) > _LONGEST or _MAYBE.search(text) is None:
        return None
    if match := _PAIR_FIRST.fullmatch(text):
        return _pair(line, match, match["said"], behind=False)
    if match := _FIRST.fullmatch(text):
        return _first(line, match)
    if match := _NAMED.fullmatch(text):
        sure = match["end"] is not None or _LONG.search(match["start"]) is not None
        said = f"{match['who'].strip()} {match['said']}".rstrip()
        return ClockLine(
            line, (match["start"],), match["end"] or "", "", said, sure, behind=not match["said"].strip()
        )
    return _with_clocks_last(line, text)


def cut_at_stamps(lines: list[str]) -> list[tuple[int, str]]:
    """The lines with their numbers, cut before each clock in square brackets that stands between words."""
    return [
        (number, piece)
        for number, line in enumerate(lines, start=1)
        for piece in (_INSIDE.split(line) if "[" in line and len(line) <= _LONGEST_CUT else (line,))
    ]


def _first(line: int, match: re.Match[str]) -> ClockLine:
    said, starts = match["said"], [match["start"]]
    while match["open"] == "[" and (again := _MORE.match(said)):
        starts.append(again[1])
        said = said[again.end() :]
    sure = _LONG.search(match["start"]) is not None and (bool(match["open"]) or not said.strip())
    return ClockLine(line, tuple(starts), "", "", said.removeprefix(":"), sure)


def _pair(line: int, match: re.Match[str], said: str, behind: bool) -> ClockLine:
    sure = (":" in match["start"] and ":" in match["end"]) or ";" in match["start"]
    return ClockLine(line, (match["start"],), match["end"], match["length"] or "", said, sure, behind)


def _with_clocks_last(line: int, text: str) -> ClockLine | None:
    tail = text[-_TAIL:]
    before = text[: -len(tail)] if len(text) > _TAIL else ""
    if match := _PAIR_LAST.search(tail):
        return _pair(line, match, before + tail[: match.start()], behind=True)
    if match := _LAST.search(tail):
        said = before + tail[: match.start()]
        return ClockLine(
            line, (match["start"],), "", "", said, _LONG.search(match["start"]) is not None, behind=True
        )
    if match := _NAMED_LAST.fullmatch(text):
        return ClockLine(line, (match["start"],), "", "", match["who"].strip(), False, behind=True)
    return None
