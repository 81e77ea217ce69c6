"""The pairs of a run with the words as its model knows them: frozen vectors, or vectors that were trained along."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import torch

from crvae_core.errors import CheckpointError, RunError
from crvae_core.files import read_json, write_json
from crvae_core.model.moment_model import MomentModel
from crvae_core.project.fingerprints import word_mark
from crvae_core.runs.pair_data import PairData, PooledWords, first_equal_row, load_pairs, pool_words
from crvae_core.runs.run import Run

VOCABULARY_FILE = "vocabulary.json"


def save_vocabulary(run: Run, data: PairData) -> None:
    """Write vocabulary.json: the words of the rows of the trained vectors, with marks of the vectors they began as."""
    marks = _marks(data.words, data.matrix.numpy())
    write_json(run.folder / VOCABULARY_FILE, {"words": data.words, "marks": marks})


def load_run_pairs(
    run: Run, table: pd.DataFrame | None = None, pooled: PooledWords | None = None
) -> PairData:
    """Load pairs of the run's project, all by default; words that were trained along keep their rows.

    pooled: the words of their videos (`pool_run_words`), where they are at hand.

    Raises CheckpointError if it can't be told which words the run has trained.
    """
    table = run.project.pairs() if table is None else table
    videos = [str(video_id) for video_id in table["video_id"].unique()]
    reads = run.model_settings.reads_sentences
    return load_pairs(run.project, table, pooled or pool_run_words(run, videos), reads)


def pool_run_words(run: Run, video_ids: Sequence[str]) -> PooledWords:
    """The words of some videos of the run's project; those that were trained along first, in their rows.

    Trained words that these videos lack keep their rows all the same; words that the run has not trained come behind them.

    Raises CheckpointError if it can't be told which words the run has trained.
    """
    if not run.config.get("vocabulary_size"):
        return pool_words(run.project, video_ids)
    try:
        stored = read_json(run.folder / VOCABULARY_FILE)
        words, marks = [str(word) for word in stored["words"]], stored.get("marks")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"the vocabulary of {run.name!r} is damaged: train a new run") from error
    if marks is None:  # a run of before: its words are told by their order
        pooled = pool_words(run.project, (*run.config["videos"], *video_ids))
        if pooled.words[: len(words)] != words:
            raise CheckpointError(
                f"the run {run.name!r} has trained the vectors of other words than the project has now: "
                "bring its videos back, or train a new run"
            )
        return pooled
    return _in_rows_of(list(zip(words, map(str, marks), strict=True)), pool_words(run.project, video_ids))


def check_all_trained(run: Run, words: list[str]) -> None:
    """Raise RunError if a run that trains its words along is to go on with words that it has no vector for."""
    size = int(run.config.get("vocabulary_size", 0))
    if size and len(words) > size:
        raise RunError(
            f"the run {run.name!r} has trained the vectors of its words along, and the project has words by now that it "
            f"knows no vector of, such as {words[size]!r}: train a new run"
        )


def _in_rows_of(trained: list[tuple[str, str]], pooled: PooledWords) -> PooledWords:
    """A vocabulary with some words, each with the mark of its frozen vector, in the first rows, in their order."""
    row_of = {key: row for row, key in enumerate(trained)}
    rows = np.empty(len(pooled.words), dtype=np.int64)
    more: list[int] = []
    keys = zip(pooled.words, _marks(pooled.words, pooled.matrix), strict=True)
    for place, key in enumerate(keys):
        if key not in row_of:
            row_of[key] = len(trained) + len(more)
            more.append(place)
        rows[place] = row_of[key]
    matrix = np.zeros((len(trained) + len(more), pooled.matrix.shape[1]), np.float32)
    matrix[rows] = pooled.matrix
    same_word = np.arange(len(matrix))
    same_word[np.sort(rows)] = np.sort(rows)[first_equal_row(matrix[np.sort(rows)])]
    return PooledWords(
        rows_of={
            video_id: {word: int(rows[place]) for word, place in places.items()}
            for video_id, places in pooled.rows_of.items()
        },
        words=[word for word, _ in trained] + [pooled.words[place] for place in more],
        matrix=matrix,
        same_word=same_word,
    )


def _marks(words: Sequence[str], matrix: np.ndarray) -> list[str]:
    return [word_mark(word, vector).hex() for word, vector in zip(words, matrix, strict=True)]


def in_words_of(model: MomentModel, data: PairData) -> PairData:
    """The pairs with the model's own vectors; words that it has not seen keep the frozen ones."""
    if model.embedding is None:
        return data
    trained = model.embedding.detach().to(data.matrix)
    return replace(data, matrix=torch.cat([trained, data.matrix[len(trained) :]]))
