"""Nearest moments, how far a map can be trusted, and points between moments."""

from pathlib import Path

import numpy as np

from crvae_core.analysis.reduction import draw_rows
from crvae_core.analysis.scale import even_scale
from crvae_core.analysis.store import ARRAY, Store, inputs_digest
from crvae_core.errors import InputError

TRUST_EXACT = 20_000  # points up to which the trust of each is measured
TRUST_SAMPLE = 5_000  # above that, this many are measured; the others take the value of the nearest of them


def nearest(
    latents: np.ndarray, row_or_vector: int | np.ndarray, count: int, apart: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """The moments nearest to one moment or to any point of the latent space.

    Args:
        latents: (N, Z).
        row_or_vector: a row of `latents` (which is itself left out), or a vector (Z,).
        count: how many at most.
        apart: leave out rows that lie within this many rows of the given row (the next seconds of a film look alike).

    Returns:
        Rows, nearest first, and their Euclidean distances.

    Raises:
        InputError: there is no such row, or the vector has another length.
    """
    latents = np.asarray(latents)
    row: int | None = None
    if np.ndim(row_or_vector) == 0:
        row = int(row_or_vector)
        if not 0 <= row < len(latents):
            raise InputError(f"there is no moment {row + 1}: choose 1 to {len(latents)}")
        vector = latents[row]
    else:
        vector = np.asarray(row_or_vector)
        if vector.shape != latents.shape[1:]:
            raise InputError(f"a point of {latents.shape[1]} values is expected, this has {vector.size}")
    distances = np.linalg.norm(latents - vector, axis=1)
    if row is not None:
        distances[max(0, row - max(0, apart)) : row + max(0, apart) + 1] = np.inf
    found = int(min(max(0, count), np.isfinite(distances).sum()))
    rows = np.argpartition(distances, found - 1)[:found] if found else np.empty(0, dtype=np.int64)
    rows = rows[np.lexsort((rows, distances[rows]))]
    return rows, distances[rows]


def neighbours_of_trust(count: int, neighbours: int = 10) -> int:
    """Of how many neighbours `trust` is a share, among so many moments."""
    return min(neighbours, (count - 1) // 2)


def trust(latents: np.ndarray, points: np.ndarray, neighbours: int = 10) -> np.ndarray:
    """For each point of a map, the share (0 to 1) of its neighbours there that are its neighbours in the latent space.

    Above 20,000 points 5,000 are measured, and each other point takes the value of the nearest measured one.

    latents: (N, Z). points: (N, 2). Returns (N,); NaN if there are fewer than 3 moments.
    """
    from sklearn.neighbors import NearestNeighbors

    count = len(latents)
    wanted = neighbours_of_trust(count, neighbours)
    if wanted < 1:
        return np.full(count, np.nan)
    rows = draw_rows(count, count if count <= TRUST_EXACT else TRUST_SAMPLE, 0)
    vectors = even_scale(np.asarray(latents)).vectors
    true = nearest_rows(vectors.astype(np.float32, copy=False), rows, wanted, "brute")
    shown = nearest_rows(np.asarray(points, dtype=np.float64), rows, wanted, "auto")
    kept = np.array([len(np.intersect1d(a, b)) for a, b in zip(true, shown, strict=True)]) / wanted
    if len(rows) == count:
        return kept
    closest = NearestNeighbors(n_neighbors=1).fit(points[rows]).kneighbors(points, return_distance=False)
    return kept[closest[:, 0]]


def stored_trust(folder: Path, latents: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Like `trust`, but measured once: kept in `folder` under a hash of the vectors and the map."""
    digest = inputs_digest(latents, {"map": inputs_digest(points, {})})
    return Store(folder).get("trust", digest, ARRAY, lambda: trust(latents, points))


def interpolate_map(
    points: np.ndarray, latents: np.ndarray, xy: tuple[float, float] | np.ndarray, neighbours: int = 5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A latent for any place on a map: the mean of the nearest moments' latents, weighed by 1 / distance squared.

    Args:
        points: the map, (N, 2).
        latents: (N, Z), of the same moments; those to be decoded, not the weighed ones.
        xy: the place.
        neighbours: how many moments are mixed.

    Returns:
        The latent (Z,), the rows mixed, nearest first, and their weights, which add up to 1.
    """
    place = np.asarray(xy, dtype=np.float64)
    if place.shape != (2,) or not np.isfinite(place).all():
        raise InputError("a place on the map has two finite coordinates")
    rows, distances = nearest(np.asarray(points, dtype=np.float64), place, max(1, neighbours))
    weights = (distances == 0).astype(np.float64) if distances[0] == 0 else (distances[0] / distances) ** 2
    weights /= weights.sum()
    return weights @ np.asarray(latents, dtype=np.float64)[rows], rows, weights


def path(latents: np.ndarray, first_row: int, last_row: int, steps: int) -> np.ndarray:
    """The straight way from one moment to another in the latent space, both included: (steps, Z).

    Raises InputError if a moment does not exist or fewer than 2 steps are asked for.
    """
    if steps < 2:
        raise InputError("a path has at least 2 steps, its ends")
    for row in (first_row, last_row):
        if not 0 <= row < len(latents):
            raise InputError(f"there is no moment {row + 1}: choose 1 to {len(latents)}")
    shares = np.linspace(0.0, 1.0, steps)[:, None]
    return (1 - shares) * latents[first_row] + shares * latents[last_row]


def nearest_rows(vectors: np.ndarray, rows: np.ndarray, wanted: int, algorithm: str = "brute") -> np.ndarray:
    """The `wanted` nearest rows of each of `rows`, itself left out, (len(rows), wanted)."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=wanted + 1, algorithm=algorithm).fit(vectors)
    found = index.kneighbors(vectors[rows], return_distance=False)
    own = found == rows[:, None]
    own[~own.any(axis=1), -1] = True  # among equal vectors a moment may miss itself: drop the last instead
    return found[~own].reshape(len(rows), wanted)
