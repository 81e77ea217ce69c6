"""The tracks that YouTube's own service gives: srv1, srv2, srv3 (XML) and json3. No library reads them all."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from crvae_core.media.caption_formats.clock import number
from crvae_core.media.caption_formats.cues import Cue, Reading
from crvae_core.media.caption_formats.markup import plain_lines
from crvae_core.media.caption_formats.xml_tree import Node


class _Piece(NamedTuple):
    start: float | None  # seconds
    length: float | None  # seconds
    text: str
    appended: bool  # goes on with the line before
    line: int | None


def read_srv1(root: Node) -> Reading:
    """<transcript><text start="0.16" dur="3.7">: seconds; entities are escaped twice."""
    reading = Reading("srv1")
    for node in root.find_all("text"):
        start, length = (number(node.attributes.get(key, "")) for key in ("start", "dur"))
        said = plain_lines(node.text())
        reading.cues.append(Cue(start, _end(start, length), said, node.line))
    return reading


def read_srv2(root: Node) -> Reading:
    """<timedtext><text t="160" d="3700">: milliseconds; words follow with append="1"."""
    reading = Reading("srv2")
    pieces = [_piece(node, node.attributes.get("append") == "1") for node in root.find_all("text")]
    reading.cues = list(_joined(pieces))
    return reading


def read_srv3(root: Node) -> Reading:
    """<timedtext format="3"> with <p t="160" d="3700"> of words <s>: milliseconds."""
    reading = Reading("srv3")
    pieces = [_piece(node, node.attributes.get("a") == "1") for node in root.find_all("p")]
    reading.cues = list(_joined(pieces))
    return reading


def read_json3(events: list[Any]) -> Reading:
    """The events of a json3 track: milliseconds; words are segments of an event."""
    reading = Reading("json3")
    pieces = []
    for event in events:
        segments = event.get("segs") if isinstance(event, dict) else None
        if not isinstance(segments, list):
            continue  # the window that the lines are shown in
        said = "".join(str(s.get("utf8") or "") for s in segments if isinstance(s, dict))
        start, length = (_milliseconds(event.get(key)) for key in ("tStartMs", "dDurationMs"))
        pieces.append(_Piece(start, length, said, bool(event.get("aAppend")), None))
    reading.cues = list(_joined(pieces))
    return reading


def _piece(node: Node, appended: bool) -> _Piece:
    start, length = (_milliseconds(node.attributes.get(key)) for key in ("t", "d"))
    parts = ["\n" if isinstance(item, Node) and item.name == "br" else _text(item) for item in node.content]
    return _Piece(start, length, "".join(parts), appended, node.line)


def _text(item: Node | str) -> str:
    return item if isinstance(item, str) else item.text()


def _milliseconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    found = number(value) if isinstance(value, str) else float(value) if abs(value) < 1e15 else None
    return None if found is None else round(found / 1000, 6)


def _end(start: float | None, length: float | None) -> float | None:
    return None if start is None or length is None else round(start + length, 6)


def _joined(pieces: Iterable[_Piece]) -> Iterable[Cue]:
    """Cues of lines: an appended piece goes on with the line before unless a line break stands between."""
    opened: Cue | None = None
    for piece in pieces:
        before, broken, after = piece.text.partition("\n") if piece.appended else ("", "", piece.text)
        if opened is not None and piece.appended:
            opened = Cue(opened.start, opened.end, opened.text + plain_lines(before), opened.line)
            if not broken:
                continue
        if opened is not None:
            yield opened
            opened = None
        said = after if broken or not piece.appended else piece.text
        if said.strip() or not piece.appended:
            opened = Cue(piece.start, _end(piece.start, piece.length), plain_lines(said), piece.line)
    if opened is not None:
        yield opened
