"""A run with its model and some pairs of its project in memory, to decode with."""

from dataclasses import dataclass

import pandas as pd

from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of, load_run_pairs


@dataclass(frozen=True)
class Loaded:
    """A run's model, and pairs of its project in the words that the model knows."""

    run: Run
    model: MomentModel
    data: PairData


def load(run: Run, pairs: pd.DataFrame | None = None) -> Loaded:
    """Load a run's model and pairs of its project.

    Args:
        run: a run that has been trained.
        pairs: rows of `project.pairs()`, all of them by default.

    Raises:
        RunError: there are no pairs.
        CheckpointError: its weights can't be used.
    """
    model = run.load_model()
    return Loaded(run, model, in_words_of(model, load_run_pairs(run, pairs)))
