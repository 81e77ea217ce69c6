"""One picture of both demo bulletins, for the start page."""

from pathlib import Path

import cv2
import numpy as np

from crvae_core.demo.labels import bulletin_labels
from crvae_core.demo.render import render_frame
from crvae_core.demo.story import Bulletin
from crvae_core.files import write_bytes

KINDS_SHOWN = ("studio", "street", "laboratory", "weather")
CELL_WIDTH, CELL_HEIGHT, GAP = 320, 180, 6  # pixels
BACKGROUND = 255


def write_poster(path: Path, bulletins: tuple[Bulletin, ...]) -> None:
    """Write a JPEG with a row per bulletin and a scene of every kind of KINDS_SHOWN in it."""
    rows = [np.concatenate([_cell(bulletin, kind) for kind in KINDS_SHOWN], axis=1) for bulletin in bulletins]
    poster = np.concatenate(rows)[: -GAP or None, : -GAP or None]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(poster, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85])
    write_bytes(path, data.tobytes())


def _cell(bulletin: Bulletin, kind: str) -> np.ndarray:
    start = next(label.start_s for label in bulletin_labels(bulletin) if label.kind == kind)
    picture = cv2.resize(
        render_frame(bulletin, start + 1.0), (CELL_WIDTH, CELL_HEIGHT), interpolation=cv2.INTER_AREA
    )
    return np.pad(picture, ((0, GAP), (0, GAP), (0, 0)), constant_values=BACKGROUND)
