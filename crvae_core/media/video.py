"""Frames out of a video: decoded in sequence with each frame's own time, sampled at fixed steps.

PyAV hides behind this module.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from crvae_core.errors import VideoError
from crvae_core.files import atomic_path, write_bytes

FRAME_HEIGHT, FRAME_WIDTH = 120, 200  # pixels, the size that the models see
THUMBNAIL_WIDTH = 320  # pixels
SHOWN_EARLY_S = 0.002  # a frame counts as shown at t if its rounded time lies this little after t
# What a user may upload. Playlists and picture sequences are left out: they make the decoder open other files.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"

Progress = Callable[[float], None]


@dataclass(frozen=True)
class VideoInfo:
    """What is known about a video file once its frames are sampled.

    `frame_times_s[i]` is the own presentation time of the frame in row i. `damaged_at_s` says where
    decoding broke off, None for a sound file.
    """

    width: int
    height: int
    codec: str
    container: str
    frame_rate: float | None
    duration_s: float
    every_s: float
    frame_times_s: list[float]
    damaged_at_s: float | None = None


@dataclass(frozen=True)
class _Shown:
    """A decoded frame, the sample times (rows) at which it is on the screen, and its own time."""

    frame: Any
    time_s: float
    rows: int


def sample_video(
    path: Path, folder: Path, every_s: float = 2.0, progress: Progress | None = None
) -> VideoInfo:
    """Write the frames that are on the screen at 0, every_s, 2 every_s, ... into `folder`.

    `folder` gets frames.npy (uint8 RGB, n x 120 x 200 x 3) and thumbs/000000.jpg and so on. `progress`
    gets the share that is done, 0 to 1; whatever it raises ends the work.

    Raises VideoError if the file is not a video, has no video stream or holds no frame that decodes.
    """
    with _open(path) as container:
        stream = _video_stream(container, path)
        reader = _SequentialReader(container, stream, every_s)
        with _FrameWriter(folder) as writer:
            for shown in reader.shown_frames():
                writer.add(shown, _rotation(shown.frame))
                if progress and reader.expected_s:
                    progress(min(1.0, shown.time_s / reader.expected_s))
        if not writer.times_s:
            raise VideoError(f"no frame of {path.name} can be decoded: re-encode it as H.264 in MP4")
        return VideoInfo(
            width=writer.width,
            height=writer.height,
            codec=stream.codec_context.name,
            container=container.format.name,
            frame_rate=float(stream.average_rate) if stream.average_rate else None,
            duration_s=round(reader.end_s, 6),
            every_s=every_s,
            frame_times_s=writer.times_s,
            damaged_at_s=reader.damaged_at_s,
        )


def _open(path: Path) -> Any:
    if not path.is_file():
        raise VideoError(f"there is no file {path}: check the path")
    if path.stat().st_size == 0:
        raise VideoError(f"{path.name} is empty: upload or copy it again")
    try:
        return av.open(f"file:{path}", options={"format_whitelist": CONTAINERS, "protocol_whitelist": "file"})
    except (av.error.FFmpegError, ValueError) as error:
        raise VideoError(
            f"{path.name} is not a video that can be read (or it is cut off): give an MP4, WebM, MKV, MOV, AVI or TS file"
        ) from error


def _video_stream(container: Any, path: Path) -> Any:
    attached = getattr(av.stream.Disposition, "attached_pic", 0)
    for stream in container.streams.video:
        if not stream.disposition & attached and stream.codec_context is not None:
            stream.thread_type = "AUTO"
            return stream
    kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
    raise VideoError(
        f"{path.name} has no video stream (it holds: {kinds}): give the file with the pictures, not only the sound"
    )


class _SequentialReader:
    """Decodes a stream from its start and tells which frame is on the screen at each sample time."""

    def __init__(self, container: Any, stream: Any, every_s: float) -> None:
        self.container = container
        self.stream = stream
        self.every_s = every_s
        self.offset_s = (container.start_time or 0) / av.time_base
        self.expected_s = container.duration / av.time_base if container.duration else None
        self.end_s = 0.0
        self.damaged_at_s: float | None = None

    def shown_frames(self) -> Iterator[_Shown]:
        """Yield every frame that is on the screen at one sample time or more, in order."""
        row = 0
        previous, previous_time = None, 0.0
        for frame, time_s in self._timed_frames():
            if previous is None:
                previous, previous_time = frame, time_s
                continue
            rows = self._rows_before(time_s) - row
            if rows > 0:
                yield _Shown(previous, previous_time, rows)
                row += rows
            previous, previous_time = frame, time_s
        rows = self._rows_before(self.end_s) - row
        if previous is not None and rows > 0:
            yield _Shown(previous, previous_time, rows)

    def _rows_before(self, time_s: float) -> int:
        """How many sample times lie before `time_s`."""
        return max(0, math.ceil((time_s - SHOWN_EARLY_S) / self.every_s))

    def _timed_frames(self) -> Iterator[tuple[Any, float]]:
        rate = float(self.stream.average_rate) if self.stream.average_rate else 25.0
        try:
            for frame in self.container.decode(self.stream):
                time_s = self.end_s if frame.time is None else frame.time - self.offset_s
                held_s = float(frame.duration * frame.time_base) if frame.duration else 1.0 / rate
                self.end_s = max(self.end_s, time_s + held_s)
                yield frame, time_s
        except av.error.FFmpegError:
            self.damaged_at_s = round(self.end_s, 3)


class _FrameWriter:
    """Collects sampled frames in a raw file, so that memory stays flat, and closes it as frames.npy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times_s: list[float] = []
        self.width = self.height = 0

    def __enter__(self) -> "_FrameWriter":
        (self.folder / "thumbs").mkdir(parents=True, exist_ok=True)
        self.raw_path = self.folder / "frames.raw"
        self.raw = self.raw_path.open("wb")
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.raw.close()
        if kind is None and self.times_s:
            self._write_npy()
        self.raw_path.unlink()

    def add(self, shown: _Shown, rotation: int) -> None:
        picture = shown.frame.to_ndarray(format="rgb24")
        picture = np.ascontiguousarray(np.rot90(picture, rotation // 90)) if rotation else picture
        self.height, self.width = picture.shape[:2]
        small = cv2.resize(picture, (FRAME_WIDTH, FRAME_HEIGHT), interpolation=cv2.INTER_AREA)
        thumbnail = _jpeg(picture)
        for _ in range(shown.rows):
            write_bytes(self.folder / "thumbs" / f"{len(self.times_s):06d}.jpg", thumbnail)
            self.raw.write(small.tobytes())
            self.times_s.append(round(shown.time_s, 6))

    def _write_npy(self) -> None:
        shape = (len(self.times_s), FRAME_HEIGHT, FRAME_WIDTH, 3)
        frames = np.memmap(self.raw_path, dtype=np.uint8, mode="r", shape=shape)
        with atomic_path(self.folder / "frames.npy") as temporary, temporary.open("wb") as stream:
            np.save(stream, frames, allow_pickle=False)


def _rotation(frame: Any) -> int:
    """How far the picture must be turned counter-clockwise, in degrees: 0, 90, 180 or 270."""
    return int(round((getattr(frame, "rotation", 0) or 0) / 90) * 90) % 360


def _jpeg(picture: np.ndarray) -> bytes:
    height = max(1, round(picture.shape[0] * THUMBNAIL_WIDTH / picture.shape[1]))
    small = cv2.resize(picture, (THUMBNAIL_WIDTH, height), interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 82])
    return data.tobytes()
