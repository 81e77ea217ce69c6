"""The pairs of a run with the words as its model knows them: frozen vectors, or vectors that were trained along."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import torch

from crvae_core.errors import CheckpointError
from crvae_core.files import read_json, write_json
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData, PooledWords, load_pairs, pool_words
from crvae_core.runs.run import Run

VOCABULARY_FILE = "vocabulary.json"


def save_vocabulary(run: Run, data: PairData, size: int) -> None:
    """Write vocabulary.json, the words of the rows of the trained vectors, where `size` vectors are trained along."""
    if size:
        write_json(run.folder / VOCABULARY_FILE, {"words": data.words})


def load_run_pairs(
    run: Run, table: pd.DataFrame | None = None, pooled: PooledWords | None = None
) -> PairData:
    """Load pairs of the run's project, all by default; words that were trained along keep their rows.

    pooled: the words of their videos (`pool_run_words`), where they are at hand.

    Raises CheckpointError if the project's words are no longer those that the run has trained.
    """
    table = run.project.pairs() if table is None else table
    videos = [str(video_id) for video_id in table["video_id"].unique()]
    return load_pairs(run.project, table, pooled or pool_run_words(run, videos))


def pool_run_words(run: Run, video_ids: Sequence[str]) -> PooledWords:
    """The words of some videos of the run's project; those that were trained along first, in their rows.

    Raises CheckpointError if the project's words are no longer those that the run has trained.
    """
    pooled = pool_words(run.project, (*first_videos(run), *video_ids))
    check_words(run, pooled.words)
    return pooled


def first_videos(run: Run) -> tuple[str, ...]:
    """The videos whose words come first: those of a run that has trained the vectors of its words."""
    return tuple(run.config["videos"]) if run.config.get("vocabulary_size") else ()


def check_words(run: Run, found: list[str], no_new_ones: bool = False) -> None:
    """Raise CheckpointError if the rows of a vocabulary are not those of the vectors that the run has trained along.

    no_new_ones: also where there are words that it has no trained vector for.
    """
    if not run.config.get("vocabulary_size"):
        return
    try:
        words = read_json(run.folder / VOCABULARY_FILE)["words"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"the vocabulary of {run.name!r} is damaged: train a new run") from error
    if found[: len(words)] != words or (no_new_ones and len(found) > len(words)):
        raise CheckpointError(
            f"the run {run.name!r} has trained the vectors of other words than the project has now: "
            "bring its videos back, or train a new run"
        )


def in_words_of(model: MomentModel, data: PairData) -> PairData:
    """The pairs with the model's own vectors; words that it has not seen keep the frozen ones."""
    if model.embedding is None:
        return data
    trained = model.embedding.detach().to(data.matrix)
    return replace(data, matrix=torch.cat([trained, data.matrix[len(trained) :]]))
