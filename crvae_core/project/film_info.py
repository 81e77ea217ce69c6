"""info.json of a video, checked when it is read: what is known about its film and its sampled frames."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

from crvae_core.files import read_json

_COUNTS = ("width", "height")
_TEXTS = ("codec", "container", "method")
_LISTS_OF_TEXTS = ("broken_pictures", "notes")


def read_info(path: Path, frame_count: int) -> dict[str, Any]:
    """What info.json holds (the fields of media.video.VideoInfo).

    frame_count: how many frames the video has. Raises FileNotFoundError, OSError, or ValueError with what is wrong.
    """
    return check_info(read_json(path), frame_count)


def check_info(stored: Any, frame_count: int) -> dict[str, Any]:
    """What `read_info` gives, of values that are read already; raises ValueError."""
    if not isinstance(stored, dict):
        raise ValueError("it is no object")
    times = stored.get("frame_times_s")
    if not isinstance(times, list) or not all(map(_is_number, times)):
        raise ValueError("frame_times_s is no list of times")
    if len(times) != frame_count:
        raise ValueError(f"it tells of {len(times)} frames, the video has {frame_count}")
    if any(later < earlier for earlier, later in pairwise(times)):
        raise ValueError("frame_times_s is not in the order of time")
    for name in ("duration_s", "every_s"):
        if not _is_number(stored.get(name)) or stored[name] < 0:
            raise ValueError(f"{name} is no length of time")
    if stored.get("method", "period") != "period":
        asked = stored.get("sample_times_s")
        if not isinstance(asked, list) or len(asked) != frame_count or not all(map(_is_number, asked)):
            raise ValueError("sample_times_s is no list of times")
    _check_kinds(stored)
    return stored


def _check_kinds(stored: dict[str, Any]) -> None:
    for name in _COUNTS:
        if not isinstance(stored.get(name), int) or stored[name] < 0:
            raise ValueError(f"{name} is no count of pixels")
    for name in _TEXTS:
        if not isinstance(stored.get(name, ""), str):
            raise ValueError(f"{name} is no text")
    for name in _LISTS_OF_TEXTS:
        values = stored.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError(f"{name} is no list of texts")
    if stored.get("damaged_at_s") is not None and not _is_number(stored["damaged_at_s"]):
        raise ValueError("damaged_at_s is no time")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
