"""Text without markup: one caption a line, or a transcript whose lines carry times ("0:12 and so on", "[00:12.50] la")."""

import itertools
import re
from typing import NamedTuple

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.clock import DEFAULT_FRAME_RATE, clock_seconds, counts_frames
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, Cue, Reading, assumed_rate, note
from crvae_core.media.caption_formats.markup import plain_lines

_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1b]")
_LONGEST_LINE = 400  # characters; longer ones are paragraphs and are cut into sentences
_SENTENCE_END = re.compile(r"(?<=[。！？…!?])\s*|(?<=[.])\s+")
_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,:;]\d{1,3})?"
_TIMED = re.compile(
    rf"\s{{0,20}}(?P<open>[\[(<]?)(?P<start>{_CLOCK})(?:\s?[-–—~]{{1,2}}>?\s?(?P<end>{_CLOCK}))?[\])>]?"
    r"\s{0,5}(?:[-–—:|]\s)?(?P<said>.*)"
)
_TIME_LAST = re.compile(
    rf"(?P<said>[^.!?,:;\d][^.!?,;:]{{0,40}}?)\s{{1,10}}[\[(]?(?P<start>{_CLOCK})[\])]?\s{{0,20}}(?P<end>)(?P<open>)"
)
_TIME_AFTER_NAME = re.compile(
    rf"(?P<who>[^\[\]()<>\d][^\[\]()<>]{{0,40}}?)\s{{0,5}}(?P<open>[\[(])(?P<start>{_CLOCK})(?P<end>)[\])]:?\s{{0,5}}(?P<said>.*)"
)
_MORE_STAMPS = re.compile(rf"\[({_CLOCK})\]")
_LYRICS_HEADER = re.compile(r"\[(?:ti|ar|al|au|by|offset|length|re|ve|id|la|#)[:\]].{0,200}", re.IGNORECASE)


class _Line(NamedTuple):
    line: int
    starts: list[float]  # several for lyrics that are sung again
    end: float | None
    said: str
    in_frames: bool


def read_plain(text: str, name: str) -> Reading:
    """One caption a line; a paragraph is cut at the ends of its sentences.

    Raises CaptionError if the text is not one, or has a line that no one can cut.
    """
    _check_is_text(text, name)
    lines = text.splitlines()
    if len(lines) > MOST_CUES:
        raise CaptionError(
            f"{name} has {len(lines):,} lines, more than any video has captions: give only its captions"
        )
    reading, cut = Reading("text"), []
    for line, said in enumerate(lines, start=1):
        pieces = [said] if len(said) <= _LONGEST_LINE else _sentences(said)
        if any(len(piece) > LONGEST_TEXT for piece in pieces):
            raise CaptionError(
                f"line {line} of {name} has {len(said):,} characters without the end of a sentence: "
                "put each caption on a line of its own"
            )
        cut += [line] * (len(pieces) > 1)
        reading.cues += [Cue(None, None, plain_lines(piece), line) for piece in pieces]
    if cut:
        one = "1 long line was cut into its sentences{where}"
        reading.notes.append(
            note("long line", one, "{n} long lines were cut into their sentences{where}", cut)
        )
    return reading


def read_timed_lines(text: str, frame_rate: float | None = None) -> Reading | None:
    """Lines that carry a time, with the lines below that belong to them; None if too few do or their times fall."""
    lines = text.split("\n")
    if max(map(len, lines)) > LONGEST_TEXT:
        return None
    found = [
        timed
        for index, line in enumerate(lines, start=1)
        if (timed := _timed(index, line, frame_rate)) is not None
    ]
    said = sum(bool(line.strip()) for line in lines)
    starts = [timed.starts[0] for timed in found]
    falls = sum(after < before for before, after in itertools.pairwise(starts))
    if len(found) < 2 or len(found) < 0.25 * said or falls > 0.1 * len(found):
        return None
    reading = _with_lines_below(lines, found)
    if frame_rate is None and any(timed.in_frames for timed in found):
        reading.notes.append(assumed_rate(DEFAULT_FRAME_RATE))
    return reading


def _check_is_text(text: str, name: str) -> None:
    unreadable = len(_UNREADABLE.findall(text))
    if unreadable > 0.01 * len(text):
        raise CaptionError(f"{name} is not a text file: give captions as SRT, WebVTT, JSON or plain text")


def _sentences(said: str) -> list[str]:
    """Sentences, gathered into pieces of some length so that "Dr. No" does not become two captions."""
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(said):
        if pieces and len(pieces[-1]) < 25:
            pieces[-1] = f"{pieces[-1]} {sentence}"
        else:
            pieces.append(sentence)
    return [part for piece in pieces for part in _by_length(piece)]


def _by_length(piece: str) -> list[str]:
    """A piece without full stops, as speech recognition gives it, cut at blanks."""
    if len(piece) <= _LONGEST_LINE:
        return [piece]
    parts, held = [], ""
    for word in piece.split():
        if held and len(held) + len(word) > _LONGEST_LINE // 4:
            parts.append(held)
            held = ""
        held = f"{held} {word}" if held else word
    return [*parts, held]


def _timed(line: int, text: str, frame_rate: float | None) -> _Line | None:
    match = _TIMED.fullmatch(text) or _TIME_LAST.fullmatch(text) or _TIME_AFTER_NAME.fullmatch(text)
    start = clock_seconds(match["start"], frame_rate) if match else None
    if match is None or start is None or text[match.end("start") : match.end("start") + 1].isalnum():
        return None  # "10:30am" is no mark of time
    said, starts = match["said"], [start]
    while match["open"] == "[" and (again := _MORE_STAMPS.match(said)):
        more = clock_seconds(again[1], frame_rate)
        starts += [] if more is None else [more]
        said = said[again.end() :]
    if who := match.groupdict().get("who"):
        said = f"{who.strip()} {said}"
    end = clock_seconds(match["end"], frame_rate) if match["end"] else None
    return _Line(line, starts, end, said, counts_frames(match["start"]))


def _with_lines_below(lines: list[str], found: list[_Line]) -> Reading:
    reading = Reading("timed text")
    stops = [*(timed.line - 1 for timed in found[1:]), len(lines)]
    for timed, stop in zip(found, stops, strict=True):
        below = [line for line in lines[timed.line : stop] if line.strip()]
        said = plain_lines("\n".join([timed.said, *below] if timed.said.strip() else below))
        reading.cues += [Cue(start, timed.end, said, timed.line) for start in timed.starts]
    stray = [
        line
        for line, text in enumerate(lines[: found[0].line - 1], start=1)
        if text.strip() and not _LYRICS_HEADER.match(text)
    ]
    if stray:
        sentence = "text before the first time was left out{where}"
        reading.notes.append(note("stray text", sentence, sentence, stray))
    return reading
