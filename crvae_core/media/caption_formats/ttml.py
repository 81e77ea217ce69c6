"""TTML and its relatives (DFXP, EBU-TT, SMPTE-TT, IMSC).

Own reader: pysubs2 knows neither frames nor ticks nor `dur`, ttconv refuses files that are a little off the standard.
"""

import re
from dataclasses import dataclass, replace

from crvae_core.media.caption_formats.clock import number
from crvae_core.media.caption_formats.cues import Cue, Reading, note
from crvae_core.media.caption_formats.markup import without_marks
from crvae_core.media.caption_formats.xml_tree import Node

_CLOCK = re.compile(r"(\d{1,9}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,12})|[:;](\d{1,3})(?:\.(\d{1,3}))?)?")
_SHORT_CLOCK = re.compile(r"(\d{1,9}):(\d{1,2}(?:[.,]\d{1,12})?)")
_OFFSET = re.compile(r"(\d{1,15}(?:[.,]\d{1,15})?)\s?(h|ms|m|s|f|t)?")
_NOT_SAID = {"metadata", "desc", "title", "set", "agent", "copyright", "head"}
_ANNOTATIONS = {"text", "delimiter", "textcontainer"}  # of tts:ruby: how a word is read


@dataclass(frozen=True)
class _Rates:
    """What the document counts in: frames and ticks a second, and whether clocks count frames of real time."""

    frames: float
    nominal: float
    subframes: float
    ticks: float
    smpte: bool
    drop: bool


@dataclass(frozen=True)
class _Span:
    """When an element is active; `given` if it or something round it says so.

    absolute: the times inside count from the start of the film, against the standard, as some programs write them.
    """

    begin: float
    end: float | None
    given: bool
    absolute: bool = False


def read_ttml(root: Node) -> Reading:
    """Paragraphs with their times, which add up through body, div, p and span; `dur`, frames, ticks and seq included."""
    reading = Reading("ttml", one_clock=True)
    rates = _rates(root.attributes)
    unreadable: list[int] = []
    reading.programme_start_s = _programme_start(root, rates)
    for body in root.children("body") or [root]:
        _walk(body, _Span(0.0, None, False), rates, reading, unreadable)
    if unreadable:
        one = "1 time can't be read and was passed over{where}"
        reading.notes.append(
            note("unreadable times", one, "{n} times can't be read and were passed over{where}", unreadable)
        )
    return reading


def _programme_start(root: Node, rates: _Rates) -> float | None:
    """What EBU-TT tells in its metadata: the time of its clock at which the programme starts."""
    for head in root.children("head"):
        for node in head.find_all("documentstartofprogramme"):
            return _seconds(node.text(), rates)
    return None


def _rates(attributes: dict[str, str]) -> _Rates:
    nominal = _positive(attributes.get("framerate"), 30.0)
    up, down = [*re.findall(r"\d{1,9}", attributes.get("frameratemultiplier", "1 1")), "1", "1"][:2]
    frames = nominal * _positive(up, 1.0) / _positive(down, 1.0)
    subframes = _positive(attributes.get("subframerate"), 1.0)
    default_ticks = frames * subframes if "framerate" in attributes else 1.0
    drop = attributes.get("dropmode", "nondrop").lower()
    return _Rates(
        frames=frames,
        nominal=nominal,
        subframes=subframes,
        ticks=_positive(attributes.get("tickrate"), default_ticks),
        smpte=attributes.get("timebase", "media").lower() == "smpte",
        drop=drop in {"dropntsc", "droppal"},
    )


def _positive(text: str | None, default: float) -> float:
    value = number(text or "")
    return value if value and value > 0 else default


