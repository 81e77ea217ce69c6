"""JSON in the shapes that transcribers and download tools write: youtube-transcript-api, json3, Whisper's family, others."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.columns import Column, column
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, CaptionNote, Cue, Reading, note
from crvae_core.media.caption_formats.timed_rows import TimedRow, Units, Value, rows_to_cues
from crvae_core.media.caption_formats.youtube_tracks import read_json3

_WHISPER_KEYS = {"seek", "tokens", "words", "avg_logprob", "id"}
_PAUSE_S = 0.8  # words further apart belong to different captions
_MOST_WORDS = 12
_FASTER_WHISPER = {
    "start": 2,
    "end": 3,
    "text": 4,
}  # places in its tuples: id, seek, start, end, text, tokens, ...


def read_json(text: str, name: str, frame_rate: float | None) -> Reading | None:
    """The captions of a JSON text or of one object a line; None if it is no JSON at all (it may be plain text).

    Raises CaptionError for damaged JSON and for JSON that holds no captions.
    """
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise CaptionError(f"{name} is nested too deeply for captions: download them again") from error
    except ValueError as error:
        value = _lines_of_json(text)
        if value is None:
            _refuse_damaged(text, name, error)
            return None
    reading = _read_shallow(value, name, frame_rate)
    if reading is None:
        raise CaptionError(
            f"{name} is JSON of another kind: a list of objects with text, start and duration is expected, as "
            "youtube-transcript-api gives it, or what Whisper or YouTube (json3) write"
        )
    if len(reading.cues) > MOST_CUES:
        raise CaptionError(
            f"{name} has {len(reading.cues):,} captions, more than any video: give only its own"
        )
    return reading


def _read_shallow(value: Any, name: str, frame_rate: float | None) -> Reading | None:
    try:
        return _read(value, frame_rate)
    except RecursionError as error:
        raise CaptionError(f"{name} is nested too deeply for captions: download them again") from error


def _refuse_damaged(text: str, name: str, error: ValueError) -> None:
    """Raise CaptionError unless the text only begins like JSON ("[Music] ...")."""
    head = "".join(text[:200].split())
    if head.startswith(("[{", '{"', "[[", '["', "{'")):
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise CaptionError(f"{name} is damaged JSON{where}: download the captions again") from error


def _lines_of_json(text: str) -> list[Any] | None:
    """The objects of a file with one on each line (JSON Lines)."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:3]):
        return None
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return None


def _read(value: Any, frame_rate: float | None) -> Reading | None:
    if isinstance(value, dict):
        return _read_object(value, frame_rate)
    if not isinstance(value, list):
        return None
    if value and all(isinstance(row, dict) for row in value):
        if any("tStartMs" in row for row in value):
            return read_json3(value)
        if not any(_names(row) for row in value[:50]):
            inner = [found for row in value if (found := _read(row, frame_rate)) is not None]
            return inner[0] if len(inner) == 1 else None
        return _read_rows("json", value, frame_rate)
    if value and all(isinstance(row, list) and len(row) > 4 and isinstance(row[4], str) for row in value):
        rows = [{key: row[place] for key, place in _FASTER_WHISPER.items()} for row in value]
        return _read_rows("whisper", rows, frame_rate)
    if value and all(isinstance(row, str) for row in value):
        return Reading("json", [Cue(None, None, row) for row in value])
    return None


def _read_object(value: dict[str, Any], frame_rate: float | None) -> Reading | None:
    if isinstance(value.get("events"), list) and value["events"]:
        return read_json3(value["events"])
    if isinstance(value.get("transcription"), list):  # whisper.cpp
        return _read_rows("whisper", [_from_whisper_cpp(row) for row in value["transcription"]], frame_rate)
    if isinstance(value.get("chunks"), list):  # transformers
        return _read_rows("whisper", [_from_chunk(row) for row in value["chunks"]], frame_rate)
    if isinstance(value.get("segments"), list) and (value["segments"] or not value.get("text")):
        segments = _read(value["segments"], frame_rate) or Reading("whisper")
        is_whisper = _WHISPER_KEYS & {
            key for row in value["segments"][:5] if isinstance(row, dict) for key in row
        }
        return Reading(
            "whisper" if is_whisper or segments.format == "whisper" else "json", segments.cues, segments.notes
        )
    if isinstance(value.get("words"), list) and value["words"]:
        words = _read(value["words"], frame_rate)
        return None if words is None else Reading("whisper", list(_joined_words(words.cues)), words.notes)
    lists = [item for item in value.values() if isinstance(item, list | dict) and item]
    found = [reading for item in lists if (reading := _nested(item, frame_rate)) is not None]
    if found:
        return max(found, key=lambda reading: len(reading.cues))
    return Reading("json", [Cue(None, None, value["text"])]) if isinstance(value.get("text"), str) else None


