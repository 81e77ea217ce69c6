"""The counterpart of a moment of one group: the nearest moment of the other one, if it is near enough to be one.

"Near enough" is learnt from the other group itself: how far its own moments are from their nearest ones of another time.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

FAR_SHARE = 0.95  # of the other group's own nearest distances, beyond which there is no counterpart
APART = 3  # moments; a neighbour in time is no other telling of a scene


@dataclass(frozen=True)
class Counterparts:
    """For every moment of the first group: row of the nearest moment of the second, its distance, whether each is the
    other's nearest, and whether it is near enough. limit: the distance beyond which there is no counterpart."""

    rows: np.ndarray
    distances: np.ndarray
    mutual: np.ndarray
    found: np.ndarray
    limit: float


def counterparts(first: np.ndarray, second: np.ndarray, second_video: np.ndarray) -> Counterparts:
    """Counterparts of vectors (n, Z) among vectors (m, Z).

    Args:
        first, second: in one space, weighed alike. second_video: (m,) the video of each, its moments in the order of time.
    """
    if not (len(first) and len(second)):
        nothing = np.zeros(len(first))
        return Counterparts(nothing.astype(int), nothing + np.inf, nothing > 0, nothing > 0, 0.0)
    distances, rows = _nearest(second, first)
    _, back = _nearest(first, second)
    limit = usual_distance(second, second_video)
    mutual = back[rows] == np.arange(len(first))
    return Counterparts(rows, distances, mutual, distances <= limit, limit)


def usual_distance(vectors: np.ndarray, video: np.ndarray) -> float:
    """How far FAR_SHARE of some moments are at most from their nearest one that is not their neighbour in time."""
    count = min(len(vectors), 2 * APART + 2)
    if count < 2:
        return float("inf")
    distances, rows = NearestNeighbors(n_neighbors=count).fit(vectors).kneighbors(vectors)
    own = np.arange(len(vectors))[:, None]
    beside = (np.abs(rows - own) <= APART) & (video[rows] == video[:, None])
    away = np.where(beside, np.inf, distances).min(axis=1)
    known = away[np.isfinite(away)]
    return float(np.quantile(known, FAR_SHARE)) if len(known) else float("inf")


def told_by(first: Counterparts, second: Counterparts) -> dict[str, int]:
    """How many moments of the first group are told by both, of the first and of the second group by it alone."""
    return {
        "both": int(first.found.sum()),
        "first alone": int((~first.found).sum()),
        "second alone": int((~second.found).sum()),
    }


def _nearest(among: np.ndarray, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    distances, rows = NearestNeighbors(n_neighbors=1).fit(among).kneighbors(of)
    return distances[:, 0], rows[:, 0]
