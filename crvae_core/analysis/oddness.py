"""How unusual each moment is among all."""

import numpy as np


def oddness(latents: np.ndarray, picture_errors: np.ndarray | None = None, neighbours: int = 5) -> np.ndarray:
    """How unusual each moment is, (n,) from 0 (the most typical) to 1 (the oddest).

    The mean of two ranks: by the mean distance to the nearest moments in the latent space, and by the error of the
    picture where there is one (the nearest-neighbour score of Ramaswamy et al. 2000, and the reconstruction score).

    Args:
        latents: (n, Z); as weighed for the map, or as they are.
        picture_errors: (n,).
        neighbours: how many nearest moments; at most n - 1.
    """
    from sklearn.neighbors import NearestNeighbors

    count = min(neighbours, len(latents) - 1)
    if count < 1:
        return np.zeros(len(latents))
    distances, _ = NearestNeighbors(n_neighbors=count).fit(latents).kneighbors()
    ranks = [_ranks(distances.mean(axis=1))]
    if picture_errors is not None:
        ranks.append(_ranks(picture_errors))
    return np.mean(ranks, axis=0)


def outliers(scores: np.ndarray, number: int) -> np.ndarray:
    """Rows of the oddest moments, the oddest first, by their `oddness` (n,)."""
    return np.argsort(-scores, kind="stable")[:number]


def _ranks(values: np.ndarray) -> np.ndarray:
    """Places from 0 to 1, equal values at the same place."""
    order = np.sort(values)
    places = 0.5 * (np.searchsorted(order, values, "left") + np.searchsorted(order, values, "right") - 1)
    return places / max(1, len(values) - 1)
