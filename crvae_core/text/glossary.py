"""Words of one language said in another one, by the shared space: two words that are each other's nearest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.text.content_words import stands_for_something
from crvae_core.text.shared_space import open_shared_space
from crvae_core.text.vocabulary import Vocabulary

SURE = (
    0.65  # cosine of two words of the material that are each other's nearest, from which they mean the same
)
FREQUENT_SURE = (
    0.70  # the same for a word that is looked up among frequent ones, of which more lie near by chance
)
NEAR = 0.65  # cosine from which a word that has no sure meaning is shown with its nearest word, as "about"
NEAR_RANK = 3  # it is among so many nearest ones of that word in turn
FREQUENT = 20_000  # words of the reader's language that are tried where the material has none of that meaning
READERS = ("en", "zh")
BLOCK = 512  # words compared with all frequent ones at once
ROUNDING = 1e-5  # of cosines in single precision


@dataclass(frozen=True, eq=False)
class Glossary:
    """What words of other languages mean in the reader's: word -> the reader's word.

    meanings: sure ones; a word and what it means are counted as one, and both are shown. near: what other words are about;
    they are counted by themselves, and both are shown. unread: words that the shared space has no word of the reader's for.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def concept(self, word: str) -> str:
        """What a word is counted as: its meaning, else the word itself."""
        return self.meanings.get(word, word)

    def shown(self, concept: str) -> str:
        """A concept for readers: the reader's word, and behind it those of other languages that are counted with it."""
        if concept in self.near:
            return f"{concept} (about {self.near[concept]})"
        return " ".join([concept, *self._others.get(concept, ())])

    @cached_property
    def _others(self) -> dict[str, list[str]]:
        others: dict[str, list[str]] = {}
        for word, meaning in self.meanings.items():
            others.setdefault(meaning, []).append(word)
        return others


def make_glossary(vocabularies: Sequence[tuple[str, Vocabulary]], reader: str = "en") -> Glossary:
    """The meanings of the words of some films in the reader's language.

    First words of the films themselves are tried, then frequent ones, so that "nurses" in one film and "护士" in another
    are one.

    Args:
        vocabularies: the language of each film and its words; of films with the shared vectors alone.
        reader: "en" or "zh".
    """
    own, own_rows = _words(vocabularies, {reader})
    other, other_rows = _words(vocabularies, set(READERS) - {reader})
    if not other or reader not in READERS:
        return Glossary()
    meanings = _mutual(other, other_rows, own, own_rows, SURE)
    frequent, rows = frequent_words(reader)
    known = set(own) | set(frequent)
    left = [row for row, word in enumerate(other) if word not in meanings]
    if left:
        meanings |= _mutual([other[row] for row in left], other_rows[left], frequent, rows, FREQUENT_SURE)
    left = [row for row, word in enumerate(other) if word not in meanings and word not in known]
    near = _near(
        [other[row] for row in left], other_rows[left], frequent, rows, "zh" if reader == "en" else "en"
    )
    return Glossary(meanings, near, frozenset(other[row] for row in left) - set(near))


def frequent_words(language: str) -> tuple[list[str], np.ndarray]:
    """Frequent words of a language that stand for something, and their vectors (n, E) of length 1; none of others' languages."""
    try:
        words, matrix = open_shared_space(language)
    except VectorsError:
        return [], np.empty((0, 0), dtype=np.float32)
    kept = [row for row in range(min(FREQUENT, len(words))) if stands_for_something(words[row])]
    return [words[row] for row in kept], _unit(np.asarray(matrix[:FREQUENT], dtype=np.float32)[kept])


def _words(
    vocabularies: Sequence[tuple[str, Vocabulary]], languages: set[str]
) -> tuple[list[str], np.ndarray]:
    """The different words of some languages that stand for something, and their vectors (n, E) of length 1."""
    rows: dict[str, np.ndarray] = {}
    for language, vocabulary in vocabularies:
        if language in languages:
            for word, row, origin in zip(vocabulary.words, vocabulary.matrix, vocabulary.origin, strict=True):
                if origin != "unknown" and stands_for_something(word):
                    rows.setdefault(word, row)
    return list(rows), _unit(np.array(list(rows.values()), dtype=np.float32))


def _mutual(
    words: Sequence[str], rows: np.ndarray, meanings: Sequence[str], meaning_rows: np.ndarray, least: float
) -> dict[str, str]:
    """The words that have their nearest among `meanings`, and are its nearest in turn."""
    if not len(words) or not len(meanings) or rows.shape[1] != meaning_rows.shape[1]:
        return {}
    nearest, likeness = np.zeros(len(words), np.int64), np.zeros(len(words), rows.dtype)
    back, best = np.zeros(len(meanings), np.int64), np.full(len(meanings), -np.inf, rows.dtype)
    for start in range(0, len(words), BLOCK):
        cosines = rows[start : start + BLOCK] @ meaning_rows.T
        nearest[start : start + BLOCK], likeness[start : start + BLOCK] = (
            cosines.argmax(axis=1),
            cosines.max(axis=1),
        )
        nearer = cosines.max(axis=0) > best  # of equally near words the earlier one counts
        back[nearer] = start + cosines.argmax(axis=0)[nearer]
        best[nearer] = cosines.max(axis=0)[nearer]
    return {
        word: meanings[place]
        for row, (word, place) in enumerate(zip(words, nearest.tolist(), strict=True))
        if back[place] == row and likeness[row] >= least
    }


def _near(
    words: Sequence[str], rows: np.ndarray, frequent: Sequence[str], frequent_rows: np.ndarray, language: str
) -> dict[str, str]:
    """Words of a language with the nearest frequent word of another, where they are among its nearest ones in turn."""
    if not len(words) or not len(frequent) or rows.shape[1] != frequent_rows.shape[1]:
        return {}
    _, own_rows = frequent_words(language)
    found: dict[str, str] = {}
    for start in range(0, len(words), BLOCK):
        cosines = rows[start : start + BLOCK] @ frequent_rows.T
        nearest, likeness = cosines.argmax(axis=1), cosines.max(axis=1)
        hits = np.flatnonzero(likeness >= NEAR)
        back = own_rows @ frequent_rows[nearest[hits]].T  # (frequent words of the language, hits)
        nearer = (back > likeness[hits] + ROUNDING).sum(axis=0)
        found |= {words[start + row]: frequent[nearest[row]] for row in hits[nearer < NEAR_RANK].tolist()}
    return found


def _unit(rows: np.ndarray) -> np.ndarray:
    if not len(rows):
        return rows
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
