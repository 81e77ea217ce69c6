"""Frames to an H.264 film."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

FRAME_RATE = 12  # frames per second
KEY_FRAMES = (
    2 * FRAME_RATE
)  # frames from one to the next: where samples are taken, so that opening the demo is quick
QUALITY = "30"  # x264's constant rate factor; lower is better and larger


def encode_film(
    path: Path, frames: Iterable[np.ndarray], cuts: frozenset[int], width: int, height: int
) -> None:
    """Write a film as MP4 (H.264, yuv420p).

    Args:
        path: the .mp4 file to write.
        frames: (height, width, 3) uint8 RGB each, in order.
        cuts: numbers of the frames that open a shot; they become key frames.
        width, height: in pixels, even.
    """
    options = {"crf": QUALITY, "preset": "medium", "tune": "animation", "x264-params": "keyint=96:scenecut=0"}
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAME_RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, FRAME_RATE)
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts = number
            if number in cuts or number % KEY_FRAMES == 0:
                frame.pict_type = av.video.frame.PictureType.I
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