def _walk(node: Node, around: _Span, rates: _Rates, reading: Reading, unreadable: list[int]) -> _Span:
    """Collect the cues inside an element and return when it is active."""
    span = _span(node, around, rates, unreadable)
    if node.name in {"body", "div"} and _counts_from_start(node, span, rates):
        span = replace(span, absolute=True)
    timed_inside = any("begin" in inner.attributes for inner in _spans(node))
    if node.name == "p" and (span.given or not timed_inside):
        _add(node, span, reading)
        return span
    if node.name == "span" and timed_inside is False:
        _add(node, span, reading)
        return span
    sequential = node.attributes.get("timecontainer", "").lower() == "seq"
    at = span.begin
    for child in node.children():
        if child.name not in _NOT_SAID:
            place = replace(span, begin=at) if sequential else span
            inner = _walk(child, place, rates, reading, unreadable)
            at = inner.end if sequential and inner.end is not None else at
    return span


def _counts_from_start(node: Node, span: _Span, rates: _Rates) -> bool:
    """Whether the times inside only fit into their element if they are not added to its begin."""
    begins, ends = (
        [
            time
            for child in node.children("div", "p")
            if (time := _seconds(child.attributes.get(key, ""), rates)) is not None
        ]
        for key in ("begin", "end")
    )
    if not begins or span.begin <= 0 or span.end is None:
        return False
    return min(begins) >= span.begin - 0.001 and max(begins + ends) <= span.end + 0.001 < span.begin + max(
        begins + ends
    )


def _spans(node: Node) -> list[Node]:
    return [found for found in node.find_all("span") if found is not node]


def _add(node: Node, span: _Span, reading: Reading) -> None:
    said = _said(node)
    if said.strip():
        reading.cues.append(Cue(span.begin if span.given else None, span.end, said, node.line))


def _span(node: Node, around: _Span, rates: _Rates, unreadable: list[int]) -> _Span:
    values = {}
    for key in ("begin", "end", "dur"):
        if key in node.attributes:
            values[key] = _seconds(node.attributes[key], rates)
            if values[key] is None:
                unreadable.append(node.line)
    begin, end, dur = (values.get(key) for key in ("begin", "end", "dur"))
    base = 0.0 if around.absolute else around.begin
    start = base + (begin or 0.0)
    ends = [base + end] if end is not None else []
    ends += [start + dur] if dur is not None else []
    stop = min(ends, default=around.end)
    given = around.given or begin is not None or (node.name in {"p", "span"} and bool(ends))
    return _Span(round(start, 6), None if stop is None else round(stop, 6), given)


def _seconds(text: str, rates: _Rates) -> float | None:
    text = without_marks(text).strip().removeprefix("smpte=")
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part) for part in match.group(1, 2, 3))
        whole = float(hours * 3600 + minutes * 60 + seconds)
        if match[4]:
            return whole + float(f"0.{match[4]}")
        frames = int(match[5] or 0) + int(match[6] or 0) / rates.subframes
        return (
            _counted(whole, frames, hours * 60 + minutes, rates)
            if rates.smpte
            else whole + frames / rates.frames
        )
    if match := _SHORT_CLOCK.fullmatch(text):
        return int(match[1]) * 60 + float(match[2].replace(",", "."))
    if match := _OFFSET.fullmatch(text):
        unit = {"h": 3600.0, "m": 60.0, "ms": 0.001, "f": 1 / rates.frames, "t": 1 / rates.ticks}
        return float(match[1].replace(",", ".")) * unit.get(match[2] or "s", 1.0)
    return None


def _counted(whole: float, frames: float, minutes: int, rates: _Rates) -> float:
    """Real seconds of an SMPTE clock, which counts frames (two numbers a minute are left out in drop-frame clocks)."""
    dropped = 2 * (minutes - minutes // 10) if rates.drop else 0
    return (whole * rates.nominal + frames - dropped) / rates.frames


def _said(node: Node) -> str:
    """The text with line breaks for <br/>; other white space is single blanks unless it is to be kept."""
    parts: list[str] = []
    for item in node.content:
        if isinstance(item, str):
            kept = item if "\n" not in item else re.sub(r"\s+", " ", item)
            parts.append(kept)
        elif item.name == "br":
            parts.append("\n")
        elif item.name not in _NOT_SAID and item.attributes.get("ruby", "").lower() not in _ANNOTATIONS:
            parts.append(_said(item))
    return "".join(parts)
