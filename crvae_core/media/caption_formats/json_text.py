"""The values of a text in JSON or what is near it: one object a line, several documents, Python's and JavaScript's literals."""

import json
import re
from typing import Any

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import LONGEST_TEXT
from crvae_core.media.caption_formats.python_literal import looks_like_literal, read_literals

_MOST_STRAY = 0.2  # of the lines that hold no value, as a program's own messages
_OBJECT = re.compile(r"(?:\w{1,60}=)?[\[(]?[A-Za-z_][\w.]{0,100}\([A-Za-z_]\w{0,60}=")
_BETWEEN = re.compile(r"[\s,\x1e]*")
_BEGINNINGS = ("[{", '{"', "[[", '["', "{'", "['", "[(", "[<", "({")


def read_values(text: str, name: str) -> Any | None:
    """The value of a text, a list of them where there are several; None if it only begins like one ("[Music] ...").

    Raises CaptionError for damaged values and for ones nested as no captions are.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise CaptionError(f"{name} is nested too deeply for captions: download them again") from error
    except ValueError as error:
        values = _documents(text) or _literals(text) or _lines(text)
        if values is None:
            _refuse_damaged(text, name, error)
            return None
    return values[0] if len(values) == 1 else values


def _documents(text: str) -> list[Any] | None:
    """JSON documents that stand one after the other, each on its line or on several; commas may stand between."""
    decoder = json.JSONDecoder()
    values, place = [], 0
    try:
        while (place := _skipped(text, place)) < len(text):
            value, place = decoder.raw_decode(text, place)
            values.append(value)
    except (ValueError, RecursionError):
        return None
    return values or None


def _skipped(text: str, place: int) -> int:
    match = _BETWEEN.match(text, place)
    return match.end() if match else place


def _literals(text: str) -> list[Any] | None:
    try:
        values = read_literals(text) if looks_like_literal(text) else []
    except ValueError:
        return None
    return [value for value in values if isinstance(value, list | dict)] or None


def _lines(text: str) -> list[Any] | None:
    """The values of a file with one on each line, between which a program has printed some words."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) > LONGEST_TEXT:
        return None
    found = [values for line in lines if (values := _of_line(line)) is not None]
    return (
        [value for values in found for value in values]
        if len(found) >= (1 - _MOST_STRAY) * len(lines)
        else None
    )


def _of_line(line: str) -> list[Any] | None:
    line = line.strip().removeprefix("data:").lstrip()
    return _documents(line) or _literals(line) if line[:1] in {"{", "["} or "(" in line[:200] else None


def _refuse_damaged(text: str, name: str, error: ValueError) -> None:
    """Raise CaptionError unless the text only begins like a list ("[Music] ...")."""
    head = "".join(text[:200].split())
    if _OBJECT.match(head):
        raise CaptionError(
            f"{name} is a damaged or too long list of Python's objects: save the captions as SRT, or as JSON"
        ) from error
    if head.startswith(_BEGINNINGS):
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise CaptionError(f"{name} is damaged JSON{where}: download the captions again") from error
