"""One video of a project, as project.json lists it."""

from dataclasses import MISSING, dataclass, field, fields
from functools import lru_cache
from typing import Any, get_type_hints

from crvae_core.project.manifest import check_video


@dataclass(frozen=True)
class VideoEntry:
    """One video of a project, as project.json lists it.

    `source` is a path relative to the video's folder, or absolute where the film stays where it was.
    `alignment` holds the choices that led to the pairs, so that they can be repeated. `properties` is what people say of the
    video: its group and other columns (see `properties`).
    """

    video_id: str
    name: str
    source: str
    captions_name: str
    language: str
    vectors: str
    duration_s: float
    frame_count: int
    pair_count: int
    every_s: float
    alignment: dict[str, Any]
    properties: dict[str, str] = field(default_factory=dict)


def checked_entry(stored: Any) -> VideoEntry:
    """A video as project.json lists it, from a file that anybody may have written; raises ValueError."""
    return VideoEntry(**check_video(stored, *entry_fields()))


@lru_cache(maxsize=1)
def entry_fields() -> tuple[dict[str, Any], frozenset[str]]:
    """The fields of a video with their types, and those that it must have."""
    needed = [one for one in fields(VideoEntry) if one.default is MISSING and one.default_factory is MISSING]
    return get_type_hints(VideoEntry), frozenset(one.name for one in needed)
