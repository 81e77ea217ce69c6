"""The words of a video with their vectors: known ones as they are, unknown ones composed, encoded or made up."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import read_array, read_json, write_array, write_json
from crvae_core.text.composition import compose
from crvae_core.text.encoder import Encoder
from crvae_core.text.word_table import WordTable

Origin = Literal["exact", "spelling", "characters", "subwords", "encoder", "unknown"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)

OWN_SHARE = 0.25  # of a vector's length: keeps apart words that would otherwise have the same vector
TOO_CLOSE = 0.05  # of a vector's length: closer words can't be told apart
NORM_SAMPLE = 4096  # rows

_OLD_ORIGINS = {"composed": "characters"}


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Words and their vectors; `matrix` is (V, E) float16 or float32 and may be a memory map.

    Attributes:
        words: in the order of the rows; a `WordTable` for files.
        mean_length: of the vectors; measured on some rows if not given.
        encoder: gives vectors of the same space for words that are not in it.
    """

    name: str
    words: Sequence[str]
    matrix: np.ndarray
    mean_length: float | None = None
    encoder: Encoder | None = None

    @property
    def dim(self) -> int:
        """Values per word (E)."""
        return int(self.matrix.shape[1])

    @cached_property
    def table(self) -> WordTable:
        """The words, ready to be looked up."""
        return self.words if isinstance(self.words, WordTable) else WordTable.of(self.words)

    @cached_property
    def mean_norm(self) -> float:
        """The mean length of the vectors."""
        if self.mean_length is not None:
            return self.mean_length
        rows = self.matrix[:: max(1, len(self.words) // NORM_SAMPLE)].astype(np.float32)
        return float(np.linalg.norm(rows, axis=1).mean())

    def __contains__(self, word: object) -> bool:
        return word in self.table

    def row(self, word: str) -> int | None:
        """The row of exactly this word, if it says something (a row of zeros does not)."""
        row = self.table.find(word)
        return row if row is not None and self.matrix[row].any() else None

    def vector(self, word: str) -> np.ndarray | None:
        """The (E,) float32 vector of exactly this word; None where it is missing."""
        row = self.table.find(word)
        return None if row is None else np.asarray(self.matrix[row], np.float32)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The distinct tokens of one video, their vectors (V, E) float32, and where each vector came from.

    Origins: "exact" (the word itself was found), "spelling" (in small or capital letters), "characters" and
    "subwords" (composed of these, see `composition`), "encoder" (made by the model behind the shared space), "unknown"
    (a random vector of its own).
    """

    words: list[str]
    matrix: np.ndarray
    origin: list[Origin]
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {word: row for row, word in enumerate(self.words)})

    def save(self, folder: Path) -> None:
        """Write vocabulary.json and vocabulary.npy into `folder`."""
        write_array(folder / "vocabulary.npy", np.asarray(self.matrix, np.float32))
        write_json(folder / "vocabulary.json", {"words": self.words, "origin": self.origin})

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        """Read what `save` wrote; raises VectorsError if it is missing or damaged."""
        return cls.read(folder / "vocabulary.json", folder / "vocabulary.npy")

    @classmethod
    def read(cls, words_file: Path, matrix_file: Path) -> "Vocabulary":
        """Read both files; raises VectorsError if one is missing or damaged."""
        folder = words_file.parent
        try:
            values = read_json(words_file)
            matrix = read_array(matrix_file, (len(values["words"]), None))
            origin = [_OLD_ORIGINS.get(origin, origin) for origin in values["origin"]]
            vocabulary = cls(list(values["words"]), matrix, origin)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VectorsError(
                f"The vocabulary in {folder} is missing or damaged: it can be made anew with `repair`."
            ) from error
        texts = all(isinstance(word, str) for word in vocabulary.words)
        fits = len(vocabulary.words) == len(vocabulary.origin) == len(vocabulary.index) and texts
        if not fits or not set(origin) <= set(ORIGINS) or not np.isfinite(matrix).all():
            raise VectorsError(f"The vocabulary in {folder} is damaged: it can be made anew with `repair`.")
        return vocabulary


class KnownWords:
    """What several word vectors of one space know, in any spelling; the first that has a word gives its vector."""

    def __init__(self, *sources: WordVectors) -> None:
        self._sources = sources

    def find(self, word: str) -> np.ndarray | None:
        """The (E,) float32 vector of a word in any spelling; None where it is missing."""
        return self.find_spelling(word)[0]

    def find_spelling(self, word: str) -> tuple[np.ndarray | None, Origin]:
        """The same, with the origin "exact" or "spelling"; "unknown" where it is missing."""
        for source, spelling, row in self._places(word):
            return np.asarray(source.matrix[row], np.float32), "exact" if spelling == word else "spelling"
        return None, "unknown"

    def rank(self, word: str) -> int | None:
        """The row of a word in any spelling; None where it is missing."""
        return next((row for _, _, row in self._places(word)), None)

    def beginning_with(self, start: str, most: int) -> list[str]:
        """Up to `most` known words that begin like this, as it is written or with a capital letter."""
        starts = dict.fromkeys((start, start.capitalize()))
        return [
            word
            for source in self._sources
            for one in starts
            for word in source.table.beginning_with(one, most)
            if source.row(word) is not None
        ][:most]

    def _places(self, word: str) -> "list[tuple[WordVectors, str, int]]":
        spellings = dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
        for spelling in spellings:
            for source in self._sources:
                row = source.row(spelling)
                if row is not None:
                    return [(source, spelling, row)]
        return []


def embed_vocabulary(
    words: Sequence[str], vectors: WordVectors, other: WordVectors | None = None
) -> Vocabulary:
    """Give each word one vector, different for different words.

    A word is taken from `vectors` or `other`, as it is written, else in small or capital letters; else it is composed
    of known words and characters (`composition`); else the encoder of `vectors` makes its vector, where there is one;
    else it gets a random vector of its own, seeded by its letters and of the mean length. Composed words, and all
    but the first of words that share one vector, are moved by a quarter of their length along such an own
    vector, so that no two words look the same to the nearest-word search.

    Args:
        words: distinct tokens.
        other: the vectors of the other language in the same space.
    """
    known = KnownWords(vectors) if other is None else KnownWords(vectors, other)
    matrix = np.zeros((len(words), vectors.dim), np.float32)
    origin: list[Origin] = ["unknown"] * len(words)
    taken: set[bytes] = set()
    for row, word in enumerate(words):
        vector, origin[row] = known.find_spelling(word)
        if vector is None and (made := compose(word, known)) is not None:
            vector, origin[row] = _with_own_share(made[0], word), made[1]
        elif vector is not None and vector.tobytes() in taken:
            vector = _with_own_share(vector, word)
        if vector is None:
            vector = own_vector(word, vectors.dim) * vectors.mean_norm
        matrix[row] = vector
        taken.add(vector.tobytes())
    _encode_unknown(words, vectors, matrix, origin)
    return Vocabulary(list(words), matrix, origin)


def own_vector(word: str, dim: int) -> np.ndarray:
    """A (dim,) float32 direction of length 1 that depends on the letters of the word alone."""
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "little")
    direction = np.random.default_rng(seed).standard_normal(dim)
    return (direction / np.linalg.norm(direction)).astype(np.float32)


def _encode_unknown(
    words: Sequence[str], vectors: WordVectors, matrix: np.ndarray, origin: list[Origin]
) -> None:
    """Replace the made-up vectors of words with letters by those of the encoder, if it is to be had."""
    rows = [
        row
        for row, came_from in enumerate(origin)
        if came_from == "unknown" and any(character.isalpha() for character in words[row])
    ]
    encoded = vectors.encoder([words[row] for row in rows]) if rows and vectors.encoder else None
    if encoded is None:
        return
    for row, vector in zip(rows, encoded, strict=True):
        nearest = np.linalg.norm(np.delete(matrix, row, axis=0) - vector, axis=1).min(initial=np.inf)
        close = nearest < TOO_CLOSE * float(np.linalg.norm(vector))
        matrix[row] = _with_own_share(vector, words[row]) if close else vector
        origin[row] = "encoder"


def _with_own_share(vector: np.ndarray, word: str) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    moved = vector + own_vector(word, len(vector)) * (OWN_SHARE * length)
    return moved * (length / float(np.linalg.norm(moved)))
