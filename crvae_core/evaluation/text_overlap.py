"""How much of the letters of texts comes back: chrF."""

import logging

log = logging.getLogger(__name__)


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
    return float(CHRF().corpus_score(said, [true]).score)
