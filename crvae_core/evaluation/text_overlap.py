"""How much of the letters of texts comes back: chrF."""

import logging

import numpy as np

log = logging.getLogger(__name__)
TEXTS = 256  # whose pieces are in memory at a time: 40 KB of each text of 20 words


def chrf(said: list[str], true: list[str]) -> float | None:
    """Character n-gram F-score of texts against the true ones, 0 to 100 (chrF2; Popović 2015), blanks left out.

    Args:
        said, true: the words of each text with blanks between; those of Chinese need none.

    None where there are no texts, or sacrebleu is not installed: training must run without it.
    """
    if not any(true):
        return None
    try:
        from sacrebleu.metrics.chrf import CHRF
    except ImportError:
        log.info("sacrebleu is not installed: chrF is left out")
        return None
    metric = CHRF()
    # what `corpus_score` does, but for a few texts at a time: the score is that of the sums over all texts
    counts = [
        np.sum(metric._extract_corpus_statistics(said[at : at + TEXTS], [true[at : at + TEXTS]]), axis=0)
        for at in range(0, len(true), TEXTS)
    ]
    return float(metric._aggregate_and_compute([np.sum(counts, axis=0).tolist()]).score)
