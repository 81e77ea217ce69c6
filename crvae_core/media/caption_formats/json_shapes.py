"""JSON in the shapes that transcribers and download tools write: youtube-transcript-api, json3, Whisper's family, others."""

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.columns import Column, column
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, CaptionNote, Cue, Reading, note
from crvae_core.media.caption_formats.json_rows import (
    Row,
    Table,
    has_times,
    longest_text,
    names,
    plain_row,
    tables,
)
from crvae_core.media.caption_formats.json_text import read_values
from crvae_core.media.caption_formats.timed_rows import TimedRow, Units, Value, rows_to_cues
from crvae_core.media.caption_formats.word_captions import are_words, captions_of_words
from crvae_core.media.caption_formats.youtube_tracks import read_json3

_WHISPER_KEYS = {"seek", "tokens", "words", "avg_logprob", "id"}
_FASTER_WHISPER = {
    "start": 2,
    "end": 3,
    "text": 4,
}  # places in its tuples: id, seek, start, end, text, tokens, ...
_SIDE_BY_SIDE = {"channels", "tracks", "speakers", "participants"}  # lists whose times run beside each other
_WORD_LISTS = {
    "words",
    "items",
    "elements",
    "word_segments",
    "result",
    "results",
    "word_timestamps",
    "timestamps",
}
_PARTS_OF_WORDS = {"phones", "phonemes", "phone", "syllables", "chars", "characters", "tokens"}
_MOST_WORDS = 1_000_000
_ENOUGH_TEXT = 0.3  # of the longest list's text, for a list with times to be preferred
_ALL_TEXT = 0.8  # of it, for captions to be preferred to words
_LONGEST_S = 30.0  # captions of which the usual one is longer are turns or paragraphs: the words tell more


class _Candidate(NamedTuple):
    """One list of captions or words, read: how many letters it holds, and how long its usual caption lasts.

    rough: only the ends are told, so that pauses count as speech.
    """

    reading: Reading
    words: bool
    rough: bool
    timed: bool
    letters: int
    usual_s: float


def read_json(text: str, name: str, frame_rate: float | None) -> Reading | None:
    """The captions of a JSON text, of what is near it (one object a line, Python's literals); None if it is neither.

    Raises CaptionError for damaged JSON, for JSON that holds no captions, and for times that are not understood.
    """
    value = read_values(text, name)
    if value is None:
        return None
    try:
        reading = _known(value, frame_rate) or _found(value, name, frame_rate)
    except RecursionError as error:
        raise CaptionError(f"{name} is nested too deeply for captions: download them again") from error
    if reading is None:
        raise CaptionError(
            f"{name} is JSON of another kind: a list of objects with text, start and duration is expected, as "
            "youtube-transcript-api gives it, or what Whisper or YouTube (json3) write"
        )
    _check_count(len(reading.cues), MOST_CUES, name)
    return reading


def _check_count(count: int, most: int, name: str) -> None:
    if count > most:
        what = "captions" if most == MOST_CUES else "words"
        raise CaptionError(f"{name} has {count:,} {what}, more than any video: give only its own")


def _known(value: Any, frame_rate: float | None) -> Reading | None:
    """The shapes of YouTube and of Whisper's family, whose captions are in a place of their own."""
    if isinstance(value, list) and value:
        if all(isinstance(row, dict) for row in value) and any("tStartMs" in row for row in value):
            return read_json3(value)
        if all(isinstance(row, list) and len(row) > 4 and isinstance(row[4], str) for row in value):
            rows = [{key: row[place] for key, place in _FASTER_WHISPER.items()} for row in value]
            return _read_rows("whisper", [rows], frame_rate)
        if all(isinstance(row, str) for row in value):
            return Reading("json", [Cue(None, None, row) for row in value])
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("events"), list) and any(isinstance(row, dict) for row in value["events"]):
        return read_json3(value["events"])
    for key in ("transcription", "chunks"):  # whisper.cpp, transformers
        if _are_objects(value.get(key)):
            return _read_rows("whisper", [value[key]], frame_rate)
    if _are_objects(value.get("segments")) and any(names(plain_row(row)) for row in value["segments"][:50]):
        is_whisper = _WHISPER_KEYS & {key for row in value["segments"][:5] for key in row}
        return _read_rows("whisper" if is_whisper else "json", [value["segments"]], frame_rate)
    return None


def _are_objects(rows: Any) -> bool:
    return isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) for row in rows)


def _found(value: Any, name: str, frame_rate: float | None) -> Reading | None:
    """The best list of captions or words anywhere in a value, else its longest text.

    Raises CaptionError if the texts are there without the times that other objects have.
    """
    if not isinstance(value, dict | list):
        return None
    spoken = [
        table for table in tables(value, name) if not {key.lower() for key in table.path} & _PARTS_OF_WORDS
    ]
    for table in spoken:
        _check_count(sum(map(len, table.lists)), _MOST_WORDS if _hold_words(table) else MOST_CUES, name)
    candidates = [_candidate(table, frame_rate) for table in spoken]
    best = _best(candidates)
    if best is not None and best.timed:
        best.reading.notes.extend(_others(best, candidates))
    if best is not None and (best.timed or not best.reading.cues):  # none: its notes say why
        return best.reading
    text = longest_text(value)
    if best is None and not text:
        return None
    if has_times(value, name):
        raise CaptionError(
            f"{name} is JSON with times of a kind that is not known: give it as SRT or WebVTT, or as a list of objects with "
            "start, end and text"
        )
    return (
        best.reading
        if best is not None and best.letters >= len(text)
        else Reading("json", [Cue(None, None, text)])
    )


