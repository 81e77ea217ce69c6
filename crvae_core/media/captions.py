"""Caption files as segments of text with times, whatever the format and the encoding.

Both are found from the content, never from the name. What had to be repaired is told in notes. Times are seconds.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from crvae_core.config import Settings, setting
from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import CaptionNote, CaptionTier, Cue, note
from crvae_core.media.caption_formats.detection import Choices, read_text
from crvae_core.media.caption_formats.ebu_stl import looks_like_stl, read_stl
from crvae_core.media.caption_formats.markup import one_line, without_marks, without_sounds
from crvae_core.media.caption_formats.parts import put_in_order
from crvae_core.media.caption_times import in_order, until_next, with_ends
from crvae_core.media.encodings import Decoded, EncodingPreview, decode, preview_encodings, read_bytes
from crvae_core.media.programme_start import from_programme_start
from crvae_core.media.rolling import unroll

__all__ = [
    "CaptionNote",
    "CaptionOptions",
    "CaptionSegment",
    "CaptionTier",
    "Captions",
    "EncodingPreview",
    "encoding_previews",
    "read_captions",
    "within_film",
]
_STL_ENCODING = "iso6937"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CaptionOptions(Settings):
    """How a caption file is read; everything is found from the file itself if not given."""

    encoding: str | None = setting(None, "text encoding, such as gb18030; found from the file if not given")
    drop_sounds: bool = setting(False, "leave out [Applause], (music) and lyrics between music notes")
    frame_rate: float | None = setting(
        None, "frames a second, for captions that count frames and do not say it", low=1, high=1000
    )
    tier: str | None = setting(
        None,
        "which layer of a file with several is read, by its name or number; '*': all; else the one with most words",
    )
    start_s: float | None = setting(
        None,
        "where the captions' clock starts, in seconds (36000: 10:00:00); 0: at zero",
        low=0,
        high=360_000,
    )


@dataclass(frozen=True)
class CaptionSegment:
    """A piece of what is said. `start` and `end` are seconds; None where the file has no times.

    `line` is where its time or text stands in the file; None for formats without lines.
    """

    start: float | None
    end: float | None
    text: str
    line: int | None = None


@dataclass(frozen=True)
class Captions:
    """The segments of one file in the order of time, with the format and encoding that were found, and the repairs.

    offered_start_s: where the captions' clock may start (10:00:00 as 36000 s), if it looks so and nothing makes it
    certain; the times still count from zero. tiers: the layers that the file holds (of Praat, ELAN, SAMI).
    """

    segments: tuple[CaptionSegment, ...]
    format: str
    encoding: str
    notes: tuple[CaptionNote, ...] = ()
    offered_start_s: float | None = None
    tiers: tuple[CaptionTier, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether every segment has a start."""
        return all(segment.start is not None for segment in self.segments)


def read_captions(path: Path | str, options: CaptionOptions | str | None = None) -> Captions:
    """Read a caption file: SRT, WebVTT, ASS, TTML, SAMI, MicroDVD, SBV, YouTube, Whisper, CSV, TSV or plain text.

    Rolling captions come out once, a segment ends where the next begins, tags and entities are gone.

    Args:
        options: how to read; a text is taken as the encoding.

    Raises CaptionError if the file is missing, empty, not text, or holds no caption that can be read.
    """
    path = Path(path)
    options = CaptionOptions(encoding=options) if isinstance(options, str) else options or CaptionOptions()
    data = read_bytes(path)
    if looks_like_stl(data):
        decoded, reading = Decoded("", _STL_ENCODING), read_stl(data, path.name)
    else:
        decoded = decode(data, path.name, options.encoding)
        reading = read_text(_plain(decoded.text), path.name, Choices(options.frame_rate, options.tier))
    cues, part_notes = put_in_order(reading.cues, reading.one_clock)
    cues, start_notes, offered_s = from_programme_start(cues, reading.programme_start_s, options.start_s)
    cues, order_notes = in_order(cues)
    cues, rolling_notes = unroll(cues)
    said, sound_notes = _said(until_next(cues), options.drop_sounds)
    said, end_notes = with_ends(said)
    notes = (
        *decoded.notes,
        *reading.notes,
        *part_notes,
        *start_notes,
        *order_notes,
        *rolling_notes,
        *sound_notes,
        *end_notes,
    )
    if not said:
        raise _nothing(path.name, notes)
    if not any("\ufffd" in cue.text for cue in said):
        notes = tuple(_harmless(remark) if remark.kind == "encoding" else remark for remark in notes)
    for remark in notes:
        _log.info("%s: %s", path.name, remark.message)
    segments = tuple(CaptionSegment(cue.start, cue.end, cue.text, cue.line) for cue in said)
    return Captions(segments, reading.format, decoded.encoding, notes, offered_s, reading.tiers)


def within_film(captions: Captions, duration_s: float) -> Captions:
    """The captions counted from the start that is offered, if all of them lie outside a film of this length and fit then."""
    offered = captions.offered_start_s
    starts = [segment.start for segment in captions.segments if segment.start is not None]
    if offered is None or min(starts) < duration_s or min(starts) - offered >= duration_s:
        return captions
    moved, notes, _ = from_programme_start(
        [Cue(segment.start, segment.end, segment.text, segment.line) for segment in captions.segments],
        None,
        offered,
    )
    kept = tuple(note for note in captions.notes if note.kind != "programme start")
    segments = tuple(CaptionSegment(cue.start, cue.end, cue.text, cue.line) for cue in moved)
    return replace(captions, segments=segments, notes=(*kept, *notes), offered_start_s=None)


def encoding_previews(path: Path | str, limit: int = 4) -> list[EncodingPreview]:
    """The first lines of a caption file in the encodings that fit it, the one that would be chosen first.

    Raises CaptionError if the file can't be read at all.
    """
    path = Path(path)
    data = read_bytes(path)
    if looks_like_stl(data):  # which tells its own
        lines = tuple(one_line(cue.text) for cue in read_stl(data, path.name).cues[:3])
        return [EncodingPreview(_STL_ENCODING, lines, True)]
    return preview_encodings(path, limit)


def _harmless(remark: CaptionNote) -> CaptionNote:
    return replace(remark, message=f"{remark.message}; none of them is in a caption")


def _plain(text: str) -> str:
    """Lines that end in \\n, blanks that are blanks, nothing that can't be seen."""
    return without_marks(text.replace("\r\n", "\n").replace("\r", "\n"))


def _said(cues: list[Cue], drop_sounds: bool) -> tuple[list[Cue], list[CaptionNote]]:
    """Cues of one visible line of text each; empty ones are left out."""
    kept, dropped = [], 0
    for cue in cues:
        text = one_line(cue.text)
        words = without_sounds(text) if drop_sounds else text
        dropped += words != text
        if words:
            kept.append(Cue(cue.start, cue.end, words, cue.line))
    if not dropped:
        return kept, []
    one = "sounds or lyrics were taken out of 1 caption"
    return kept, [note("sounds", one, "sounds or lyrics were taken out of {n} captions", [], dropped)]


def _nothing(name: str, notes: tuple[CaptionNote, ...]) -> CaptionError:
    reason = f" ({notes[0].message})" if notes else ""
    return CaptionError(f"{name} holds no caption text{reason}: give a file with at least a few segments")
