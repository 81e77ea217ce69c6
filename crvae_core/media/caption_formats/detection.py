"""Chooses the reader by what a file holds, never by its name."""

import re

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats import (
    ass,
    blocks,
    frame_lines,
    json_shapes,
    plain,
    sami,
    tables,
    timed_lines,
    ttml,
)
from crvae_core.media.caption_formats import youtube_tracks as youtube
from crvae_core.media.caption_formats.cues import MOST_CUES, MOST_LINES, Reading
from crvae_core.media.caption_formats.xml_tree import read_xml, root_name

_DOCUMENTS = {
    "{\\rtf": "a page or a document (RTF)",
    "%PDF": "a page or a document (PDF)",
    "%!PS": "a page or a document (PostScript)",
    "# VobSub": "an index of subtitle pictures (VobSub)",
    "Scenarist_SCC": "Scenarist SCC, which holds codes instead of text",
    "-----BEGIN": "a key or a certificate",
}
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|svg|rss)\b", re.IGNORECASE)
_OWN_TYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,500}\[|<!ENTITY", re.IGNORECASE)
_FORMATS = "SRT, WebVTT, ASS, TTML, SAMI, JSON, CSV or plain text"


def read_text(text: str, name: str, frame_rate: float | None = None) -> Reading:
    """The cues of a caption file.

    Args:
        text: the decoded file with \\n between its lines.
        name: of the file, for messages.
        frame_rate: frames a second, for formats that count frames and do not say it.

    Raises CaptionError if it is no caption file.
    """
    lines, times = text.count("\n"), max(text.count("-->"), text.lower().count("<sync"))
    if lines > MOST_LINES:
        raise CaptionError(
            f"{name} has {lines:,} lines, more than any caption file: give only this video's captions"
        )
    if times > 2 * MOST_CUES:
        raise _too_many(name, times)
    reading = _read(text, name, frame_rate)
    if len(reading.cues) > MOST_CUES:
        raise _too_many(name, len(reading.cues))
    return reading


def _too_many(name: str, count: int) -> CaptionError:
    return CaptionError(
        f"{name} has {count:,} captions, more than any video: give only this video's captions"
    )


def _read(text: str, name: str, frame_rate: float | None) -> Reading:
    head = text[:4000].lstrip()
    for sign, what in _DOCUMENTS.items():
        if head.startswith(sign):
            raise CaptionError(f"{name} is {what}: give captions as {_FORMATS}")
    if re.match(r"WEBVTT(?:\s|$)", head):
        return blocks.read_webvtt(text)
    if ass.looks_like_ass(text):
        return ass.read_ass(text)
    if head.startswith("<") and (reading := _read_markup(text, name)) is not None:
        return reading
    if blocks.begins_with_times(text):
        return blocks.read_srt(text, frame_rate)
    if frame_lines.looks_like_microdvd(text):
        return frame_lines.read_microdvd(text, frame_rate)
    if frame_lines.looks_like_mpl2(text):
        return frame_lines.read_mpl2(text)
    if head.startswith(("[", "{")):
        reading = json_shapes.read_json(text, name, frame_rate)
        if reading is not None:
            return _with_sentences(reading, name)
    return _read_lines(text, name, frame_rate)


def _read_lines(text: str, name: str, frame_rate: float | None) -> Reading:
    if blocks.looks_like_sbv(text):
        return blocks.read_sbv(text)
    if blocks.has_times_line(text):
        return blocks.read_srt(text, frame_rate)
    layout = tables.table_layout(text)
    if layout is not None:
        return tables.read_table(text, layout, name, frame_rate)
    return timed_lines.read_timed_lines(text, frame_rate) or plain.read_plain(text, name)


def _read_markup(text: str, name: str) -> Reading | None:
    """TTML, SAMI or YouTube's XML; None for a text that only begins with a tag."""
    if sami.looks_like_sami(text):
        return sami.read_sami(text)
    if _OWN_TYPE.search(text[:20_000]):
        raise CaptionError(
            f"{name} declares a document type of its own, which captions do not need and which can be an attack: "
            "export the captions again"
        )
    root = root_name(text)
    if root == "tt":
        return ttml.read_ttml(read_xml(text, name))
    if root == "transcript":
        return youtube.read_srv1(read_xml(text, name))
    if root == "timedtext":
        track = read_xml(text, name)
        third = track.attributes.get("format") == "3" or bool(track.children("body"))
        return youtube.read_srv3(track) if third else youtube.read_srv2(track)
    if (
        _PAGE.match(text.lstrip()[:100])
        or text.lstrip().startswith(("<?xml", "<!"))
        or (root and f"</{root}" in text[-2000:].lower() and root not in _INLINE)
    ):
        raise CaptionError(
            f"{name} is a page or a document (<{root or '!'}>), not captions: give them as {_FORMATS}"
        )
    return None


_INLINE = {"i", "b", "u", "s", "c", "v", "font", "em", "strong", "span"}


def _with_sentences(reading: Reading, name: str) -> Reading:
    """A JSON that holds one long untimed text is read as plain text."""
    if len(reading.cues) == 1 and reading.cues[0].start is None:
        cut = plain.read_plain(reading.cues[0].text, name)
        return Reading(reading.format, cut.cues, reading.notes)
    return reading
