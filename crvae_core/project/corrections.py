"""The captions of a video as they are used: what was read from the file, and what the user corrected by hand.

captions.json holds the source and never changes; corrections.json beside it is a list of steps, each a list of
corrected segments, so that the last step can be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from crvae_core.errors import CaptionError, ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.media.captions import Captions, CaptionSegment
from crvae_core.project.inside import inside
from crvae_core.project.project import Project


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
    path = inside(project.folder, project.video_folder(video_id) / "captions.json")
    if not path.exists():
        return None
    try:
        stored = read_json(path)
        segments = tuple(_segment(row) for row in stored["segments"])
        return Captions(segments, str(stored["format"]), str(stored["encoding"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(f"the captions of {video_id} are damaged: add the video again") from error


def corrected_captions(project: Project, video_id: str) -> Captions | None:
    """The captions with all corrections; segments keep their numbers, one without text is passed over by alignment."""
    captions = source_captions(project, video_id)
    if captions is None:
        return None
    segments = list(captions.segments)
    for correction in (correction for step in read_steps(project, video_id) for correction in step):
        if 0 <= correction.segment < len(segments):
            segments[correction.segment] = _apply(segments[correction.segment], correction)
    return replace(captions, segments=tuple(segments))


def read_steps(project: Project, video_id: str) -> list[list[Correction]]:
    """All steps of correction, the oldest first."""
    path = inside(project.folder, project.video_folder(video_id) / "corrections.json")
    if not path.exists():
        return []
    try:
        return [[Correction(**row) for row in step] for step in read_json(path)["steps"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(f"{path} is damaged: restore it, or remove it to go back to the source") from error


def write_steps(project: Project, video_id: str, steps: Sequence[Sequence[Correction]]) -> None:
    """Replace all steps of correction."""
    rows = [[asdict(correction) for correction in step] for step in steps]
    write_json(project.video_folder(video_id) / "corrections.json", {"steps": rows})


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
    return CaptionSegment(row["start"], row["end"], str(row["text"]))


def _apply(segment: CaptionSegment, correction: Correction) -> CaptionSegment:
    text = " ".join(correction.text.split())
    if correction.start_s is None:
        return replace(segment, text=text)
    end = segment.end if segment.end is not None and segment.end > correction.start_s else None
    return replace(segment, text=text, start=correction.start_s, end=end)
