"""Scores of every moment of a run that need its networks; measured once and kept in the project."""

from typing import Any

import numpy as np

from crvae_core.analysis.store import ARRAY, FOLDER, Store
from crvae_core.decoding import points
from crvae_core.runs.moments import Moments

SCORES = {"agreement": points.agreement, "error": points.errors}


def moment_scores(moments: Moments, name: str) -> np.ndarray | None:
    """A score of SCORES of every moment (n,); None where the model has none.

    "agreement": how far picture and words tell of the same scene. "error": of the picture that is drawn from the vector.
    """
    run = moments.run

    def measure() -> np.ndarray:
        found = SCORES[name](run.project, run.name, moments.pairs)
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
