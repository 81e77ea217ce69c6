"""Is it culture, or only the film? How well simple classifiers tell two groups apart from their vectors.

If they do so even in videos (or stretches of time) that they have not seen, groups differ somewhere; if they can no longer
once each video's own mean is taken out, what they went by was what all moments of a video share, such as a colour cast or a
channel's logo. A linear discriminant is the better one at such a shift; it sees nothing of groups that show other things
about the same mean, which nearest neighbours see.
"""

from dataclasses import dataclass

import numpy as np

FOLDS = 5
PERMUTATIONS = 200
SHRINKAGE = 0.1  # of the covariance towards a ball: few moments give a shaky one
MOST_VALUES = 20  # principal components that the classifiers see
NEIGHBOURS = 9
MOST_MOMENTS = 10_000  # of more, each block gives evenly spaced ones


@dataclass(frozen=True)
class Separation:
    """accuracy: balanced, on what was not seen. by_chance: its mean under permuted groups. p: how often chance was as good.
    blocks: independent units among the folds. unit: "video" or "stretch of time"."""

    accuracy: float
    by_chance: float
    p: float
    blocks: int
    unit: str


def separation(
    vectors: np.ndarray, group: np.ndarray, block: np.ndarray, unit: str, seed: int = 0
) -> Separation:
    """How well two groups are told apart: by Fisher's linear discriminant or by nearest neighbours, whichever does better.

    Whole blocks are left out together and, for the permutations, change their group together: moments within one are never
    taken as independent. The better of both is taken under every permutation as well, so that p holds for the choice.

    Args:
        vectors: (n, Z). group: (n,) 0 or 1. block: (n,) which video or stretch each moment is of.
        unit: what a block is. seed: of folds and permutations.
    """
    rows = _spread(block)
    vectors, group, block = vectors[rows], group[rows], block[rows]
    reduced = _components(vectors)
    names, places = np.unique(block, return_inverse=True)
    of_block = np.array([group[places == place][0] for place in range(len(names))], dtype=np.int8)
    random = np.random.default_rng(seed)
    fold = _folds(of_block, random)[places]
    drawn = [of_block, *(random.permutation(of_block) for _ in range(PERMUTATIONS))]
    accuracies = _accuracies(reduced, np.stack(drawn, axis=1)[places], fold)
    accuracy, chance = float(accuracies[0]), accuracies[1:]
    p = (1 + int((chance >= accuracy - 1e-12).sum())) / (1 + len(chance))
    return Separation(accuracy, float(chance.mean()), p, len(names), unit)


def without_own_look(vectors: np.ndarray, video: np.ndarray) -> np.ndarray:
    """Vectors (n, Z) with the mean of each video taken out: what is left is how its moments differ among themselves."""
    found = np.array(vectors, dtype=np.float64)
    for name in np.unique(video):
        found[video == name] -= found[video == name].mean(axis=0)
    return found


def stretches(video: np.ndarray, length: float) -> np.ndarray:
    """The stretch of time (n,) that each moment lies in: every video cut into equal pieces of about `length` moments."""
    found, first = np.zeros(len(video), dtype=np.int64), 0
    for name in dict.fromkeys(video.tolist()):
        rows = np.flatnonzero(video == name)
        pieces = max(1, round(len(rows) / max(length, 1)))
        found[rows] = first + np.minimum(np.arange(len(rows)) * pieces // len(rows), pieces - 1)
        first += pieces
    return found


def _components(vectors: np.ndarray) -> np.ndarray:
    centred = vectors - vectors.mean(axis=0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    kept = min(MOST_VALUES, int((values > 1e-9 * max(values.max(initial=0), 1e-300)).sum()) or 1)
    return left[:, :kept] * values[:kept]


def _folds(of_block: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A fold for every block, each with about as many of either group."""
    fold = np.zeros(len(of_block), dtype=np.int64)
    for value in (0, 1):
        blocks = random.permutation(np.flatnonzero(of_block == value))
        fold[blocks] = np.arange(len(blocks)) % FOLDS
    return fold


def _spread(block: np.ndarray) -> np.ndarray:
    """Rows of at most about MOST_MOMENTS moments, every block's evenly spaced."""
    every = -(-len(block) // MOST_MOMENTS)
    if every == 1:
        return np.arange(len(block))
    order = np.argsort(block, kind="stable")
    first = np.r_[True, np.diff(block[order]) != 0]
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    return np.sort(order[place % every == 0])


def _accuracies(vectors: np.ndarray, truths: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Balanced accuracy (D,) of the better classifier on what was left out, for every column of truths (n, D)."""
    guessed = [np.zeros_like(truths), np.zeros_like(truths)]
    for number in range(FOLDS):
        seen, asked = fold != number, fold == number
        if asked.any() and seen.any():
            guessed[0][asked] = _guess(vectors[seen], truths[seen], vectors[asked])
            guessed[1][asked] = _neighbours(vectors[seen], truths[seen], vectors[asked])
    return np.max([_balanced(guess, truths) for guess in guessed], axis=0)


def _balanced(guessed: np.ndarray, truths: np.ndarray) -> np.ndarray:
    right = guessed == truths
    shares = [
        (right & (truths == value)).sum(axis=0) / np.maximum((truths == value).sum(axis=0), 1)
        for value in (0, 1)
    ]
    return np.mean(shares, axis=0)


def _neighbours(seen: np.ndarray, truths: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Groups (a, D) of vectors (a, Z) by which group has more of their nearest vectors (s, Z) than it has of all."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=min(NEIGHBOURS, len(seen)), algorithm="brute").fit(seen)
    nearest = index.kneighbors(asked, return_distance=False)
    votes = np.zeros((len(asked), truths.shape[1]), dtype=np.float32)
    for column in nearest.T:
        votes += truths[column]
    return (votes / nearest.shape[1] > truths.mean(axis=0)).astype(truths.dtype)


def _guess(seen: np.ndarray, truths: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Groups (a, D) of vectors (a, Z) by Fisher's discriminant of vectors (s, Z) and their groups (s, D)."""
    second = truths.astype(np.float64)
    counts = np.maximum(np.stack([(1 - second).sum(axis=0), second.sum(axis=0)]), 1)
    means = np.stack([seen.T @ (1 - second), seen.T @ second]) / counts[:, None]  # (2, Z, D)
    centred = seen - seen.mean(axis=0)
    spread = centred.T @ centred / len(seen)
    shrunk = (1 - SHRINKAGE) * spread + SHRINKAGE * np.eye(len(spread)) * np.trace(spread) / len(spread)
    direction = np.linalg.solve(shrunk + 1e-12 * np.eye(len(spread)), means[1] - means[0])
    middle = (direction * (means[0] + means[1]) / 2).sum(axis=0)
    found = asked @ direction > middle
    both = (second.sum(axis=0) > 0) & (second.sum(axis=0) < len(seen))
    return np.where(both, found, truths[0]).astype(truths.dtype)