def _nested(item: Any, frame_rate: float | None) -> Reading | None:
    """Captions one level further in; lists of bare words or numbers are no captions there."""
    if isinstance(item, list) and not all(isinstance(row, dict) for row in item):
        return None
    return _read(item, frame_rate)


def _from_whisper_cpp(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        return {}
    offsets, stamps = row.get("offsets"), row.get("timestamps")
    if isinstance(offsets, dict):
        return {"start_ms": offsets.get("from"), "end_ms": offsets.get("to"), "text": row.get("text")}
    times = stamps if isinstance(stamps, dict) else {}
    return {"start": times.get("from"), "end": times.get("to"), "text": row.get("text")}


def _from_chunk(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        return {}
    times = row.get("timestamp")
    start, end = times if isinstance(times, list) and len(times) == 2 else (None, None)
    return {"start": start, "end": end, "text": row.get("text")}


def _names(row: dict[str, Any]) -> dict[str, str]:
    """The key that plays each role in an object: {"text": "caption", "start": "begin"}; empty without a text."""
    roles: dict[str, tuple[tuple[int, int], str]] = {}
    for place, key in enumerate(list(row)[:60]):
        found = column(key)
        if found is None or (found.role == "text" and isinstance(row[key], dict | list)):
            continue
        rank = (found.rank, place)
        if found.role not in roles or rank < roles[found.role][0]:
            roles[found.role] = (rank, key)
    if "time" in roles and "start" not in roles:
        roles["start"] = roles["time"]
    return {role: key for role, (_, key) in roles.items()} if "text" in roles else {}


def _read_rows(kind: str, rows: Sequence[dict[str, Any]], frame_rate: float | None) -> Reading:
    """Objects with fields that tell their roles by name; the first that has a text sets the names."""
    names: dict[str, str] = {}
    for row in rows[:50]:
        names = {**_names(row), **names}
    text_key = names.get("text", "text")
    columns = [column(names[role]) if role in names else None for role in ("start", "end", "length")]
    units = Units(*(_unit(found) for found in columns))
    timed, textless = [], 0
    for row in rows:
        said = row.get(text_key)
        if isinstance(said, str):
            timed.append(_row(row, names, said))
        elif said is not None:
            textless += 1
    cues, notes = rows_to_cues(timed, units, frame_rate)
    return Reading(kind, cues, notes + _textless_note(textless))


def _unit(found: Column | None) -> float | None:
    return found.unit if found else None


def _row(row: dict[str, Any], names: dict[str, str], said: str) -> TimedRow:
    start, end, length = (
        _value(row.get(names[role])) if role in names else None for role in ("start", "end", "length")
    )
    return TimedRow(start, end, length, said[:LONGEST_TEXT], None)


def _value(value: Any) -> Value:
    """A time as it stands; anything that can't be one as a text that is no time, so that it is reported."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return "not a time"


def _textless_note(count: int) -> list[CaptionNote]:
    if not count:
        return []
    one = "1 caption whose text is none was left out"
    return [note("no text", one, "{n} captions whose texts are none were left out", [], count)]


def _joined_words(words: Iterable[Cue]) -> Iterable[Cue]:
    """Captions of words that follow each other without a pause."""
    held: list[Cue] = []
    for word in words:
        before = held[-1].end if held else None
        pause = before is not None and word.start is not None and word.start - before > _PAUSE_S
        if held and (
            pause or len(held) >= _MOST_WORDS or held[-1].text.rstrip().endswith((".", "?", "!", "。"))
        ):
            yield _one(held)
            held = []
        held.append(word)
    if held:
        yield _one(held)


def _one(words: Sequence[Cue]) -> Cue:
    return Cue(words[0].start, words[-1].end, " ".join(word.text.strip() for word in words))
