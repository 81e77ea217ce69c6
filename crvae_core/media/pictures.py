"""A decoded frame as the models and the pages see it: one small size, upright, without comb."""

from fractions import Fraction
from typing import Any, Protocol

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation

from crvae_core.errors import VideoError
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.media.wide_colours import ordinary_colours, wide_colours

THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 320, 640  # pixels at most
JPEG_QUALITY = 82
# Straight from the film's own colours to the small picture: as good as converting all of it first (45 dB apart)
# and ten times as fast. Without the last three, the small pictures come out with coarse colours.
SHRINK = (
    Interpolation.AREA
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
ENLARGE = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
WIDEST_PIXEL = 10  # width to height of a pixel, or the reverse; more is a broken header


class Picture(Protocol):
    """What both a film's frame and a picture of a folder offer; width and height are of the upright picture."""

    interlaced: bool
    width: int
    height: int

    @property
    def rotation(self) -> int:
        """Degrees clockwise by which the stored picture is turned."""
        ...

    def small(self) -> np.ndarray:
        """The picture as the models see it, uint8 RGB (120, 200, 3)."""
        ...

    def thumbnail(self) -> bytes:
        """A JPEG with square pixels."""
        ...


class FilmPicture:
    """One frame of a film.

    aspect: width to height of a pixel, None if they are square. turn: how it is laid, see `turn_of`.
    """

    def __init__(self, frame: Any, aspect: Fraction | None, turn: "Turn") -> None:
        self.frame = frame
        self.interlaced = bool(frame.interlaced_frame)
        self.turn = turn
        square = aspect is None or not 1 / WIDEST_PIXEL <= aspect <= WIDEST_PIXEL
        width, height = (frame.width if square else max(1, round(frame.width * aspect))), frame.height
        self.width, self.height = (height, width) if self.turn[0] else (width, height)

    @property
    def rotation(self) -> int:
        """By how many degrees the stored picture is turned clockwise to stand upright."""
        return _ROTATIONS.get(self.turn, 0)

    def small(self) -> np.ndarray:
        """The picture as the models see it, uint8 RGB (120, 200, 3)."""
        return self._scaled(FRAME_WIDTH, FRAME_HEIGHT)

    def thumbnail(self) -> bytes:
        """A JPEG with square pixels."""
        return jpeg(self._scaled(*thumbnail_size(self.width, self.height)))

    def _scaled(self, width: int, height: int) -> np.ndarray:
        source = _one_field(self.frame) if self.interlaced and self.frame.height >= 4 else self.frame
        if self.turn[0]:
            width, height = height, width
        smaller = width <= source.width and height <= source.height
        kind = wide_colours(self.frame)
        pixels = "rgb24" if kind is None else "gbrp16le"  # rgb48 comes out purple where nothing is scaled
        try:
            scaled = source.reformat(width, height, pixels, interpolation=int(SHRINK if smaller else ENLARGE))
        except (av.error.FFmpegError, ValueError) as error:
            raise VideoError(
                f"the pictures of this film have a colour format that can't be shown ({source.format.name}): "
                "re-encode it as H.264"
            ) from error
        picture = scaled.to_ndarray()
        return _upright(picture if kind is None else ordinary_colours(picture, kind), self.turn)


def thumbnail_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the thumbnail of a picture with square pixels."""
    scale = min(THUMBNAIL_WIDTH / width, THUMBNAIL_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def jpeg(picture: np.ndarray) -> bytes:
    """A uint8 RGB picture (height, width, 3) as JPEG."""
    _, data = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    )
    return data.tobytes()


Turn = tuple[bool, bool, bool]  # rows and columns change places, then left and right, then top and bottom
_ROTATIONS: dict[Turn, int] = {(True, True, False): 90, (False, True, True): 180, (True, False, True): 270}


def turn_of(frame: Any) -> Turn:
    """How the display matrix lays the picture: row-vector convention, the first two columns hold the turn.

    Ask it seldom: PyAV ties a frame to its side data in a circle, which keeps the frame in memory for long.
    """
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None or data.buffer_size < 36:
        return (False, False, False)
    a, b, _, c, d = np.frombuffer(data, np.int32, 5).tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        return (True, c < 0, b < 0)
    return (False, a < 0, d < 0)


def _upright(picture: np.ndarray, turn: Turn) -> np.ndarray:
    swap, mirror_x, mirror_y = turn
    picture = picture.swapaxes(0, 1) if swap else picture
    picture = picture[:, ::-1] if mirror_x else picture
    return np.ascontiguousarray(picture[::-1] if mirror_y else picture)


def _one_field(frame: Any) -> Any:
    """Every other line of an interlaced frame: half the height, one moment, no comb."""
    field = av.VideoFrame(frame.width, frame.height // 2, frame.format.name)
    for source, target in zip(frame.planes, field.planes, strict=True):
        lines = np.frombuffer(source, np.uint8).reshape(-1, source.line_size)[: source.height : 2]
        chosen = np.zeros((target.height, target.line_size), np.uint8)
        size = min(source.line_size, target.line_size)
        count = min(target.height, len(lines))
        chosen[:count, :size] = lines[:count, :size]
        target.update(chosen.tobytes())
    field.colorspace, field.color_range = frame.colorspace, frame.color_range
    return field