def _candidate(table: Table, frame_rate: float | None) -> _Candidate:
    words = _hold_words(table)
    reading = _read_rows("json", table.lists, frame_rate, words)
    cues = reading.cues
    if words:
        by_list = itertools.groupby(cues, key=lambda cue: cue.part)
        cues = [caption for _, heard in by_list for caption in captions_of_words(heard)]
    if words or {key.lower() for key in table.path} & _SIDE_BY_SIDE:
        cues = sorted((replace(cue, part=0) for cue in cues), key=lambda cue: cue.start or 0.0)
    lengths = [cue.end - cue.start for cue in cues if cue.start is not None and cue.end is not None]
    roles = {role for row in table.first for role in names(row)}
    return _Candidate(
        Reading("json", cues, reading.notes),
        words,
        rough="start" not in roles,
        timed=sum(cue.start is not None for cue in cues) > 0.5 * len(cues),
        letters=sum(len(cue.text) for cue in cues),
        usual_s=statistics.median(lengths) if lengths else 0.0,
    )


def _hold_words(table: Table) -> bool:
    """Whether the objects are words: their key or the text's says so, or every text is one word."""
    rows = table.first
    keys = {found["text"].lower() for row in rows if (found := names(row))}
    texts = [str(row[found["text"]]) for row in rows if (found := names(row))]
    inside = [key.lower() for key in table.path if key not in {"[]", "[[]]"}][-2:]
    return are_words(texts) and (bool(keys & {"word", "words"}) or not _WORD_LISTS.isdisjoint(inside))


def _others(best: _Candidate, candidates: Sequence[_Candidate]) -> list[CaptionNote]:
    """A note on lists of captions that say something else, as of other videos or languages."""
    said = _words(best)
    others = [
        found
        for found in candidates
        if found.timed
        and not found.words
        and len(said & _words(found)) < 0.5 * len(said)
        and found.letters >= 0.5 * best.letters
    ]
    if not others:
        return []
    one = "the file holds another list of captions, which was left out: give only this video's"
    return [
        note(
            "lists",
            one,
            "the file holds {n} other lists of captions, which were left out: give only this video's",
            [],
            len(others),
        )
    ]


def _words(candidate: _Candidate) -> set[str]:
    return {word.strip(".,?!").lower() for cue in candidate.reading.cues[:200] for word in cue.text.split()}


def _best(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """Captions with times, else words with times, else whatever holds the most text."""
    most = max((candidate.letters for candidate in candidates), default=0)
    timed = [found for found in candidates if found.timed and found.letters >= _ENOUGH_TEXT * most]
    if not timed:
        return max(candidates, key=lambda found: found.letters, default=None)
    whole = [found for found in timed if found.letters >= _ALL_TEXT * max(other.letters for other in timed)]
    short = [found for found in whole if not found.words and not found.rough and found.usual_s <= _LONGEST_S]
    words = [found for found in whole if found.words]
    return max(short or words or whole, key=lambda found: len(found.reading.cues))


def _read_rows(
    kind: str, lists: Sequence[Sequence[Row]], frame_rate: float | None, words: bool = False
) -> Reading:
    """Objects with fields that tell their roles by name; the first that has a text sets the names."""
    keys: dict[str, str] = {}
    for row in itertools.islice(itertools.chain.from_iterable(lists), 50):
        keys = {**names(plain_row(row)), **keys}
    text_key = keys.get("text", "text")
    columns = [column(keys[role]) if role in keys else None for role in ("start", "end", "length")]
    units = Units(*(_unit(found) for found in columns))
    timed, textless = [], 0
    for part, rows in enumerate(lists):
        for row in map(plain_row, rows):
            said = row.get(text_key)
            if isinstance(said, str):
                timed.append(_row(row, keys, said, part))
            elif said is not None:
                textless += 1
    cues, notes = rows_to_cues(timed, units, frame_rate, words=words)
    if "end" in keys and "start" not in keys:  # each lasts from the end of the one before
        ends = [0.0, *(cue.end for cue in cues)]
        cues = [replace(cue, start=before) for cue, before in zip(cues, ends, strict=False)]
    return Reading(kind, cues, notes + _textless_note(textless))


def _unit(found: Column | None) -> float | None:
    return found.unit if found else None


def _row(row: Row, keys: dict[str, str], said: str, part: int) -> TimedRow:
    if keys.get("start", "") not in row:
        keys = {**keys, **names(row)}
    start, end, length = (
        _value(row.get(keys[role])) if role in keys else None for role in ("start", "end", "length")
    )
    return TimedRow(start, end, length, said[:LONGEST_TEXT], None, part)


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
