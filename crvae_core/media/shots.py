"""Where the shots of a film begin, found by PySceneDetect (optional): cuts, with camera movement allowed for."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from crvae_core.errors import VideoError
from crvae_core.media.pictures import Picture

SHORTEST_SHOT_S = 0.6
TICKS = 1000.0  # per second; the detector counts frames, we give it each frame's own time instead
INSTALL = "python -m pip install scenedetect-headless"


def shot_starts(frames: Iterable[tuple[Picture, float]]) -> list[float]:
    """The times in seconds at which shots begin, the first one with the first frame.

    frames: all pictures of a film with their times, in order.

    Raises VideoError if PySceneDetect is not installed.
    """
    detector, timecode = _detector()
    starts: list[float] = []
    last = -1
    for picture, time_s in frames:
        tick = max(last + 1, round(time_s * TICKS))  # time must go on for the detector
        last = tick
        if not starts:
            starts.append(max(0.0, time_s))
        cuts = detector.process_frame(timecode(tick, TICKS), np.ascontiguousarray(picture.small()[..., ::-1]))
        starts += [cut.frame_num / TICKS for cut in cuts]
    if last >= 0:
        starts += [cut.frame_num / TICKS for cut in detector.post_process(timecode(last, TICKS))]
    return sorted(set(starts))


def shot_middles(starts: list[float], end_s: float) -> list[float]:
    """The middle of each shot, in seconds."""
    return [(start + end) / 2 for start, end in zip(starts, [*starts[1:], end_s], strict=True)]


def _detector() -> tuple[Any, Any]:
    try:
        from scenedetect import AdaptiveDetector, FrameTimecode
    except ImportError as error:
        raise VideoError(
            f"finding shots needs PySceneDetect, which is not installed: run `{INSTALL}`, or sample every n seconds"
        ) from error
    return AdaptiveDetector(min_scene_len=SHORTEST_SHOT_S), FrameTimecode
