"""Pictures of moments for reports, sprites and ZIP files: scaled down or blurred where that is asked for."""

import base64

import cv2
import numpy as np

from crvae_core.errors import InputError
from crvae_core.export.moments_table import MomentsTable

QUALITY = 82  # of JPEG


def picture(table: MomentsTable, row: int, width: int, blur: int = 0) -> np.ndarray | None:
    """The picture of a moment, uint8 RGB (h, w, 3); None where its frames are missing.

    row: of the run's moments. width: pixels, at most those there are. blur: pixels of the stored picture; 0: not.
    """
    pair = table.moments.pairs.iloc[row]
    try:
        frame = np.asarray(table.project.frames(str(pair["video_id"]))[int(pair["frame_row"])])
    except (InputError, IndexError):
        return None
    if blur:
        frame = cv2.GaussianBlur(frame, (0, 0), blur)
    if width < frame.shape[1]:
        height = max(1, round(frame.shape[0] * width / frame.shape[1]))
        frame = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    return frame


def jpeg(frame: np.ndarray, quality: int = QUALITY) -> bytes:
    """A picture as JPEG."""
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    assert done
    return data.tobytes()


def data_url(frame: np.ndarray, quality: int = QUALITY) -> str:
    """A picture as an address that holds it."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg(frame, quality)).decode()


def rows_of(table: MomentsTable, pair_ids: tuple[str, ...]) -> list[int]:
    """The rows of moments in the run, those that it has, in the given order."""
    places = {pair_id: row for row, pair_id in enumerate(table.moments.pair_ids)}
    return [places[pair_id] for pair_id in pair_ids if pair_id in places]
