"""Small videos made for tests."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np


def write_clip(
    path: Path,
    colours: Sequence[tuple[int, int, int]],
    times_s: Sequence[float] | None = None,
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    scene_s: float = 2.0,
    rate: int = 10,
) -> Path:
    """Write a clip that holds each colour for `scene_s` seconds, or a frame per entry of `times_s`.

    size: width, height. times_s: presentation times, one per colour, for a variable frame rate.
    """
    width, height = size
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        if times_s is None:
            per_scene = round(scene_s * rate)
            shown = [(index / rate, colours[index // per_scene]) for index in range(per_scene * len(colours))]
        else:
            shown = list(zip(times_s, colours, strict=True))
        for time_s, colour in shown:
            picture = np.empty((height, width, 3), dtype=np.uint8)
            picture[:] = colour
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = round(time_s * 1000)
            frame.time_base = Fraction(1, 1000)
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return path


def grey_steps(count: int) -> list[tuple[int, int, int]]:
    """`count` greys, each clearly lighter than the one before."""
    return [(value, value, value) for value in np.linspace(20, 235, count).round().astype(int).tolist()]
