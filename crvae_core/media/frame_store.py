"""Sampled frames on disk: they are written as they come, so that memory stays flat, and appear when all are there.

A frame that stands for long is stored once. So that ordinary films have one frame per row, a frame is repeated as long as
that costs little.
"""

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

import numpy as np

from crvae_core.errors import VideoError
from crvae_core.files import atomic_path, move, write_array
from crvae_core.media.room import check_room
from crvae_core.media.stored_frame import (
    FRAME_HEIGHT,
    FRAME_WIDTH,
    HASHES_FILE,
    PLACES_FILE,
    frame_hash,
    write_hashes,
)

MOST_FRAMES = 1_000_000  # rows; numbers of frames have six digits
LONGEST_REPEAT = 12  # rows in which one frame is stored again and again
MOST_REPEATED = 64  # rows that repeat a frame, 5 MB; beyond, every frame is stored once
CHECK_EVERY = 500  # frames between two looks at the disk


@dataclass
class _Shown:
    """A frame that is on the screen, and for how many rows so far."""

    key: bytes
    frame: np.ndarray
    thumbnail: bytes
    rows: int


class FrameStore:
    """Takes frames in their order and leaves them in `folder` with thumbnails and hashes, or nothing after an error.

    frames.npy: uint8 RGB (m, 120, 200, 3). thumbs/000000.jpg and so on, one per stored frame. frame_hashes.npy: uint8 (n, 16),
    what tells the frame of each row from any other one. frame_places.npy: int32 (n,), the stored frame of each row; left out
    where every row has a stored frame of its own.
    """

    def __init__(self, folder: Path, most_frames: int = MOST_FRAMES) -> None:
        self.folder = folder
        self.most_frames = min(most_frames, MOST_FRAMES)
        self.stored = self.repeated = 0
        self.places: list[int] = []
        self.hashes: list[bytes] = []
        self.shown: _Shown | None = None

    def __enter__(self) -> "FrameStore":
        self.made_folder = not self.folder.exists()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with ExitStack() as opened:
                self.thumbs = Path(tempfile.mkdtemp(prefix=".thumbs-", dir=self.folder))
                opened.callback(shutil.rmtree, self.thumbs, ignore_errors=True)
                path = opened.enter_context(atomic_path(self.folder / "frames.npy"))
                self.stream = opened.enter_context(path.open("wb"))
                self._write_header()
                self.exits = opened.pop_all()
        except OSError as error:
            self._take_away()
            raise _no_room(self.folder, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.exits.__exit__(kind, error, trace)
            self._take_away()
            return
        try:
            with self.exits:
                self._finish()
            write_hashes(self.folder, self.hashes)
            if self.stored < len(self.places):
                write_array(self.folder / PLACES_FILE, np.array(self.places, np.int32))
        except BaseException as problem:
            self._take_away()
            if isinstance(problem, OSError):
                raise _no_room(self.folder, problem) from problem
            raise

    def _take_away(self) -> None:
        """Remove the folder again, where it was not there before."""
        if self.made_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, frame: np.ndarray, thumbnail: bytes, rows: int) -> None:
        """Take one frame, uint8 RGB (120, 200, 3), for as many rows as it is on the screen at sample times.

        Raises VideoError if there would be more than `most_frames` rows, or if they can't be written.
        """
        if len(self.hashes) + rows > self.most_frames:
            raise VideoError(
                f"more than {self.most_frames:,} frames would come out: take one less often (--every), cut the video, or "
                "allow more (--most-frames)"
            )
        mark = frame_hash(frame)
        key = mark + blake2b(thumbnail, digest_size=16).digest()
        self.hashes += [mark] * rows
        if self.shown is not None and self.shown.key == key:
            self.shown.rows += rows
            return
        self._store_shown()
        self.shown = _Shown(key, frame, thumbnail, rows)

    def _store_shown(self) -> None:
        """Write the frame that leaves the screen: for each of its rows, or once where these are many."""
        shown, self.shown = self.shown, None
        if shown is None:
            return
        more = shown.rows - 1
        once = more >= LONGEST_REPEAT or self.repeated + more > MOST_REPEATED
        copies = 1 if once else shown.rows
        self.repeated += copies - 1
        self.places += [self.stored + min(row, copies - 1) for row in range(shown.rows)]
        try:
            for _ in range(copies):
                self.stream.write(shown.frame.data)
                (self.thumbs / f"{self.stored:06d}.jpg").write_bytes(shown.thumbnail)
                self.stored += 1
        except OSError as error:
            raise _no_room(self.folder, error) from error
        if self.stored // CHECK_EVERY > (self.stored - copies) // CHECK_EVERY:
            check_room(self.folder, CHECK_EVERY * shown.frame.nbytes, "the next frames")

    def _finish(self) -> None:
        self._store_shown()
        self._write_header()
        self._place_thumbs()
        for name in (HASHES_FILE, PLACES_FILE):
            (self.folder / name).unlink(missing_ok=True)  # of frames that stood here before

    def _write_header(self) -> None:
        """Numpy leaves room in its header for the number of frames, so that it can be written again."""
        shape = (self.stored, FRAME_HEIGHT, FRAME_WIDTH, 3)
        self.stream.seek(0)
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self.stream, header)

    def _place_thumbs(self) -> None:
        self.thumbs.chmod(0o755)
        shutil.rmtree(self.folder / "thumbs", ignore_errors=True)
        move(self.thumbs, self.folder / "thumbs")


def _no_room(folder: Path, error: OSError) -> VideoError:
    return VideoError(
        f"the frames can't be written to {folder} ({error.strerror}): make room, or choose another place"
    )
