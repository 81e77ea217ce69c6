"""Scores of every moment of a run that need its networks; measured once and kept in the project."""

from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.store import ARRAY, FOLDER, Store
from crvae_core.decoding.decode import decode_pictures, encode_pairs
from crvae_core.decoding.halves import halves_agreement, scenes_of_halves
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.filled import Filled
from crvae_core.runs.moments import Moments
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.stored_pairs import StoredPairs, chunks


def agreement(run: Run, pairs: pd.DataFrame) -> np.ndarray | None:
    """How far picture and words of each pair agree (`halves_agreement`), (n,).

    None for models that do not infer a scene from each half, and where no pair has words; NaN for a pair without words.
    """
    model, stored = run.load_model(), StoredPairs(run, pairs)
    spoken = stored.spoken.numpy()
    if not model.reads_halves or not spoken.any():
        return None
    found = Filled(len(stored))
    for _, data in chunks(stored):
        shown, said = scenes_of_halves(model, in_words_of(model, data))
        found.add(shown=shown.numpy(), said=said.numpy())
    return halves_agreement(found["shown"], found["said"], spoken)


def picture_errors(run: Run, pairs: pd.DataFrame) -> np.ndarray | None:
    """Mean squared error of each pair's picture (colours from 0 to 1), (n,); None for a model without pictures."""
    model = run.load_model()
    if not model.has_picture:
        return None
    found = [
        picture_errors_of(model, in_words_of(model, data)) for _, data in chunks(StoredPairs(run, pairs))
    ]
    return np.concatenate(found)


def picture_errors_of(model: MomentModel, data: PairData) -> np.ndarray:
    """`picture_errors` for a model with pictures and pairs at hand, whose pictures are all in memory meanwhile."""
    drawn = decode_pictures(model, encode_pairs(model, data)[0])
    return (drawn - data.images.cpu().float() / 255).square().flatten(1).mean(dim=1).double().numpy()


SCORES = {"agreement": agreement, "error": picture_errors}


def moment_scores(moments: Moments, name: str) -> np.ndarray | None:
    """A score of SCORES of every moment (n,); None where the model has none.

    "agreement": how far picture and words tell of the same scene. "error": of the picture that is drawn from the vector.
    """
    run = moments.run

    def measure() -> np.ndarray:
        found = SCORES[name](run, moments.pairs)
        return np.empty(0) if found is None else found

    scores = Store(run.project.folder / FOLDER).get(
        name, moments.digest(_told(moments, name)), ARRAY, measure
    )
    return scores if len(scores) == len(moments) else None


def _told(moments: Moments, name: str) -> dict[str, Any]:
    """What a score depends on beside the vectors: the frames and the words, which can be corrected under the same id."""
    return {
        "score": name,
        "frames": [int(row) for row in moments.pairs["frame_row"]],
        "words": [" ".join(words) for words in moments.pairs["tokens"]],
    }
