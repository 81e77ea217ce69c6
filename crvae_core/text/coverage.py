"""How well word vectors cover the words of a video, and what to do where they do not."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crvae_core.text.vocabulary import ORIGINS, Origin, Vocabulary
from crvae_core.wording import percent

MOST_SHOWN = 20  # words
FOUND: tuple[Origin, ...] = ("exact", "spelling")
# From these shares of all tokens on, advice is given: words that have no vector at all, words that the
# vectors do not hold themselves.
TOO_MANY_UNKNOWN, TOO_MANY_MISSING = 0.05, 0.2

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Words that every long text has: where they are missing, the vectors were made without function words.
_FUNCTION_WORDS = frozenset(["的", "了", "是", "我们", "在", "也", "the", "of", "and", "to", "in"])


@dataclass(frozen=True)
class Coverage:
    """Of how many words of a video the vectors are known.

    Attributes:
        tokens, types: number of words, and of different words.
        missing_token_share, missing_type_share: that the word vectors do not hold, 0 to 1: before composition.
        unknown_token_share, unknown_type_share: that have only a made-up vector of their own: after it.
        token_shares: share of the tokens per origin, see `Vocabulary`.
        frequent_missing: the most frequent words that the vectors do not hold, how often they occur, and how their
            vectors were made.
        frequent_unknown: the most frequent words with only a made-up vector, and how often they occur.
        advice: what to do, in a sentence or two; empty when all is well.
    """

    tokens: int
    types: int
    missing_token_share: float
    missing_type_share: float
    unknown_token_share: float
    unknown_type_share: float
    token_shares: dict[str, float]
    frequent_missing: list[tuple[str, int, Origin]]
    frequent_unknown: list[tuple[str, int]]
    advice: str


def coverage(
    tokens: Sequence[Sequence[str]],
    vocabulary: Vocabulary,
    language: str | None = None,
    source: str | None = None,
) -> Coverage:
    """Count how the words of a video got their vectors.

    Args:
        tokens: the tokens of each caption; those that `vocabulary` lacks count as unknown.
        language: 'en', 'zh' or 'other'; by default what the missing words look like.
        source: the name of the word vectors, for the advice.
    """
    counts = Counter(token for row in tokens for token in row)
    origins: dict[str, Origin] = dict(zip(vocabulary.words, vocabulary.origin, strict=True))
    came_from: dict[str, Origin] = {word: origins.get(word, "unknown") for word in counts}
    total = sum(counts.values())
    per_origin = Counter[Origin]()
    for word, count in counts.items():
        per_origin[came_from[word]] += count
    missing = [(word, count) for word, count in counts.most_common() if came_from[word] not in FOUND]
    unknown = [(word, count) for word, count in missing if came_from[word] == "unknown"]

    def token_share(words: list[tuple[str, int]]) -> float:
        return sum(count for _, count in words) / max(1, total)

    missing_share, unknown_share = token_share(missing), token_share(unknown)
    return Coverage(
        tokens=total,
        types=len(counts),
        missing_token_share=missing_share,
        missing_type_share=len(missing) / max(1, len(counts)),
        unknown_token_share=unknown_share,
        unknown_type_share=len(unknown) / max(1, len(counts)),
        token_shares={origin: per_origin[origin] / max(1, total) for origin in ORIGINS},
        frequent_missing=[(word, count, came_from[word]) for word, count in missing[:MOST_SHOWN]],
        frequent_unknown=unknown[:MOST_SHOWN],
        advice=_advice(missing, missing_share, unknown_share, language, source),
    )


def _advice(
    missing: list[tuple[str, int]],
    missing_share: float,
    unknown_share: float,
    language: str | None,
    source: str | None,
) -> str:
    if unknown_share < TOO_MANY_UNKNOWN and missing_share < TOO_MANY_MISSING:
        return ""
    shown = ", ".join(word for word, _ in missing[:5])
    parts = [f"{percent(missing_share)} of the words are not among the word vectors ({shown})."]
    if unknown_share >= TOO_MANY_UNKNOWN:
        parts.append(f"{percent(unknown_share)} of all words have only a made-up vector, which says nothing.")
    else:
        parts.append("Nearly all of them were put together from known parts, which blurs what they mean.")
    if sum(word in _FUNCTION_WORDS for word, _ in missing) >= 2:
        parts.append("These word vectors were made without function words, or for another language.")
    parts.append(_remedy(language or _looks_like(missing), source))
    return " ".join(parts)


def _remedy(language: str, source: str | None) -> str:
    begin = (
        "Get " if source == "shared" else "Use the shared space that is built in (vectors: shared), or get "
    )
    if language == "zh":
        return f"{begin}vectors of all Chinese words (vectors add sgns.merge.word, or vectors add cc.zh.300)."
    if language == "en":
        return f"{begin}vectors of more English words (vectors add glove.6B.300d, or vectors add glove.840B.300d)."
    return (
        "Get vectors of the language that is spoken: vectors add cc.CODE.300 with its two-letter code, such as "
        "cc.de.300 for German (to compare it with an English video: wiki.CODE.align for both)."
    )


def _looks_like(missing: list[tuple[str, int]]) -> str:
    """The language that most missing words are written in: Latin letters count as English."""
    han = sum(count for word, count in missing if _HAN.search(word))
    latin = sum(count for word, count in missing if _LATIN.search(word))
    if 2 * han >= sum(count for _, count in missing):
        return "zh"
    return "en" if latin > han else "other"
