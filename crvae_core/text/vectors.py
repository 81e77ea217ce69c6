"""Frozen word vectors: opens the shipped space or a file, and gives each word of a video its vector."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import read_json, write_array, write_json
from crvae_core.text.cache import cache_folder
from crvae_core.text.shared_space import open_shared_space
from crvae_core.text.store import open_stored, store_vectors, stored_vectors

SHARED = "shared"
OWN_SHARE = 0.25  # of a vector's length: keeps apart words that would otherwise have the same vector
LONGEST_PIECE = 6  # characters of a known word inside an unknown one
NORM_SAMPLE = 4096  # rows

Origin = Literal["exact", "composed", "unknown"]
Lookup = Callable[[str], np.ndarray | None]

_HAN = "㐀-䶿一-鿿豈-﫿"
_PIECES = re.compile(rf"[{_HAN}]+|[^\W\d_{_HAN}]+|\d+")


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Words and their vectors; `matrix` is (V, E) float16 or float32 and may be a memory map."""

    name: str
    words: list[str]
    matrix: np.ndarray

    @property
    def dim(self) -> int:
        """Values per word (E)."""
        return int(self.matrix.shape[1])

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def mean_norm(self) -> float:
        """The mean length of the vectors, estimated on evenly spaced rows."""
        rows = self.matrix[:: max(1, len(self.words) // NORM_SAMPLE)].astype(np.float32)
        return float(np.linalg.norm(rows, axis=1).mean())

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def vector(self, word: str) -> np.ndarray | None:
        """The (E,) float32 vector of exactly this word; None where it is missing."""
        row = self.index.get(word)
        return None if row is None else np.asarray(self.matrix[row], np.float32)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The distinct tokens of one video, their vectors (V, E) float32, and where each vector came from."""

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
        try:
            values = read_json(folder / "vocabulary.json")
            matrix = np.load(folder / "vocabulary.npy", allow_pickle=False)
            vocabulary = cls(list(values["words"]), matrix, list(values["origin"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VectorsError(
                f"The vocabulary in {folder} is missing or damaged: add the video again."
            ) from error
        if matrix.ndim != 2 or not len(matrix) == len(vocabulary.words) == len(vocabulary.origin):
            raise VectorsError(f"The vocabulary in {folder} is damaged: add the video again.")
        return vocabulary


def open_vectors(source: str | Path = SHARED, language: str = "en", cache: Path | None = None) -> WordVectors:
    """Open word vectors in well under a second (a new file is converted first, once).

    Args:
        source: "shared" for the shipped English-Chinese space; a file (GloVe text, word2vec text or binary;
            plain, .gz, .bz2 or .zip); or the name of a file that was opened before, see `list_vectors`.
        language: 'en' or 'zh'; matters for the shared space only.
        cache: the folder of converted files; by default `vectors` below CRVAE_HOME or ~/.crvae.
    Raises VectorsError with the line and the remedy if the file can't be used.
    """
    if source == SHARED:
        words, matrix = open_shared_space(language)
        return WordVectors(SHARED, words, matrix)
    cache = cache or cache_folder("vectors")
    path = Path(source).expanduser()
    folder = store_vectors(path, cache) if path.is_file() else _folder_of_name(str(source), cache)
    stored = stored_vectors(folder)
    words, matrix = open_stored(folder)
    return WordVectors(stored.name if stored else path.name, words, matrix)


def list_vectors(cache: Path | None = None) -> list[dict[str, Any]]:
    """The word vectors that open at once: the shared space, then the converted files, as JSON values."""
    english, chinese = open_vectors(SHARED, "en"), open_vectors(SHARED, "zh")
    shared = {
        "name": SHARED,
        "source": SHARED,
        "words": len(set(english.words) | set(chinese.words)),
        "dim": english.dim,
        "languages": {"en": len(english.words), "zh": len(chinese.words)},
    }
    folders = sorted((cache or cache_folder("vectors")).glob("[!.]*"))
    stored = [found for folder in folders if (found := stored_vectors(folder)) is not None]
    return [shared, *(asdict(found) for found in sorted(stored, key=lambda found: found.name))]


def _folder_of_name(name: str, cache: Path) -> Path:
    """The converted file of this name; of several, the newest."""
    named = [(folder.stat().st_mtime, folder) for folder in cache.glob("[!.]*") if _is_named(folder, name)]
    if named:
        return max(named)[1]
    raise VectorsError(
        f"There are no word vectors '{name}': give 'shared', the path of a GloVe or word2vec file, "
        "or a name that `vectors list` shows."
    )


def _is_named(folder: Path, name: str) -> bool:
    stored = stored_vectors(folder)
    return stored is not None and stored.name == name


def embed_vocabulary(
    words: Sequence[str], vectors: WordVectors, other: WordVectors | None = None
) -> Vocabulary:
    """Give each word one vector, different for different words.

    A word is taken from `vectors` or `other` ("exact", in its own spelling, else in small or capital
    letters); else it is composed of the known words and characters in it ("composed"); else it gets a random
    vector of its own, seeded by its letters and of the mean length ("unknown"). Composed words, and all but
    the first of words that share one vector, are moved by a quarter of their length along such an own vector,
    so that no two words look the same to the nearest-word search.

    Args:
        words: distinct tokens.
        other: the vectors of the other language in the same space.
    """

    def find(word: str) -> np.ndarray | None:
        found = _find_spelling(word, vectors)
        return _find_spelling(word, other) if found is None and other is not None else found

    matrix = np.zeros((len(words), vectors.dim), np.float32)
    origin: list[Origin] = []
    taken: set[bytes] = set()
    for row, word in enumerate(words):
        vector, came_from = _exact_or_composed(word, find)
        if vector is None:
            vector = own_vector(word, vectors.dim) * vectors.mean_norm
        elif came_from == "composed" or vector.tobytes() in taken:
            vector = _with_own_share(vector, word)
        matrix[row] = vector
        taken.add(vector.tobytes())
        origin.append(came_from)
    return Vocabulary(list(words), matrix, origin)


def own_vector(word: str, dim: int) -> np.ndarray:
    """A (dim,) float32 direction of length 1 that depends on the letters of the word alone."""
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "little")
    direction = np.random.default_rng(seed).standard_normal(dim)
    return (direction / np.linalg.norm(direction)).astype(np.float32)


def _find_spelling(word: str, vectors: WordVectors) -> np.ndarray | None:
    for spelling in (word, word.lower(), word.capitalize(), word.upper()):
        vector = vectors.vector(spelling)
        if vector is not None and vector.any():  # a row of zeros says nothing about its word
            return vector
    return None


def _exact_or_composed(word: str, find: Lookup) -> tuple[np.ndarray | None, Origin]:
    vector = find(word)
    if vector is not None:
        return vector, "exact"
    parts: list[np.ndarray] = []
    for piece in _PIECES.findall(word):
        known = _known_parts(piece, find)
        if known is None:
            return None, "unknown"
        parts.extend(known)
    if not parts:
        return None, "unknown"
    together = np.sum(parts, axis=0, dtype=np.float32)
    length = float(np.mean([np.linalg.norm(part) for part in parts]))
    scale = np.float32(length / max(float(np.linalg.norm(together)), 1e-6))
    return np.asarray(together * scale), "composed"


def _known_parts(piece: str, find: Lookup) -> list[np.ndarray] | None:
    """Vectors of the longest known words that make up a run of characters or digits; letters stay whole."""
    if not re.match(rf"[{_HAN}\d]", piece):
        whole = find(piece)
        return None if whole is None else [whole]
    parts = []
    start = 0
    while start < len(piece):
        for end in range(min(len(piece), start + LONGEST_PIECE), start, -1):
            part = find(piece[start:end])
            if part is not None:
                break
        else:
            return None
        parts.append(part)
        start = end
    return parts


def _with_own_share(vector: np.ndarray, word: str) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    moved = vector + own_vector(word, len(vector)) * (OWN_SHARE * length)
    return moved * (length / float(np.linalg.norm(moved)))
