"""Text without markup and without times: one caption a line."""

import re

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, Cue, Reading, note
from crvae_core.media.caption_formats.markup import plain_lines

_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1b]")
_LONGEST_LINE = 400  # characters; longer ones are paragraphs and are cut into sentences
_SENTENCE_END = re.compile(r"(?<=[。！？…!?])\s*|(?<=[.])\s+")


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
