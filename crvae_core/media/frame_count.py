"""How many frames a film will give, counted and weighed against the limit and the disk before any is written."""

import math
from pathlib import Path

from crvae_core.errors import VideoError
from crvae_core.media.decoding import Film
from crvae_core.media.frame_folder import FrameFolder
from crvae_core.media.room import check_room, free_bytes
from crvae_core.media.sample_times import SampleTimes
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH

FRAME_BYTES = FRAME_HEIGHT * FRAME_WIDTH * 3 + 8_000  # with its thumbnail
LOOKED_THROUGH = 1_000_000_000  # bytes of a file that is looked through where it does not say how long it is


def check_count(source: Film | FrameFolder, times: SampleTimes, most_frames: int, folder: Path) -> None:
    """Raise VideoError if a film gives more frames than may be, or more than the disk of `folder` can take.

    What the container declares is believed where it is harmless; else the film is looked through, without decoding.
    """
    end_s, pictures = source.expected_s, source.picture_count
    rows = 0 if end_s is None else times.before(end_s)
    if isinstance(source, Film) and _is_doubtful(source, rows, pictures, most_frames, folder):
        end_s, pictures = source.extent()
        rows = times.before(end_s)
    if rows > most_frames:
        raise _too_many(source.path.name, rows, times, most_frames)
    frames = min(rows, pictures or rows)  # a frame that stands for long is stored once
    check_room(folder, frames * FRAME_BYTES, f"{frames:,} frames of {source.path.name}")


def _is_doubtful(film: Film, rows: int, pictures: int | None, most_frames: int, folder: Path) -> bool:
    if film.expected_s is None:
        return film.size <= LOOKED_THROUGH
    free = free_bytes(folder)
    too_large = free is not None and min(rows, pictures or rows) * FRAME_BYTES > free
    return rows > most_frames or (too_large and pictures is None)


def _too_many(name: str, rows: int, times: SampleTimes, most_frames: int) -> VideoError:
    start = f"{name} would give {rows:,} frames, and at most {most_frames:,} are taken from one film"
    if times.listed is not None:
        return VideoError(
            f"{start}: sample every few seconds instead, cut the film, or allow more (--most-frames)"
        )
    wanted = times.every_s * rows / most_frames
    period = math.ceil(wanted) if wanted > 1 else math.ceil(wanted * 20) / 20
    return VideoError(
        f"{start}: take one every {period:g} s instead of every {times.every_s:g} s (--every {period:g}), cut the film, or "
        "allow more (--most-frames)"
    )
