"""A folder of pictures as a film: each stays on the screen for the same time, in the order in which people count."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from crvae_core.errors import VideoError
from crvae_core.media.decoding import LARGEST_PICTURE
from crvae_core.media.pictures import Picture, jpeg, thumbnail_size
from crvae_core.media.sample_times import SampleTimes
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.progress import Share

logger = logging.getLogger(__name__)

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
MOST_PICTURES = 1_000_000


class StillPicture:
    """One picture of a folder; `interlaced` and `rotation` are there because films have them."""

    interlaced = False
    rotation = 0

    def __init__(self, picture: Image.Image) -> None:
        self.picture = picture
        self.width, self.height = picture.size

    def small(self) -> np.ndarray:
        """The picture as the models see it, uint8 RGB (120, 200, 3)."""
        return self._scaled(FRAME_WIDTH, FRAME_HEIGHT)

    def thumbnail(self) -> bytes:
        """A JPEG that keeps the proportions."""
        return jpeg(self._scaled(*thumbnail_size(self.width, self.height)))

    def _scaled(self, width: int, height: int) -> np.ndarray:
        smaller = width <= self.width and height <= self.height
        method = Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR
        return np.array(self.picture.resize((width, height), method))


class FrameFolder:
    """The pictures of a folder in natural order; use it as a context manager, like a film.

    period_s: seconds for which each stays on the screen. `broken` names what could not be read.

    Raises VideoError if there is no picture in the folder, or no period.
    """

    codec_name = "pictures"
    container_name = "folder"
    damaged_at_s: float | None = None
    first_s: float | None = 0.0

    def __init__(self, path: Path, period_s: float | None) -> None:
        self.path = path
        self.files = picture_files(path)
        if not self.files:
            raise VideoError(
                f"the folder {path.name} holds no pictures (JPEG, PNG, WebP or BMP): give the folder with the frames, "
                "or a video file"
            )
        if period_s is None:
            raise VideoError(
                f"{path.name} is a folder with {len(self.files)} pictures: say how many seconds lie between two of "
                "them (--frame-period)"
            )
        self.period_s = period_s
        self.frame_rate: float | None = 1 / period_s
        self.end_s = round(len(self.files) * period_s, 6)
        self.expected_s: float | None = self.end_s
        self.picture_count: int | None = len(self.files)
        self.broken: list[str] = []
        self.notes: list[str] = []

    def __enter__(self) -> "FrameFolder":
        return self

    def __exit__(self, *unused: object) -> None:
        return None

    def frames(
        self, times: SampleTimes | None, progress: Share | None = None
    ) -> Iterator[tuple[Picture, float]]:
        """Yield the pictures that are on the screen at `times` (None: all) with the times at which they appear.

        A broken picture is left out, so that the one before it stays on; its name goes to `broken`.
        """
        for number, file in enumerate(self.files):
            time_s, next_s = round(number * self.period_s, 6), round((number + 1) * self.period_s, 6)
            if times is not None and not times.between(time_s, next_s):
                continue
            picture = read_picture(file)
            if picture is None:
                self.broken.append(file.name)
                logger.warning("%s can't be read as a picture and is left out", file.name)
            else:
                yield picture, time_s
            if progress:
                progress((number + 1) / len(self.files))


def picture_files(folder: Path) -> list[Path]:
    """The pictures of a folder by their names, 2 before 10; hidden files and all else are left out.

    Raises VideoError if the folder can't be read or holds more than MOST_PICTURES files.
    """
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file():
                found.append(path)
            if len(found) > MOST_PICTURES:
                raise VideoError(
                    f"the folder {folder.name} holds more than {MOST_PICTURES:,} pictures: split it"
                )
    except OSError as error:
        raise VideoError(f"the folder {folder} can't be read ({error.strerror}): check its rights") from error
    return sorted(found, key=lambda path: natural_key(path.name))


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts frame2.jpg before frame10.jpg, whatever the case."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    key = [(0, int(part), "") if part.isdecimal() and len(part) < 1000 else (1, 0, part) for part in parts]
    return key, name


def read_picture(path: Path) -> StillPicture | None:
    """The upright picture in RGB, None if the file is broken, too large or of another kind."""
    try:
        with Image.open(path, formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                return None
            picture.draft("RGB", (2 * FRAME_WIDTH, 2 * FRAME_HEIGHT))  # JPEG: decode no larger than needed
            return StillPicture(ImageOps.exif_transpose(picture).convert("RGB"))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
