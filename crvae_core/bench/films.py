"""A film for measurements: 1080p, 30 frames a second, H.264 with a key frame every 250 frames.

A textured scene is panned over with grain and moving boxes, so that decoding costs what a real film costs.
"""

from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from crvae_core.progress import Share

WIDTH, HEIGHT, RATE = 1920, 1080, 30
GOP = 250  # frames from one key frame to the next
UNIT_FRAMES = 2 * GOP  # encoded once, then repeated
SCENE_WIDTH, SCENE_HEIGHT = 2600, 1500
TEXTURE = (
    (3, 5.0),
    (8, 7.0),
    (24, 9.0),
    (80, 14.0),
    (300, 26.0),
)  # size of the grain in pixels, its strength
NOISE = 3  # grey levels of film grain


def write_unit(path: Path, progress: Share | None = None) -> Path:
    """Encode UNIT_FRAMES frames (17 s) with the encoder's default preset."""
    scene = _Scene()
    with av.open(str(path), "w") as container:
        options = {"x264-params": f"keyint={GOP}:min-keyint={GOP}:scenecut=0"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(UNIT_FRAMES):
            frame = av.VideoFrame.from_ndarray(scene.picture(number), format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
            if progress:
                progress((number + 1) / UNIT_FRAMES)
        container.mux(stream.encode(None))
    return path


def repeat_film(unit: Path, path: Path, seconds: float) -> Path:
    """Write the packets of `unit` again and again, until the film is `seconds` long; nothing is encoded."""
    with av.open(str(unit)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        packets: list[Any] = [packet for packet in source.demux(stream) if packet.size]
        ticks = float(1 / (stream.time_base or 1))  # per second
        unit_ticks, end = round(UNIT_FRAMES / RATE * ticks), round(seconds * ticks)
        shift = 0
        while shift < end:
            for packet in packets:
                if packet.dts + shift < end:
                    target.mux(_moved(packet, shift, copy))
            shift += unit_ticks
    return path


class _Scene:
    """Draws frame after frame, in YUV as the encoder takes it."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.luma = _texture(SCENE_HEIGHT, SCENE_WIDTH, rng)
        self.chroma = [_texture(SCENE_HEIGHT // 2, SCENE_WIDTH // 2, rng) for _ in range(2)]
        self.noise = rng.integers(-NOISE, NOISE + 1, (8, HEIGHT, WIDTH)).astype(np.int8).view(np.uint8)

    def picture(self, number: int) -> np.ndarray:
        """The frame as one array of (HEIGHT * 3 / 2, WIDTH) values."""
        left = int(300 + 280 * np.sin(number / 90)) // 2 * 2
        top = int(200 + 190 * np.sin(number / 140)) // 2 * 2
        picture = np.empty((HEIGHT * 3 // 2, WIDTH), np.uint8)
        luma = picture[:HEIGHT]
        np.add(self.luma[top : top + HEIGHT, left : left + WIDTH], self.noise[number % 8], out=luma)
        for box in range(4):
            x = int(WIDTH / 2 + WIDTH * 0.35 * np.sin(number / 40 + box * 1.7))
            y = int(HEIGHT / 2 + HEIGHT * 0.3 * np.cos(number / 55 + box * 2.1))
            area = luma[y - 90 : y + 90, x - 120 : x + 120]
            area[:] = (area >> 1) + 60 + 20 * box
        rows, columns = slice(top // 2, (top + HEIGHT) // 2), slice(left // 2, (left + WIDTH) // 2)
        quarter = HEIGHT // 4
        for place, chroma in enumerate(self.chroma):
            start = HEIGHT + place * quarter
            picture[start : start + quarter] = chroma[rows, columns].reshape(quarter, WIDTH)
        return picture


def _texture(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    total = np.full((height, width), 120, np.float32)
    for size, strength in TEXTURE:
        coarse = rng.standard_normal((height // size + 2, width // size + 2)).astype(np.float32)
        total += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(total, 20, 230).astype(np.uint8)


def _moved(packet: Any, ticks: int, stream: Any) -> Any:
    copy = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.duration = packet.pts + ticks, packet.dts + ticks, packet.duration
    copy.time_base, copy.is_keyframe, copy.stream = packet.time_base, packet.is_keyframe, stream
    return copy
