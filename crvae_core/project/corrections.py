"""The captions of a video as they are used: what was read from the file, and what the user corrected by hand.

captions.json holds the source and never changes; corrections.json beside it is a list of steps, each a list of
corrected segments, so that the last step can be taken back.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from crvae_core.errors import CaptionError, ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.media.captions import CaptionNote, Captions, CaptionSegment
from crvae_core.project.project import Project

CORRECTIONS_FILE = "corrections.json"


@dataclass(frozen=True)
class Correction:
    """One corrected segment: its number in the source (from 0), its text, its start in seconds (None: as it was)."""

    segment: int
    text: str
    start_s: float | None = None


def source_captions(project: Project, video_id: str) -> Captions | None:
    """The captions as they were read from the file; None for a video without captions.

    Raises ProjectError if captions.json is damaged.
    """
    path, video = project.video_file(video_id, "captions.json"), project.video(video_id)
    if not path.exists():
        if not video.captions_name:
            return None
        raise ProjectError(
            f"the captions of {video.name} ({video_id}) are missing, they were read from {video.captions_name}: bring "
            f"{path.name} back from a copy, or `repair` makes them anew from the pairs"
        )
    try:
        stored = read_json(path)
        segments = tuple(_segment(row) for row in stored["segments"])
        notes = tuple(CaptionNote("read", str(message)) for message in stored.get("notes", []))
        return Captions(segments, str(stored["format"]), str(stored["encoding"]), notes)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(
            f"the captions of {video.name} ({video_id}) are damaged, they were read from {video.captions_name}: bring "
            f"{path.name} back from a copy, or `repair` makes them anew from the pairs"
        ) from error


def corrected_captions(project: Project, video_id: str) -> Captions | None:
    """The captions with all corrections; segments keep their numbers, one without text is passed over by alignment."""
    captions = source_captions(project, video_id)
    return captions and with_corrections(captions, read_steps(project, video_id))


def with_corrections(captions: Captions | None, steps: Sequence[Sequence[Correction]]) -> Captions | None:
    """Captions with the steps of correction; None where there are none."""
    if captions is None:
        return None
    segments = list(captions.segments)
    for correction in (correction for step in steps for correction in step):
        if 0 <= correction.segment < len(segments):
            segments[correction.segment] = _apply(segments[correction.segment], correction)
    return replace(captions, segments=tuple(segments))


def read_steps(project: Project, video_id: str) -> list[list[Correction]]:
    """All steps of correction, the oldest first."""
    path = project.video_file(video_id, CORRECTIONS_FILE)
    if not path.exists():
        return []
    try:
        return [[_correction(row) for row in step] for step in read_json(path)["steps"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(f"{path} is damaged: restore it, or remove it to go back to the source") from error


def write_steps(path: Path, steps: Sequence[Sequence[Correction]]) -> None:
    """Write all steps of correction to a path."""
    write_json(path, {"steps": [[asdict(correction) for correction in step] for step in steps]})


def check_step(captions: Captions | None, step: Sequence[Correction]) -> None:
    """Raise CaptionError if a correction belongs to no segment or has a time that no video has."""
    count = len(captions.segments) if captions else 0
    for correction in step:
        if not 0 <= correction.segment < count:
            raise CaptionError(f"there is no caption {correction.segment + 1}: the file has {count}")
        try:
            correction.text.encode()
        except UnicodeEncodeError as error:
            raise CaptionError(
                f"the words of caption {correction.segment + 1} hold signs that are no Unicode text: type them anew"
            ) from error
        if correction.start_s is not None and not 0 <= correction.start_s <= 360_000:
            raise CaptionError(f"{correction.start_s} s is no time of a video: give seconds from 0 on")


def _segment(row: Mapping[str, Any]) -> CaptionSegment:
    return CaptionSegment(_seconds(row["start"]), _seconds(row["end"]), _text(row["text"]))


def _correction(row: Mapping[str, Any]) -> Correction:
    number = row["segment"]
    if not isinstance(number, int):
        raise TypeError("segment is not a whole number")
    return Correction(number, _text(row["text"]), _seconds(row.get("start_s")))


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a time is no number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is none")
    value.encode("utf-8")
    return value


def _apply(segment: CaptionSegment, correction: Correction) -> CaptionSegment:
    text = " ".join(correction.text.split())
    if correction.start_s is None:
        return replace(segment, text=text)
    end = segment.end if segment.end is not None and segment.end > correction.start_s else None
    return replace(segment, text=text, start=correction.start_s, end=end)
