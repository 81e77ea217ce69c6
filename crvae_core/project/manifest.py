"""What project.json may hold: every value is checked as if a stranger had written it, for one may have.

The checks know the types of the fields, not what they are for; where a film or a folder may lie is decided in `paths`.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crvae_core.project.inside import is_folder_name
from crvae_core.project.property_values import checked_properties
from crvae_core.project.shown_text import shown_text

MOST_BYTES = 32 << 20  # of project.json; 20,000 videos have 12 MB
MOST_VIDEOS = 20_000
LONGEST_TEXT = 4_096  # letters; a path may be that long
LONGEST_NAME = 300
LARGEST_NUMBER = 1e12
_NAMES = ("name", "captions_name")  # shown, never used as paths


def check_manifest(stored: Any, kinds: Mapping[str, Any], needed: Collection[str]) -> dict[str, Any]:
    """The name, time of creation and videos of a project, checked.

    Args:
        stored: what project.json holds.
        kinds: the fields of a video and their types; others are left out.
        needed: the fields that a video must have.

    Returns name, created_at and videos, a list of dictionaries. Raises ValueError with what is wrong.
    """
    if not isinstance(stored, dict):
        raise ValueError("it is no object")
    videos = _entry(stored, "videos", list, "it")
    if len(videos) > MOST_VIDEOS:
        raise ValueError(f"it lists more than {MOST_VIDEOS:,} videos")
    checked = [
        _video(video, kinds, needed, f"video {number}") for number, video in enumerate(videos, start=1)
    ]
    ids = [video["video_id"] for video in checked]
    for video_id in ids:
        if sum(other.lower() == video_id.lower() for other in ids) > 1:
            raise ValueError(f"two videos have the id {video_id!r}")
    return {
        "name": shown_text(_text(_entry(stored, "name", str, "it"), "name"), LONGEST_NAME) or "(no name)",
        "created_at": _text(_entry(stored, "created_at", str, "it"), "created_at")[:64],
        "videos": checked,
    }


def check_video(stored: Any, kinds: Mapping[str, Any], needed: Collection[str]) -> dict[str, Any]:
    """The fields of one video, checked as in `check_manifest`; raises ValueError."""
    return _video(stored, kinds, needed, "the video")


def _video(stored: Any, kinds: Mapping[str, Any], needed: Collection[str], where: str) -> dict[str, Any]:
    if not isinstance(stored, dict):
        raise ValueError(f"{where} is no object")
    video = {
        field: _value(_entry(stored, field, kind, where), f"{where}, {field}")
        for field, kind in kinds.items()
        if field in stored or field in needed
    }
    for field, value in video.items():
        if isinstance(value, int | float) and value < 0:
            raise ValueError(f"{where}, {field} is below 0")
    if not is_folder_name(video["video_id"]):
        raise ValueError(f"{where}, video_id can't be the name of a folder")
    for field in _NAMES:
        video[field] = shown_text(video[field], LONGEST_NAME)
    if any(sign in video["vectors"] for sign in "/\\~"):
        raise ValueError(f"{where}, vectors must be a name, not a path")
    left_out = video["alignment"].get("left_out", 0)
    if not isinstance(left_out, int) or left_out < 0:
        raise ValueError(f"{where}, alignment, left_out is not a whole number")
    if "properties" in video:
        video["properties"] = _properties(video["properties"], where)
    return video


def _properties(stored: Mapping[str, Any], where: str) -> dict[str, str]:
    try:
        return checked_properties(stored)
    except ValueError as error:
        raise ValueError(f"{where}, properties: {error}") from error


def _entry(stored: Mapping[str, Any], key: str, kind: Any, where: str) -> Any:
    if key not in stored:
        raise ValueError(f"{where} has no {key!r}")
    value = stored[key]
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value) if abs(value) <= LARGEST_NUMBER else math.inf
    wanted = getattr(kind, "__origin__", kind)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise ValueError(f"{where}, {key} is not {_KINDS.get(wanted, 'what it should be')}")
    return value


def _value(value: Any, where: str) -> Any:
    """A value with all that is in it, checked."""
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        if not math.isfinite(value) or not 0 <= abs(value) <= LARGEST_NUMBER:
            raise ValueError(f"{where} is out of range")
        return value
    if isinstance(value, Mapping):
        return {_text(str(key), where): _value(inner, f"{where}, {key}") for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_value(inner, where) for inner in value]
    raise ValueError(f"{where} is not a value of JSON")


def _text(text: str, where: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{where} is longer than {LONGEST_TEXT:,} letters")
    if "\0" in text:
        raise ValueError(f"{where} holds a sign that ends texts")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{where} holds signs that are no Unicode text") from error
    return text


_KINDS = {str: "a text", int: "a whole number", float: "a number", dict: "an object", list: "a list"}
