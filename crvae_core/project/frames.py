"""The sampled frames of a video as its pairs number them, though one that stands for long is stored once."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.files import read_array
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH


class Frames:
    """uint8 RGB (n, 120, 200, 3), read-only and left on the disk until asked for; index it like an array.

    stored: the different frames (m, 120, 200, 3). places: (n,) the stored frame of each row; None where each has its own.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(self, stored: np.ndarray, places: np.ndarray | None = None) -> None:
        self.stored, self.places = stored, places

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(n, 120, 200, 3)."""
        return (len(self), FRAME_HEIGHT, FRAME_WIDTH, 3)

    def __len__(self) -> int:
        return len(self.stored if self.places is None else self.places)

    def __getitem__(self, key: Any) -> np.ndarray:
        """The frame of a row, or of several; further indices choose pixels."""
        if self.places is None:
            return self.stored[key]
        rows, *pixels = key if isinstance(key, tuple) else (key,)
        return self.stored[(self.places[rows], *pixels)]

    def __setitem__(self, key: Any, value: Any) -> None:
        raise ValueError("the frames of a project are read-only")

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[row] for row in range(len(self)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """All frames in memory."""
        return np.array(self[:], dtype=dtype, copy=None if copy is None else copy)

    def place(self, row: int) -> int:
        """Which stored frame a row has."""
        return row if self.places is None else int(self.places[row])


def open_frames(stored: Path, places: Path, count: int) -> Frames:
    """Open the frames of a video with `count` rows; raises OSError or ValueError if they are missing or damaged.

    stored: frames.npy. places: frame_places.npy, which is there where rows share frames.
    """
    frames = read_array(stored, (None, FRAME_HEIGHT, FRAME_WIDTH, 3), "u", mapped=True)
    return Frames(frames, None if len(frames) == count else read_places(places, count, len(frames)))


def read_places(path: Path, count: int, stored: int | None = None) -> np.ndarray:
    """The stored frame of each row, int32 (count,); raises OSError or ValueError if they are missing or damaged."""
    status = path.stat()
    places = _places(path, status.st_size, status.st_mtime_ns)
    if len(places) != count or (stored is not None and places.max(initial=-1) >= stored):
        raise ValueError("it does not say which frame each row has")
    return places


@lru_cache(maxsize=32)
def _places(path: Path, size: int, changed_ns: int) -> np.ndarray:
    """Kept in memory, for pages ask for one thumbnail at a time."""
    places = read_array(path, (None,), "i")
    if places.min(initial=0) < 0:
        raise ValueError("a row has no frame")
    places.flags.writeable = False
    return places
