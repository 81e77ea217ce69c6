"""How much of the letters of texts comes back: chrF."""

import logging
from typing import Any

import numpy as np

log = logging.getLogger(__name__)


def letter_counts(said: list[list[str]], true: list[list[str]]) -> np.ndarray | None:
    """What chrF counts in each text, int64 (N, 18); the score of several is that of their sums (`chrf`).

    said, true: the words of each text. None where sacrebleu is not installed: training must run without it.
    """
    metric = _metric()
    if metric is None:
        return None
    counts = np.zeros((len(true), 3 * metric.order), np.int64)
    # one after the other: the pieces of each text take 40 KB
    for row, texts in enumerate(zip(said, true, strict=True)):
        one, other = (" ".join(text) for text in texts)
        counts[row] = metric._extract_corpus_statistics([one], [[other]])[0]
    return counts


def chrf(counts: np.ndarray) -> float | None:
    """Character n-gram F-score of texts against the true ones, 0 to 100 (chrF2; Popović 2015), blanks left out.

    counts: `letter_counts` of them, (N, 18). None where no true text has a letter.
    """
    metric, sums = _metric(), counts.sum(axis=0)
    if metric is None or not sums[1]:  # how many letters the true texts have
        return None
    return float(metric._aggregate_and_compute([sums.tolist()]).score)


def _metric() -> Any:
    """What counts and scores; None where it is not installed."""
    try:
        from sacrebleu.metrics.chrf import CHRF
    except ImportError:
        log.info("sacrebleu is not installed: chrF is left out")
        return None
    return CHRF()
