"""The counterpart of a moment of one group: the nearest moment of the other one, if it is near enough to be one.

"Near enough" is learnt from the other group itself: how far its own moments are from their nearest ones of another time.
"""

from dataclasses import dataclass

import numpy as np

FAR_SHARE = 0.95  # of the other group's own nearest distances, beyond which there is no counterpart
APART = 3  # moments; a neighbour in time is no other telling of a scene
ASKED = 5_000  # moments of a group, drawn from all, whose distances say what is usual in it
_AT_ONCE = 2_000  # rows of distances in memory at a time


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
    return both_ways(first, second, None, second_video)[0]


def both_ways(
    first: np.ndarray, second: np.ndarray, first_video: np.ndarray | None, second_video: np.ndarray
) -> tuple[Counterparts, Counterparts]:
    """Counterparts of vectors (n, Z) among vectors (m, Z), and the other way, all distances measured once.

    first_video, second_video: (n,), (m,) the video of each, its moments in the order of time; without the first, nothing is
    usual in the first group and everything is near enough.
    """
    if not (len(first) and len(second)):
        return _none(len(first)), _none(len(second))
    rows, back = _nearest(first, second)
    found = []
    for here, there, own, other, video in (
        (first, second, rows, back, second_video),
        (second, first, back, rows, first_video),
    ):
        distances = np.linalg.norm(here - there[own], axis=1)
        limit = float("inf") if video is None else usual_distance(there, video)
        mutual = other[own] == np.arange(len(here))
        found.append(Counterparts(own, distances, mutual, distances <= limit, limit))
    return found[0], found[1]


def usual_distance(vectors: np.ndarray, video: np.ndarray) -> float:
    """How far FAR_SHARE of some moments are at most from their nearest one that is not their neighbour in time.

    Of many moments ASKED are drawn and asked, among all.
    """
    from sklearn.neighbors import NearestNeighbors

    count = min(len(vectors), 2 * APART + 2)
    if count < 2:
        return float("inf")
    own = np.arange(len(vectors))
    if len(own) > ASKED:
        own = np.sort(np.random.default_rng(0).choice(own, ASKED, replace=False))
    distances, rows = (
        NearestNeighbors(n_neighbors=count, algorithm="brute").fit(vectors).kneighbors(vectors[own])
    )
    beside = (np.abs(rows - own[:, None]) <= APART) & (video[rows] == video[own][:, None])
    away = np.where(beside, np.inf, distances).min(axis=1)
    known = away[np.isfinite(away)]
    return float(np.quantile(known, FAR_SHARE)) if len(known) else float("inf")


def _nearest(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest row of the second group for each of the first (n,), and of the first for each of the second (m,)."""
    centre = second.mean(axis=0)
    one, other = (np.asarray(vectors - centre, np.float32) for vectors in (first, second))
    other_squares = (other**2).sum(axis=1)
    rows, back = np.empty(len(one), np.int64), np.zeros(len(other), np.int64)
    least = np.full(len(other), np.inf, np.float32)
    for start in range(0, len(one), _AT_ONCE):
        part = one[start : start + _AT_ONCE]
        distances = (part**2).sum(axis=1)[:, None] + other_squares - 2 * part @ other.T
        rows[start : start + len(part)] = distances.argmin(axis=1)
        nearest = distances.argmin(axis=0)
        lowest = distances[nearest, np.arange(len(other))]
        nearer = lowest < least
        back[nearer], least[nearer] = nearest[nearer] + start, lowest[nearer]
    return rows, back


def _none(count: int) -> Counterparts:
    nothing = np.zeros(count)
    return Counterparts(nothing.astype(int), nothing + np.inf, nothing > 0, nothing > 0, 0.0)
