"""Which points of a map lie inside a drawn outline."""

import numpy as np

from crvae_core.errors import InputError


def inside_outline(points: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """The rows of points (N, 2) inside a closed outline (m, 2), by the even-odd rule; m is at least 3.

    Raises InputError if the outline is none.
    """
    corners = np.asarray(outline, dtype=np.float64)
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3 or not np.isfinite(corners).all():
        raise InputError("an outline has at least 3 corners with two finite coordinates each")
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    x, y = np.asarray(points, dtype=np.float64)[near].T
    inside = np.zeros(len(near), dtype=bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        inside ^= crosses & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return near[inside]
