"""Sampled frames on disk: frames.npy grows as frames come, so that memory stays flat, and appears when all are there."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np

from crvae_core.errors import VideoError
from crvae_core.files import atomic_path, move
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH, HASHES_FILE, frame_hash, write_hashes

MOST_FRAMES = 100_000  # 7 GB; two days at a frame every two seconds


class FrameStore:
    """Takes frames in their order and leaves them in `folder` with thumbnails and hashes, or nothing after an error.

    frames.npy: uint8 RGB (n, 120, 200, 3). thumbs/000000.jpg and so on, one per row. frame_hashes.npy: uint8 (n, 16), what
    tells each frame from any other one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.hashes: list[bytes] = []

    def __enter__(self) -> "FrameStore":
        self.made_folder = not self.folder.exists()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.thumbs = Path(tempfile.mkdtemp(prefix=".thumbs-", dir=self.folder))
        except OSError as error:
            raise _no_room(self.folder, error) from error
        self.exits = ExitStack()
        path = self.exits.enter_context(atomic_path(self.folder / "frames.npy"))
        self.stream = self.exits.enter_context(path.open("wb"))
        self._write_header()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write_header()
                self._place_thumbs()
                (self.folder / HASHES_FILE).unlink(missing_ok=True)  # of frames that stood here before
            self.exits.__exit__(kind, error, trace)
            if kind is None:
                write_hashes(self.folder, self.hashes)
        finally:
            shutil.rmtree(self.thumbs, ignore_errors=True)
            if kind is not None and self.made_folder:
                shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, frame: np.ndarray, thumbnail: bytes, rows: int) -> None:
        """Store one frame, uint8 RGB (120, 200, 3), for as many rows as it is on the screen at sample times.

        Raises VideoError if there would be more than MOST_FRAMES, or if they can't be written.
        """
        if self.count + rows > MOST_FRAMES:
            raise VideoError(
                f"more than {MOST_FRAMES:,} frames would come out: take one less often (--every), or cut the video"
            )
        self.hashes += [frame_hash(frame)] * rows
        try:
            for _ in range(rows):
                self.stream.write(frame.data)
                (self.thumbs / f"{self.count:06d}.jpg").write_bytes(thumbnail)
                self.count += 1
        except OSError as error:
            raise _no_room(self.folder, error) from error

    def _write_header(self) -> None:
        """Numpy leaves room in its header for the number of rows, so that it can be written again."""
        shape = (self.count, FRAME_HEIGHT, FRAME_WIDTH, 3)
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
