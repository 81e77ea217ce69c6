"""SubStation Alpha (ASS and SSA), as Aegisub writes it.

pysubs2 reads the texts; the lines are split here because it takes the columns as fixed, whatever the file's own
"Format:" line says, refuses a whole file for one bad time, and does not tell lines.
"""

import re
from dataclasses import replace

import pysubs2

from crvae_core.media.caption_formats.clock import clock_seconds
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Cue, Reading, note
from crvae_core.media.caption_formats.markup import plain_lines

_COLUMNS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_DRAWING = re.compile(r"\{[^{}]{0,500}\\p[1-9]")
_OLD = re.compile(r"scripttype:\s{0,5}v4\.00\s|\[v4 styles\]|^format: marked", re.IGNORECASE | re.MULTILINE)
_SECTION = re.compile(r"\s{0,5}\[([A-Za-z0-9+ ]{1,40})\]\s{0,5}")


def looks_like_ass(text: str) -> bool:
    """Whether the text begins with a section of such a script, or with its lines of dialogue."""
    head = text[:4000].lstrip().lower()
    return head.startswith(("[script info]", "[v4+ styles]", "[v4 styles]", "[events]")) or (
        head.startswith(("dialogue:", "format: layer", "format: marked")) and "dialogue:" in head
    )


def read_ass(text: str) -> Reading:
    """The lines of dialogue; comments, drawings, styles and attached fonts are left out."""
    reading = Reading("ssa" if _OLD.search(text[:9000]) else "ass", one_clock=True)
    columns: tuple[str, ...] = _COLUMNS
    section, part, unreadable = "events", -1, []
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _SECTION.fullmatch(line[:60]):
            section = match[1].lower()
            part += section == "events"  # a script joined to another has such a section of its own
        kind, _, rest = line[: LONGEST_TEXT + 500].partition(":")
        kind = kind.strip().lower()
        if kind == "format" and section == "events":
            columns = tuple(name.strip().lower() for name in rest.split(","))
        elif kind == "dialogue":
            cue = _dialogue(rest, columns, number)
            if cue is None:
                unreadable.append(number)
            elif cue.text:
                reading.cues.append(replace(cue, part=max(0, part)))
    if unreadable:
        one = "1 line of dialogue can't be read and was left out{where}"
        reading.notes.append(
            note(
                "unreadable times",
                one,
                "{n} lines of dialogue can't be read and were left out{where}",
                unreadable,
            )
        )
    return reading


def _dialogue(rest: str, columns: tuple[str, ...], line: int) -> Cue | None:
    """One line; None if it lacks a column or its start is no time. A drawing gives an empty text."""
    values = rest.lstrip().split(",", len(columns) - 1)
    row = dict(zip(columns, values, strict=False))
    start = clock_seconds(row.get("start", ""))
    if start is None or "text" not in row or len(row["text"]) > LONGEST_TEXT:
        return None
    said = "" if _DRAWING.search(row["text"]) else pysubs2.SSAEvent(text=row["text"]).plaintext
    return Cue(start, clock_seconds(row.get("end", "")), plain_lines(said), line)
