"""Chooses the reader by what a file holds, never by its name."""

import itertools
import re
from contextlib import suppress
from dataclasses import dataclass, replace

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats import (
    ass,
    blocks,
    elan,
    exmaralda,
    frame_lines,
    json_shapes,
    markers,
    plain,
    sami,
    tables,
    textgrid,
    timed_lines,
    timed_xml,
    tmplayer,
    ttml,
)
from crvae_core.media.caption_formats import youtube_tracks as youtube
from crvae_core.media.caption_formats.cues import MOST_CUES, MOST_LINES, Reading
from crvae_core.media.caption_formats.markup import plain_lines
from crvae_core.media.caption_formats.python_literal import looks_like_literal
from crvae_core.media.caption_formats.unknown import FORMATS, refuse_if_timed, refuse_known
from crvae_core.media.caption_formats.xml_tree import read_xml, root_name

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|svg|rss)\b", re.IGNORECASE)
_OWN_TYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,500}\[|<!ENTITY", re.IGNORECASE)
_TTML_END = re.compile(r"</(?:[\w.-]{1,20}:)?tt\s{0,5}>")
_MOST_DOCUMENTS = 10_000  # a day in parts of nine seconds
_PAGES = {"html", "head", "body", "svg", "rss"}
_INLINE = {"i", "b", "u", "s", "c", "v", "font", "em", "strong", "span"}
_WITH_TIERS = {"annotation_document": elan.read_elan, "basic-transcription": exmaralda.read_exmaralda}
_PARAGRAPH_END = re.compile(r"</p\s{0,5}>\n?|<br\b[^<>]{0,100}>\n?", re.IGNORECASE)


@dataclass(frozen=True)
class Choices:
    """What a person has chosen about a file: the frames a second of its clocks, and which of its tiers is read."""

    frame_rate: float | None = None
    tier: str | None = None


def read_text(text: str, name: str, choices: Choices = Choices()) -> Reading:
    """The cues of a caption file.

    Args:
        text: the decoded file with \\n between its lines.
        name: of the file, for messages.
        choices: what the file itself does not tell.

    Raises CaptionError if it is no caption file.
    """
    lines, times = text.count("\n"), max(text.count("-->"), text.lower().count("<sync"))
    if lines > MOST_LINES:
        raise CaptionError(
            f"{name} has {lines:,} lines, more than any caption file: give only this video's captions"
        )
    if times > 2 * MOST_CUES:
        raise _too_many(name, times)
    reading = _read(text, name, choices)
    if len(reading.cues) > MOST_CUES:
        raise _too_many(name, len(reading.cues))
    return reading


def _too_many(name: str, count: int) -> CaptionError:
    return CaptionError(
        f"{name} has {count:,} captions, more than any video: give only this video's captions"
    )


def _read(text: str, name: str, choices: Choices) -> Reading:
    head = text[:4000].lstrip()
    refuse_known(text, name)
    if re.match(r"WEBVTT(?:\s|$)", head):
        return blocks.read_webvtt(text)
    if ass.looks_like_ass(text):
        return ass.read_ass(text)
    if textgrid.looks_like_praat(text):
        return textgrid.read_textgrid(text, name, choices.tier)
    if head.startswith("<") and (reading := _read_markup(text, name, choices)) is not None:
        return reading
    if blocks.begins_with_times(text):
        return blocks.read_srt(text, choices.frame_rate)
    if frame_lines.looks_like_microdvd(text):
        return frame_lines.read_microdvd(text, choices.frame_rate)
    if frame_lines.looks_like_mpl2(text):
        return frame_lines.read_mpl2(text)
    if any(map(looks_like_literal, head.split("\n", 3)[:3])):  # a program may say something first
        reading = json_shapes.read_json(text, name, choices.frame_rate)
        if reading is not None:
            return _with_sentences(reading, name, choices)
    return _read_lines(text, name, choices.frame_rate)


def _read_lines(text: str, name: str, frame_rate: float | None) -> Reading:
    if markers.looks_like_edit_list(text):
        return markers.read_markers(text, name, frame_rate)
    if blocks.looks_like_sbv(text):
        return blocks.read_sbv(text)
    if blocks.has_times_line(text):
        return blocks.read_srt(text, frame_rate)
    if tmplayer.looks_like_tmplayer(text):
        return tmplayer.read_tmplayer(text)
    layout = tables.table_layout(text)
    if layout is None and (aligned := tables.with_tabs(text)) is not None:
        text, layout = aligned, tables.table_layout(aligned)
    if layout is not None:
        return tables.read_table(text, layout, name, frame_rate)
    reading = timed_lines.read_timed_lines(text, frame_rate)
    if reading is None:
        refuse_if_timed(text, name)
    return reading or plain.read_plain(text, name)


def _read_markup(text: str, name: str, choices: Choices) -> Reading | None:
    """TTML, SAMI, ELAN's, YouTube's or other XML with times; None for a text that only begins with a tag."""
    if sami.looks_like_sami(text):
        return sami.read_sami(text, choices.tier)
    if _OWN_TYPE.search(text[:20_000]):
        raise CaptionError(
            f"{name} declares a document type of its own, which captions do not need and which can be an attack: "
            "export the captions again"
        )
    root = root_name(text)
    if root == "tt":
        return _read_ttml(text, name)
    if root == "transcript":
        return youtube.read_srv1(read_xml(text, name))
    if root == "timedtext":
        track = read_xml(text, name)
        third = track.attributes.get("format") == "3" or bool(track.children("body"))
        return youtube.read_srv3(track) if third else youtube.read_srv2(track)
    if root in _WITH_TIERS:
        return _WITH_TIERS[root](read_xml(text, name), name, choices.tier)
    return _read_other_markup(text, name, root, choices.frame_rate)


def _read_ttml(text: str, name: str) -> Reading:
    """TTML; of several documents joined to one file, each is a part."""
    ends = [match.end() for match in itertools.islice(_TTML_END.finditer(text), _MOST_DOCUMENTS)]
    if len(ends) < 2:
        return ttml.read_ttml(read_xml(text, name))
    if len(ends) == _MOST_DOCUMENTS:
        raise CaptionError(f"{name} joins {len(ends):,} documents or more: give only this video's captions")
    whole, above = Reading("ttml", one_clock=True), 0
    for part, (first, stop) in enumerate(itertools.pairwise([0, *ends])):
        begin = text.find("<", first)
        above += text.count("\n", first, begin)
        reading = ttml.read_ttml(read_xml(text[begin:stop], name))
        whole.cues += [replace(cue, part=part, line=(cue.line or 0) + above) for cue in reading.cues]
        whole.notes += reading.notes
        whole.programme_start_s = whole.programme_start_s or reading.programme_start_s
        above += text.count("\n", begin, stop)
    return whole


def _read_other_markup(text: str, name: str, root: str | None, frame_rate: float | None) -> Reading | None:
    """XML whose attributes tell times; None for a text that only begins with a tag.

    Raises CaptionError for pages and documents.
    """
    declared = text.lstrip().startswith(("<?xml", "<!"))
    closed = root is not None and f"</{root}" in text[-2000:].lower() and root not in _INLINE
    if (declared or closed) and root not in _PAGES:
        with suppress(CaptionError):  # a page, or a text in tags: told as such below
            if (reading := timed_xml.read_timed_xml(read_xml(text, name), frame_rate)) is not None:
                return reading
    if declared or closed or _PAGE.match(text.lstrip()[:100]):
        raise CaptionError(
            f"{name} is a page or a document (<{root or '!'}>), not captions: give them as {FORMATS}"
        )
    return None


def _with_sentences(reading: Reading, name: str, choices: Choices) -> Reading:
    """A JSON that holds one long untimed text is read as that text, which may carry times of its own."""
    if len(reading.cues) != 1 or reading.cues[0].start is not None:
        return reading
    text = plain_lines(_PARAGRAPH_END.sub("\n", reading.cues[0].text.replace("</span>", " ")))
    is_value = text.lstrip()[:1] in {"[", "{", "("}
    inside = _read_lines(text, name, choices.frame_rate) if is_value else _read(text, name, choices)
    return Reading(reading.format, inside.cues, [*reading.notes, *inside.notes])
