"""Which words go with which cluster, and which clusters with a word: counts, and how sure they are."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

Z_95 = 1.959964  # of a two-sided 95 % interval
PRIOR_WORDS = (
    100.0  # the prior weighs as much as this many words; rare words are drawn towards "no difference"
)


def cluster_words(
    tokens: Sequence[Iterable[str]],
    labels: np.ndarray,
    number: int,
    prior: float = PRIOR_WORDS,
    top: int = 20,
) -> pd.DataFrame:
    """The words that set a cluster apart from all other moments, most certain first.

    Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eq. 15, 16, 22): the prior
    spreads `prior` pseudo-words over the vocabulary as often as the words occur in all moments.

    Args:
        tokens: the words of each of the N moments.
        labels: (N,) cluster of each moment.
        number: the cluster.
        prior: weight of the prior, in words; above 0.
        top: how many words at most.

    Returns:
        Columns word, count (in the cluster), count_elsewhere, log_odds (above 0: more often here), z (log_odds over its
        standard error), low and high (95 % interval of log_odds). Empty if the cluster has no words.
    """
    inside = np.asarray(labels) == number
    here: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    for words, own in zip(tokens, inside.tolist(), strict=True):
        (here if own else elsewhere).update(_listed(words))
    if not here:
        return pd.DataFrame(columns=["word", "count", "count_elsewhere", "log_odds", "z", "low", "high"])
    vocabulary = sorted(here.keys() | elsewhere.keys())
    counts = np.array([[here[word], elsewhere[word]] for word in vocabulary], dtype=np.float64)
    table = log_odds(counts[:, 0], counts[:, 1], prior)
    table.insert(0, "word", vocabulary)
    table.insert(1, "count", counts[:, 0].astype(np.int64))
    table.insert(2, "count_elsewhere", counts[:, 1].astype(np.int64))
    table = table[table["count"] > 0].sort_values(["z", "count", "word"], ascending=[False, False, True])
    return table.head(top).reset_index(drop=True)


def log_odds(here: np.ndarray, elsewhere: np.ndarray, prior: float = PRIOR_WORDS) -> pd.DataFrame:
    """Log-odds ratios of counts (V,) against counts (V,) with their 95 % intervals (see `cluster_words`)."""
    together = here + elsewhere
    alpha = prior * together / together.sum()
    odds = [
        np.log(counts + alpha) - np.log(np.maximum(counts.sum() + prior - counts - alpha, 1e-9))
        for counts in (here, elsewhere)
    ]
    difference = odds[0] - odds[1]
    error = np.sqrt(1 / (here + alpha) + 1 / (elsewhere + alpha))
    return pd.DataFrame(
        {
            "log_odds": difference,
            "z": difference / error,
            "low": difference - Z_95 * error,
            "high": difference + Z_95 * error,
        }
    )


def word_clusters(tokens: Sequence[Iterable[str]], labels: np.ndarray, word: str) -> pd.DataFrame:
    """How many moments of each cluster contain a word, the largest share first.

    Returns columns cluster, count (moments with the word), moments (all of the cluster), share, low and high (Wilson's 95 %
    interval of the share). Upper and lower case count as the same; -1, no cluster, is a row of its own where it occurs.
    """
    labels = np.asarray(labels)
    wanted = word.strip().casefold()
    has = np.array(
        [any(token.casefold() == wanted for token in _listed(words)) for words in tokens], dtype=bool
    )
    rows = []
    for number in np.unique(labels).tolist():
        inside = labels == number
        count, moments = int(has[inside].sum()), int(inside.sum())
        low, high = wilson_interval(count, moments)
        rows.append((number, count, moments, count / moments, low, high))
    table = pd.DataFrame(rows, columns=["cluster", "count", "moments", "share", "low", "high"])
    return table.sort_values(["share", "count", "cluster"], ascending=[False, False, True]).reset_index(
        drop=True
    )


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share of `count` in `total` (Wilson 1927); 0 to 1 if there is nothing to count."""
    if total == 0:
        return 0.0, 1.0
    share = count / total
    scale = 1 + Z_95**2 / total
    centre = (share + Z_95**2 / (2 * total)) / scale
    half = Z_95 * np.sqrt(share * (1 - share) / total + Z_95**2 / (4 * total**2)) / scale
    low = 0.0 if count == 0 else float(centre - half)
    return low, 1.0 if count == total else float(centre + half)


def _listed(words: Iterable[str] | None) -> list[str]:
    """The words of a moment; None (a moment without a caption) has none."""
    return [] if words is None else [str(word) for word in words]
