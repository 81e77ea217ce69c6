"""Small videos made for tests."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

Colour = tuple[int, int, int]


def write_clip(
    path: Path,
    colours: Sequence[Colour],
    times_s: Sequence[float] | None = None,
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    scene_s: float = 2.0,
    rate: int = 10,
    **how: Any,
) -> Path:
    """Write a clip that holds each colour for `scene_s` seconds, or a frame per entry of `times_s`.

    size: width, height. times_s: presentation times, one per colour, for a variable frame rate. how: see `write_frames`.
    """
    if times_s is None:
        per_scene = round(scene_s * rate)
        shown = [(index / rate, colours[index // per_scene]) for index in range(per_scene * len(colours))]
    else:
        shown = list(zip(times_s, colours, strict=True))
    return write_frames(path, ((time_s, plain(colour, size)) for time_s, colour in shown), codec, rate, **how)


def write_frames(
    path: Path,
    pictures: Iterable[tuple[float, np.ndarray]],
    codec: str = "libx264",
    rate: int = 10,
    options: dict[str, str] | None = None,
    pixels: str = "yuv420p",
    aspect: Fraction | None = None,
    degrees: int = 0,
    interlaced: bool = False,
    file_format: str | None = None,
    sound_from_s: float | None = None,
    title: str | None = None,
    movflags: str = "",
) -> Path:
    """Write pictures (uint8 RGB) with their times in seconds.

    aspect: of one pixel. degrees: anticlockwise, into the display matrix. sound_from_s: adds silence from there on.
    movflags: how an MP4 is laid out, such as faststart (its table of contents comes first).
    """
    ticks = 90_000 if codec == "mpeg2video" else 1000
    extra = {"movflags": movflags} if movflags else {}
    with usual_scheduling(), av.open(str(path), "w", format=file_format, options=extra) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options or {})
        stream.pix_fmt = pixels
        stream.codec_context.time_base = Fraction(1, rate) if codec in _FIXED_RATE else Fraction(1, ticks)
        if degrees:
            stream.set_display_rotation(degrees)
        if title:
            container.metadata["title"] = title
        sound = None if sound_from_s is None else _sound(container)
        for number, (time_s, picture) in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
                if aspect:
                    stream.codec_context.sample_aspect_ratio = aspect
                if interlaced:
                    stream.codec_context.flags |= INTERLACED
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=pixels)
            base = stream.codec_context.time_base
            frame.pts, frame.time_base = round(time_s / base), base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound is not None and sound_from_s is not None:
            _write_silence(container, sound, sound_from_s)
    return path


_FIXED_RATE = {"mpeg4", "mpeg2video", "prores_ks", "mjpeg"}
INTERLACED = 1 << 18 | 1 << 29  # interlaced transform and motion


def plain(colour: Colour, size: tuple[int, int] = (160, 96)) -> np.ndarray:
    """A picture (height, width, 3) of one colour; size: width, height."""
    picture = np.empty((size[1], size[0], 3), dtype=np.uint8)
    picture[:] = colour
    return picture


def corners(size: tuple[int, int] = (160, 96)) -> np.ndarray:
    """Four quarters that tell all turns apart: red, green above; blue, white below."""
    picture = plain((255, 255, 255), size)
    middle_y, middle_x = size[1] // 2, size[0] // 2
    picture[:middle_y, :middle_x] = (220, 20, 20)
    picture[:middle_y, middle_x:] = (20, 200, 20)
    picture[middle_y:, :middle_x] = (20, 20, 220)
    return picture


def moving(count: int, rate: int = 10, size: tuple[int, int] = (160, 96)) -> list[tuple[float, np.ndarray]]:
    """A textured picture that slides, so that every frame differs from its neighbours and predicts them."""
    rng = np.random.default_rng(0)
    blocks = rng.integers(20, 220, (size[1] // 8 + 1, size[0] // 2, 1)) + rng.integers(0, 30, 3)
    wide = np.kron(blocks, np.ones((8, 8, 1))).astype(np.uint8)
    return [(number / rate, wide[: size[1], 2 * number : 2 * number + size[0]]) for number in range(count)]


def grey_steps(count: int) -> list[Colour]:
    """`count` greys, each clearly lighter than the one before."""
    return [(value, value, value) for value in np.linspace(20, 235, count).round().astype(int).tolist()]


def write_sound(path: Path, file_format: str = "mp4") -> Path:
    """A file with sound and nothing to see."""
    with av.open(str(path), "w", format=file_format) as container:
        _write_silence(container, _sound(container), 0.0)
    return path


def _sound(container: Any) -> Any:
    return container.add_stream("libmp3lame" if container.format.name == "avi" else "aac", rate=8000)


def _write_silence(container: Any, stream: Any, start_s: float) -> None:
    for number in range(8):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 8000
        frame.time_base = Fraction(1, 8000)
        frame.pts = round(start_s * 8000) + 1024 * number
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


@contextmanager
def usual_scheduling() -> Iterator[None]:
    """Take back what SVT-AV1 does where it may: it gives whoever calls it the highest real-time priority, for good."""
    try:
        yield
    finally:
        if hasattr(os, "sched_setscheduler") and os.sched_getscheduler(0) != os.SCHED_OTHER:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@dataclass(frozen=True)
class Track:
    """A video stream of one colour; size: width, height. marks: names of its dispositions, such as default."""

    colour: Colour
    seconds: float
    size: tuple[int, int] = (160, 96)
    codec: str = "libx264"
    marks: tuple[str, ...] = ()
    rate: int = 10


def write_tracks(path: Path, tracks: Sequence[Track]) -> Path:
    """Write a file of several video streams, their packets side by side."""
    packets = []
    with av.open(str(path), "w") as container:
        for track in tracks:
            stream: Any = container.add_stream(track.codec, rate=track.rate)
            stream.width, stream.height = track.size
            stream.pix_fmt = "yuvj420p" if track.codec == "mjpeg" else "yuv420p"
            stream.disposition = sum(getattr(av.stream.Disposition, mark) for mark in track.marks)
            for number in range(max(1, round(track.seconds * track.rate))):
                frame = av.VideoFrame.from_ndarray(plain(track.colour, track.size), format="rgb24")
                frame = frame.reformat(format=stream.pix_fmt)
                frame.pts, frame.time_base = number, Fraction(1, track.rate)
                packets += stream.encode(frame)
            packets += stream.encode(None)
        for packet in sorted(packets, key=lambda one: float((one.dts or 0) * one.time_base)):
            container.mux(packet)
    return path
