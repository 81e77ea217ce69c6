"""XML of no format of its own here: elements whose attributes tell times by name and that hold words.

Cinema subtitles (<Subtitle TimeIn="00:00:05:000">), USF, Kaltura, TTXT and many editors write so; Transcriber puts marks of
time between the words (<Sync time="1.5"/>).
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from crvae_core.media.caption_formats.columns import column
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Reading
from crvae_core.media.caption_formats.timed_rows import TimedRow, Units, is_time, rows_to_cues
from crvae_core.media.caption_formats.xml_tree import Node

_NAMES = {  # of elements, for people
    "dcsubtitle": "cinema subtitles", "subtitlereel": "cinema subtitles", "usfsubtitles": "usf", "textstream": "ttxt",
    "trans": "transcriber",
}  # fmt: skip
_TIMES = {"timein": "start", "timeout": "end", "sampletime": "start", "starttime": "start", "endtime": "end"}
_BREAKS = {"br", "text", "line", "p"}
_FEWEST = 2


class _Keys(NamedTuple):
    """The attributes that tell the start, the end and the length."""

    start: str
    end: str
    length: str


def read_timed_xml(root: Node, frame_rate: float | None) -> Reading | None:
    """The elements with a start and words; None if there are hardly any."""
    nodes = _elements(root)
    rows = (
        _marks(root) if root.name == "trans" else [row for node in nodes if (row := _row(node)) is not None]
    )
    units = Units()
    if sum(bool(row.text.strip()) for row in rows) < _FEWEST:
        return None
    reading = Reading(_NAMES.get(root.name, "xml"))
    reading.cues, reading.notes = rows_to_cues(rows, units, frame_rate)
    return reading


def _elements(root: Node) -> list[Node]:
    """All elements in order, but not those inside one that has a start and words."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if node is root or _row(node) is None:
            waiting.extend(reversed(node.children()))
    return found


def _row(node: Node) -> TimedRow | None:
    keys = _keys(node)
    if not is_time(node.attributes.get(keys.start, "")):
        return None
    said = node.attributes["text"] if "text" in node.attributes else _words(node)
    start, end, length = (node.attributes.get(key) for key in keys)
    return (
        TimedRow(start, end, length, said[:LONGEST_TEXT], node.line)
        if said.strip() or not node.children()
        else None
    )


def _keys(node: Node) -> _Keys:
    roles: dict[str, str] = {}
    for key in node.attributes:
        role = _TIMES.get(key) or ((found := column(key)) and found.role)
        if role:
            roles.setdefault(role, key)
    return _Keys(roles.get("start", roles.get("time", "")), roles.get("end", ""), roles.get("length", ""))


def _words(node: Node) -> str:
    parts: list[str] = []
    waiting: list[Node | str] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            parts.append(" ".join(item.split()) + (" " if item[-1:].isspace() else ""))
        else:
            parts.append("\n" if item.name in _BREAKS else "")
            waiting.extend(reversed(item.content))
    return "".join(parts).strip()


def _marks(root: Node) -> list[TimedRow]:
    """What stands behind each mark of time, up to the next (Transcriber)."""
    rows: list[TimedRow] = []
    for turn in root.find_all("turn"):
        end = turn.attributes.get("endtime")
        for item in turn.content:
            if isinstance(item, Node) and item.name == "sync":
                rows.append(TimedRow(item.attributes.get("time"), end, None, "", item.line))
            elif rows:
                said = item if isinstance(item, str) else ""
                rows[-1] = rows[-1]._replace(text=f"{rows[-1].text} {said}".strip()[:LONGEST_TEXT])
    return _until_next(rows)


def _until_next(rows: Sequence[TimedRow]) -> list[TimedRow]:
    return [row._replace(end=after.start) for row, after in itertools.pairwise(rows)] + list(rows[-1:])
