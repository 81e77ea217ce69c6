"""SAMI: marks of time between HTML paragraphs.

pysubs2 guesses the ends from the length of the texts, mixes the languages of a file and refuses it for one bad mark.
"""

import re
from collections import defaultdict

from crvae_core.media.caption_formats.cues import LONGEST_TEXT, CaptionTier, Cue, Reading, note
from crvae_core.media.caption_formats.markup import one_line, plain_lines

_SYNC = re.compile(r"<sync\b([^<>]{0,300})>", re.IGNORECASE)
_START = re.compile(r"\bstart\s{0,5}=\s{0,5}[\"']?\s{0,5}(-?\d{1,12})", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b([^<>]{0,300})>", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s{0,5}=\s{0,5}[\"']?([\w-]{1,40})", re.IGNORECASE)
_SOURCE = re.compile(
    r"<p\b[^<>]{0,300}\bid\s{0,5}=\s{0,5}[\"']?source\b[^<>]{0,300}>.{0,500}?</p>", re.IGNORECASE | re.DOTALL
)
_CLOSING = re.compile(r"</(?:body|sami)\s{0,5}>", re.IGNORECASE)


def looks_like_sami(text: str) -> bool:
    """Whether the text is a SAMI page."""
    head = text[:20_000].lower()
    return "<sami" in head[:2000] or any(_START.search(mark[1]) for mark in _SYNC.finditer(head))


def read_sami(text: str, wanted: str | None = None) -> Reading:
    """The language with the most text; a caption ends at the next mark of its language.

    Args:
        wanted: the class of a language, which is read instead if it is there.
    """
    reading = Reading("sami", one_clock=True)
    by_class: dict[str, list[Cue]] = defaultdict(list)
    marks = list(_SYNC.finditer(text))
    unreadable, line, place = [], 1, 0
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        line, place = line + text.count("\n", place, mark.start()), mark.start()
        start = _START.search(mark[1])
        stop = after.start() if after else len(text)
        if start is None or stop - mark.end() > LONGEST_TEXT:
            unreadable.append(line)
            continue
        for name, said in _paragraphs(_CLOSING.sub("", text[mark.end() : stop])).items():
            by_class[name].append(Cue(int(start[1]) / 1000, None, said, line))
    chosen = max(by_class, key=lambda name: sum(len(cue.text) for cue in by_class[name]), default="")
    if wanted and wanted.strip().lower() in by_class:
        chosen = wanted.strip().lower()
    clearing = [cue for cue in by_class[""] if chosen and not one_line(cue.text)]
    reading.cues = _ended(by_class[chosen] + clearing)
    words = {name: sum(len(one_line(cue.text).split()) for cue in cues) for name, cues in by_class.items()}
    if len(spoken := {name: count for name, count in words.items() if count}) > 1:
        reading.tiers = tuple(CaptionTier(name, count, name == chosen) for name, count in spoken.items())
    _note(reading, by_class, chosen, unreadable)
    return reading


def _paragraphs(inside: str) -> dict[str, str]:
    """The plain text between two marks by the class of its paragraphs ("" for text outside of any)."""
    pieces = _PARAGRAPH.split(_SOURCE.sub("", inside))
    found: dict[str, str] = {}
    for attributes, said in [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]:
        name = _CLASS.search(attributes)
        key = name[1].lower() if name else ""
        text = plain_lines(" ".join(said.split()))
        found[key] = f"{found[key]}\n{text}" if found.get(key) else text
    if len(found) > 1 and not one_line(found.get("", "x")):
        del found[""]  # blanks before the first paragraph
    return found


def _ended(cues: list[Cue]) -> list[Cue]:
    """Cues with the next mark's time as their end; empty ones only mark an end."""
    cues = sorted(cues, key=lambda cue: cue.start or 0.0)
    ends = [*(cue.start for cue in cues[1:]), None]
    return [
        Cue(cue.start, end, cue.text, cue.line)
        for cue, end in zip(cues, ends, strict=False)
        if one_line(cue.text)
    ]


def _note(reading: Reading, by_class: dict[str, list[Cue]], chosen: str, unreadable: list[int]) -> None:
    others = sorted(
        name for name, cues in by_class.items() if name != chosen and any(one_line(c.text) for c in cues)
    )
    if others:
        sentence = f"the file holds several languages: {chosen or 'unnamed'} was read, {', '.join(others)[:100]} left out"
        reading.notes.append(note("languages", sentence, sentence, [], 1))
    if unreadable:
        one = "1 mark of time can't be read; its text was left out{where}"
        reading.notes.append(
            note(
                "unreadable times",
                one,
                "{n} marks of time can't be read; their texts were left out{where}",
                unreadable,
            )
        )
