"""The vectors in which moments of two groups are compared: by picture, by words, and by both together."""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.store import Store
from crvae_core.compare.records import codec
from crvae_core.runs.moments import Moments

PICTURE, WORDS, BOTH = "picture", "words", "both"
SPACES = {PICTURE: "by picture", WORDS: "by words", BOTH: "by picture and words"}


@dataclass(frozen=True, eq=False)
class Halves:
    """The scene of n moments inferred from the picture alone and from the words alone, each (n, S); empty where the run's
    model can't infer it so."""

    shown: np.ndarray
    said: np.ndarray


@dataclass(frozen=True, eq=False)
class Spaces:
    """Vectors (n, Z) of the same moments by the name of the space, one of SPACES; spoken: (n,) where there are words."""

    vectors: dict[str, np.ndarray]
    spoken: np.ndarray

    def usable(self, space: str) -> np.ndarray:
        """The moments (n,) that have a place in a space: without words there is none by words."""
        return self.spoken if space == WORDS else np.ones(len(self.spoken), dtype=bool)


def spoken_moments(moments: Moments) -> np.ndarray:
    """At which moments something is said (n,)."""
    return np.array([len(words) > 0 for words in moments.pairs["tokens"]], dtype=bool)


def stored_halves(moments: Moments, store: Store) -> Halves:
    """The scene of every moment by each of its halves; the network is asked once, then they lie in the project."""
    return store.get("halves", moments.digest({"what": "halves"}), codec(Halves), lambda: _halves(moments))


def _halves(moments: Moments) -> Halves:
    """By the run's model, some moments at a time."""
    from crvae_core.decoding.halves import scenes_of_halves
    from crvae_core.runs.filled import Filled
    from crvae_core.runs.run_words import in_words_of
    from crvae_core.runs.stored_pairs import StoredPairs, chunks

    model = moments.run.load_model()
    if not model.reads_halves or not len(moments):
        return Halves(np.empty((0, 0), np.float32), np.empty((0, 0), np.float32))
    found = Filled(len(moments))
    for _, data in chunks(StoredPairs(moments.run, moments.pairs)):
        shown, said = scenes_of_halves(model, in_words_of(model, data))
        found.add(shown=shown.numpy(), said=said.numpy())
    return Halves(found["shown"], found["said"])
