"""Which words go with which cluster, and which clusters with a word: counts, and how sure they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.text.content_words import stands_for_something
from crvae_core.text.spelling import plain_spelling

Z_95 = 1.959964  # of a two-sided 95 % interval
PRIOR_WORDS = (
    100.0  # the prior weighs as much as this many words; rare words are drawn towards "no difference"
)
TABLE = ("word", "count", "count_elsewhere", "log_odds", "z", "low", "high")


@dataclass(frozen=True, eq=False)
class WordCounts:
    """words: the different words, sorted. counts: how often each moment has them, a sparse table (N, words)."""

    words: list[str]
    counts: Any

    def only(self, kept: np.ndarray) -> "WordCounts":
        """Those of the moments that are kept (N,) bool, with the words that they have."""
        rows = self.counts[np.flatnonzero(kept)]
        said = np.flatnonzero(np.asarray(rows.sum(axis=0)).ravel() > 0)
        return WordCounts([self.words[place] for place in said.tolist()], rows[:, said])

    def moments_with(self, word: str) -> np.ndarray:
        """Which moments have a word (N,)."""
        if word not in self.words:
            return np.zeros(self.counts.shape[0], dtype=bool)
        return self.counts[:, [self.words.index(word)]].toarray().ravel() > 0


def count_words(tokens: Sequence[Iterable[str] | None]) -> WordCounts:
    """Count the words of N moments; None, a moment without a caption, has none."""
    from scipy.sparse import csr_array

    listed = [_listed(words) for words in tokens]
    vocabulary = sorted({word for words in listed for word in words})
    place = {word: column for column, word in enumerate(vocabulary)}
    columns = [place[word] for words in listed for word in words]
    rows = np.repeat(np.arange(len(listed)), [len(words) for words in listed])
    shape = (len(listed), max(1, len(vocabulary)))
    table = csr_array((np.ones(len(columns), dtype=np.int64), (rows, columns)), shape=shape)
    return WordCounts(vocabulary, table)


def words_by_cluster(
    counted: WordCounts, labels: np.ndarray, prior: float = PRIOR_WORDS, top: int = 20
) -> dict[int, pd.DataFrame]:
    """`cluster_words` of every cluster that occurs in labels (N,), -1 included."""
    labels = np.asarray(labels)
    together = np.asarray(counted.counts.sum(axis=0)).ravel()
    return {
        number: _table(
            counted, np.asarray(counted.counts[labels == number].sum(axis=0)).ravel(), together, prior, top
        )
        for number in np.unique(labels).tolist()
    }


def cluster_words(
    tokens: Sequence[Iterable[str] | None],
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
    inside = np.where(np.asarray(labels) == number, 0, 1)
    return words_by_cluster(count_words(tokens), inside, prior, top).get(0, pd.DataFrame(columns=TABLE))


def sure_words(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a cluster's table that are surely said more often in it: the whole 95 % interval lies above 0."""
    return table[table["low"].astype(float) > 0]


def telling_words(table: pd.DataFrame) -> list[str]:
    """The sure words of a cluster's table that can stand for it: no function words, single letters, numbers or markup."""
    return [str(word) for word in sure_words(table)["word"] if stands_for_something(str(word))]


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


def word_clusters(tokens: Sequence[Iterable[str] | None], labels: np.ndarray, word: str) -> pd.DataFrame:
    """How many moments of each cluster contain a word (`shares_by_cluster`); however it is spelled."""
    wanted = plain_spelling(word).strip().casefold()
    has = [any(token.casefold() == wanted for token in _listed(words)) for words in tokens]
    return shares_by_cluster(np.array(has, dtype=bool), labels)


def shares_by_cluster(has: np.ndarray, labels: np.ndarray) -> pd.DataFrame:
    """In how many moments of each cluster something is, has (N,), the largest share first.

    Returns columns cluster, count (moments that have it), moments (all of the cluster), share, low and high (Wilson's 95 %
    interval of the share). -1, no cluster, is a row of its own where it occurs.
    """
    labels = np.asarray(labels)
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


def _table(
    counted: WordCounts, here: np.ndarray, together: np.ndarray, prior: float, top: int
) -> pd.DataFrame:
    """The table of one cluster from its counts and those of all moments, each (words,)."""
    if not here.any():
        return pd.DataFrame(columns=TABLE)
    elsewhere = together - here
    table = log_odds(here.astype(np.float64), elsewhere.astype(np.float64), prior)
    order = np.lexsort(
        (-here, -table["z"].to_numpy())
    )  # stable: equal ones stay in the order of the alphabet
    order = order[here[order] > 0][:top]
    table = table.iloc[order].reset_index(drop=True)
    table.insert(0, "word", [counted.words[place] for place in order.tolist()])
    table.insert(1, "count", here[order].astype(np.int64))
    table.insert(2, "count_elsewhere", elsewhere[order].astype(np.int64))
    return table


def _listed(words: Iterable[str] | None) -> list[str]:
    """The words of a moment; None (a moment without a caption) has none."""
    return [] if words is None else [str(word) for word in words]
