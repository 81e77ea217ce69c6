"""The pairs of a run with the words as its model knows them: frozen vectors, or vectors that were trained along."""

from dataclasses import replace

import pandas as pd
import torch

from crvae_core.errors import CheckpointError
from crvae_core.files import read_json, write_json
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData, load_pairs
from crvae_core.runs.run import Run


def save_vocabulary(run: Run, data: PairData) -> None:
    """Write vocabulary.json: the words of the rows of the trained vectors."""
    write_json(run.folder / "vocabulary.json", {"words": data.words})


def load_run_pairs(run: Run, table: pd.DataFrame | None = None) -> PairData:
    """Load pairs of the run's project, all by default; words that were trained along keep their rows.

    Raises CheckpointError if the project's words are no longer those that the run has trained.
    """
    if not run.config.get("vocabulary_size"):
        return load_pairs(run.project, table)
    data = load_pairs(run.project, table, tuple(run.config["videos"]))
    try:
        words = read_json(run.folder / "vocabulary.json")["words"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"the vocabulary of {run.name!r} is damaged: train a new run") from error
    if data.words[: len(words)] != words:
        raise CheckpointError(
            f"the run {run.name!r} has trained the vectors of other words than the project has now: "
            "bring its videos back, or train a new run"
        )
    return data


def in_words_of(model: MomentModel, data: PairData) -> PairData:
    """The pairs with the model's own vectors; words that it has not seen keep the frozen ones."""
    if model.embedding is None:
        return data
    trained = model.embedding.detach().to(data.matrix)
    return replace(data, matrix=torch.cat([trained, data.matrix[len(trained) :]]))
