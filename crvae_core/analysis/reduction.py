"""Large tables made smaller, always said where it is done: principal components and random samples of rows."""

import numpy as np


def principal_scores(vectors: np.ndarray, components: int, seed: int = 0) -> np.ndarray:
    """Coordinates (N, at most `components`) of vectors (N, Z) along their principal axes, largest spread first.

    With as many components as the vectors have, all distances stay as they are.
    """
    from sklearn.decomposition import PCA

    wanted = min(components, *vectors.shape)
    if np.ptp(vectors, axis=0).max() == 0:  # equal vectors have no axes
        return np.zeros((len(vectors), wanted))
    solver = "covariance_eigh" if len(vectors) > 4 * vectors.shape[1] else "auto"
    return PCA(n_components=wanted, svd_solver=solver, random_state=seed).fit_transform(vectors)


def draw_rows(count: int, limit: int, seed: int) -> np.ndarray:
    """All rows if there are at most `limit`, else `limit` different ones drawn at random, in ascending order."""
    if count <= limit:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, limit, replace=False))


def distinct_vectors(vectors: np.ndarray, enough: int | None = None) -> int:
    """How many rows differ from each other; counting ends once there are `enough`."""
    seen: set[bytes] = set()
    for row in vectors + 0.0:  # adding 0 turns -0.0 into 0.0
        seen.add(row.tobytes())
        if enough is not None and len(seen) >= enough:
            break
    return len(seen)
