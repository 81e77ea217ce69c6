"""Camera moves: the cut-out of a drawn scene that becomes the frame."""

from __future__ import annotations

import cv2
import numpy as np

from crvae_core.demo.canvas import DETAIL, HEIGHT, WIDTH, Canvas

# zoom at start and end; the pan at start and end as a share of the room that the zoom leaves (-1..1)
MOVES: dict[str, tuple[float, float, float, float]] = {
    "still": (1.02, 1.02, 0.0, 0.0),
    "push": (1.01, 1.10, 0.0, 0.1),
    "pull": (1.11, 1.02, 0.15, 0.0),
    "pan_right": (1.09, 1.09, -0.9, 0.9),
    "pan_left": (1.08, 1.10, 0.9, -0.8),
    "drift": (1.05, 1.07, -0.4, 0.5),
}


def film(canvas: Canvas, move: str, progress: float) -> np.ndarray:
    """The frame (HEIGHT, WIDTH, 3) that the camera sees at `progress` (0..1) of its move."""
    zoom_from, zoom_to, pan_from, pan_to = MOVES[move]
    eased = progress * progress * (3 - 2 * progress)
    zoom = zoom_from + (zoom_to - zoom_from) * eased
    pan = pan_from + (pan_to - pan_from) * eased
    step = DETAIL / zoom  # drawn pixels per film pixel
    room_x, room_y = WIDTH * DETAIL - WIDTH * step, HEIGHT * DETAIL - HEIGHT * step
    left, top = room_x / 2 * (1 + pan), room_y * 0.45
    to_drawn = np.array([[step, 0, left + step / 2 - 0.5], [0, step, top + step / 2 - 0.5]])
    return cv2.warpAffine(
        canvas.pixels,
        to_drawn,
        (WIDTH, HEIGHT),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
