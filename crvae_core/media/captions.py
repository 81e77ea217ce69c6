"""Caption files as segments of text with times: SRT, ASS, WebVTT, youtube-transcript-api JSON, plain text.

The format is found from the content, never from the name. Times are seconds.
"""

import html
import itertools
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import pysubs2
import webvtt

from crvae_core.errors import CaptionError

MAXIMUM_BYTES = 20_000_000  # a day of dense captions is below 10 MB
MAXIMUM_TIME_S = 360_000.0  # 100 hours
_CUE_LINE = re.compile(r"^\s*\d+:\d{1,2}(:\d{1,2})?[,.]\d{1,3}\s*-->\s*\d", re.MULTILINE)
_MARKS = (  # byte-order marks; UTF-32 first, for its mark begins like that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|\{\\[^{}]{0,200}\}")


@dataclass(frozen=True)
class CaptionSegment:
    """A piece of what is said. `start` and `end` are seconds; None where the file has no times."""

    start: float | None
    end: float | None
    text: str


@dataclass(frozen=True)
class Captions:
    """The segments of one file in the order of time, with the format and encoding that were found."""

    segments: tuple[CaptionSegment, ...]
    format: str
    encoding: str

    @property
    def timed(self) -> bool:
        """Whether every segment has a start."""
        return all(segment.start is not None for segment in self.segments)


def read_captions(path: Path | str, encoding: str | None = None) -> Captions:
    """Read a caption file.

    encoding: overrides the detection.

    Raises CaptionError if the file is missing, empty, not text, or holds no caption that can be read.
    """
    path = Path(path)
    text, found = _decode(_read_bytes(path), path.name, encoding)
    name, segments = _parse(text, path.name)
    cleaned = _clean(segments)
    if not cleaned:
        raise CaptionError(f"{path.name} holds no caption text: give a file with at least a few segments")
    return Captions(tuple(cleaned), name, found)


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise CaptionError(
                f"{path.name} has {size / 1e6:.0f} MB, more than any caption file needs: "
                "give the captions, not the video or a dump"
            )
        data = path.read_bytes()
    except OSError as error:
        raise CaptionError(f"{path} can't be read ({error.strerror}): check the path") from error
    if not data.strip():
        raise CaptionError(f"{path.name} is empty: export the captions again")
    return data


def _decode(data: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    """The text with \\n between its lines, and its encoding."""
    text, found = _decode_bytes(data, name, encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n"), found


def _decode_bytes(data: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    """The text without byte-order mark, and its encoding: mark, strict UTF-8, GB18030, Big5, then the detector."""
    if encoding:
        try:
            return data.decode(encoding).lstrip("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise CaptionError(f"{name} can't be read as {encoding}: choose another encoding") from error
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return data.decode(marked, errors="replace"), marked
    if b"\x00" in data:
        for place, unmarked in ((1, "utf-16-le"), (0, "utf-16-be")):
            if data[place::2].count(0) > 0.1 * len(data) and not data[1 - place :: 2].count(0):
                return data.decode(unmarked, errors="replace"), unmarked
        raise CaptionError(
            f"{name} is not a text file: give captions as SRT, WebVTT, JSON or plain text (not a video or a document)"
        )
    for candidate in ("utf-8", "gb18030", "big5"):
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        if candidate == "utf-8" or _mostly_common_chinese(text):
            return text, candidate
    return _detect(data, name)


def _mostly_common_chinese(text: str) -> bool:
    """Whether what is not ASCII is mostly everyday Chinese, as a wrong decoding never is."""
    foreign = [character for character in text if ord(character) > 127]
    common = sum(
        "\u4e00" <= character <= "\u9fff" or character in "，。！？、：；“”《》（）…—"
        for character in foreign
    )
    frequent = sum(
        character in "的一是不了在人有我他这中大来上国个到说们為這個們來國說會對" for character in foreign
    )
    return bool(foreign) and common >= 0.9 * len(foreign) and frequent >= 0.02 * len(foreign)


def _mostly_western(text: str) -> bool:
    """Whether what is not ASCII is what French, German, Spanish or English texts use (the detector prefers cp1250)."""
    foreign = [character for character in text if ord(character) > 127]
    return sum(
        character in "éèêëàâäáçùûüúîïíôöóñßÉÈÀÇÄÖÜÑ«»¿¡’‘“”–—…\xa0" for character in foreign
    ) >= 0.95 * len(foreign)


def _detect(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    western = data.decode("cp1252", errors="replace")
    if _mostly_western(western):
        return western, "cp1252"

    best = from_bytes(data[:500_000]).best()
    if best is None:
        raise CaptionError(f"the encoding of {name} can't be told: save the captions as UTF-8 text")
    return data.decode(best.encoding, errors="replace"), best.encoding


def _parse(text: str, name: str) -> tuple[str, list[CaptionSegment]]:
    head = text.lstrip()[:200]
    if head.startswith("WEBVTT"):
        return "webvtt", _parse_webvtt(text, name)
    if head.startswith("[Script Info]"):
        return "ass", _parse_subtitles(text, name, "ass")
    if head.startswith(("<", "{\\rtf", "%PDF")):
        raise CaptionError(
            f"{name} is a page or a document: give captions as SRT, WebVTT, JSON or plain text"
        )
    if head.startswith(("[", "{")):
        segments = _parse_json(text, name)
        if segments is not None:
            return "json", segments
    if _CUE_LINE.search(text):
        return "srt", _parse_subtitles(text, name, "srt")
    return "text", _parse_plain(text, name)


def _parse_subtitles(text: str, name: str, kind: str) -> list[CaptionSegment]:
    try:
        events = pysubs2.SSAFile.from_string(text, format_=kind, keep_html_tags=True).events
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise CaptionError(
            f"{name} looks like {kind.upper()} but can't be read: export it again as SRT"
        ) from error
    return [
        CaptionSegment(event.start / 1000, event.end / 1000, _TAG.sub("", event.text).replace("\\N", "\n"))
        for event in events
        if not event.is_comment
    ]


def _parse_webvtt(text: str, name: str) -> list[CaptionSegment]:
    try:
        cues = webvtt.from_string(text.strip() + "\n").captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError) as error:
        raise CaptionError(
            f"{name} looks like WebVTT but can't be read ({error}): export it again"
        ) from error
    return [CaptionSegment(_clock_seconds(cue.start), _clock_seconds(cue.end), cue.text) for cue in cues]


def _clock_seconds(clock: str) -> float:
    """Seconds to the millisecond (the library's own are whole)."""
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def _parse_json(text: str, name: str) -> list[CaptionSegment] | None:
    """Segments of {text, start, duration}; None if the text is no JSON at all (it may be plain text)."""
    try:
        rows = json.loads(text)
    except RecursionError as error:
        raise CaptionError(f"{name} is nested too deeply for captions: download them again") from error
    except ValueError as error:
        if text.lstrip()[:40].replace(" ", "").replace("\n", "").startswith(("[{", '{"')):
            raise CaptionError(f"{name} is damaged JSON: download the captions again") from error
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "text" in row for row in rows):
        raise CaptionError(
            f"{name} is JSON of another kind: a list of objects with text, start and duration is expected, "
            "as youtube-transcript-api gives it"
        )
    return [_json_segment(row, index, name) for index, row in enumerate(rows, start=1)]


def _json_segment(row: dict, index: int, name: str) -> CaptionSegment:
    try:
        start = None if row.get("start") is None else float(row["start"])
        duration = row.get("duration")
        end = None if start is None or duration is None else start + float(duration)
    except (TypeError, ValueError, OverflowError) as error:
        raise CaptionError(
            f"caption {index} of {name} has times that are not numbers: correct them"
        ) from error
    text = row["text"]
    if text is not None and not isinstance(text, str):
        raise CaptionError(f"caption {index} of {name} has a text that is none: download the captions again")
    return CaptionSegment(start, end, text or "")


def _parse_plain(text: str, name: str) -> list[CaptionSegment]:
    unreadable = sum(ord(character) < 32 and character not in "\t\n\r\f\v" for character in text)
    if unreadable > 0.01 * len(text):
        raise CaptionError(f"{name} is not a text file: give captions as SRT, WebVTT, JSON or plain text")
    return [CaptionSegment(None, None, line) for line in text.splitlines()]


def _clean(segments: list[CaptionSegment]) -> list[CaptionSegment]:
    """Plain text without tags, sorted by start; a segment ends where the next begins; empty ones are left out."""
    plain = [
        CaptionSegment(_sane(segment.start), _sane(segment.end), _plain_text(segment.text))
        for segment in segments
    ]
    plain = [segment for segment in plain if segment.text]
    if any(segment.start is None for segment in plain):
        return [CaptionSegment(None, None, segment.text) for segment in plain]
    plain.sort(key=lambda segment: segment.start or 0.0)
    return [
        CaptionSegment(segment.start, _end_before(segment, after), segment.text)
        for segment, after in itertools.zip_longest(plain, plain[1:])
    ]


def _plain_text(text: str) -> str:
    readable = (
        html.unescape(_TAG.sub("", text)).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    )
    return " ".join(readable.split())


def _sane(time_s: float | None) -> float | None:
    if time_s is None:
        return None
    if not math.isfinite(time_s) or not 0 <= time_s <= MAXIMUM_TIME_S:
        raise CaptionError(
            f"a caption has the time {time_s} s, which no video has: correct it or export again"
        )
    return time_s


def _end_before(segment: CaptionSegment, after: CaptionSegment | None) -> float | None:
    assert segment.start is not None
    if segment.end is None or segment.end <= segment.start:
        return after.start if after else None
    if after is None or after.start is None or after.start <= segment.start:
        return segment.end
    return min(segment.end, after.start)
