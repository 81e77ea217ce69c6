"""New pairs in the space of an old run: of videos that came later, or of another project."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import torch

from crvae_core.decoding.decode import encode_pairs
from crvae_core.decoding.scores import picture_errors_of
from crvae_core.errors import ConfigError, RunError
from crvae_core.model.moment_model import MomentModel
from crvae_core.project.project import Project
from crvae_core.runs.pair_data import PairData, load_pairs
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of, load_run_pairs
from crvae_core.runs.stored_pairs import CHUNK


@dataclass(frozen=True)
class Encoded:
    """Pairs in the space of a run.

    pairs: rows of the pairs table they come from. latents: their means, float32 (N, Z), in that order. errors: mean
    squared error of each picture (N,), None for a model without pictures: far above those of the run's own pairs, the
    run does not know what it sees there.
    """

    pairs: pd.DataFrame
    latents: np.ndarray
    errors: np.ndarray | None


def encode_new(run: Run, source: Project | None = None, video_ids: list[str] | None = None) -> Encoded:
    """Encode pairs with a run that need not have seen them.

    Args:
        run: a run that has been trained.
        source: the project whose pairs are encoded; the run's own by default.
        video_ids: some videos of it, by id or name; all by default.

    Raises:
        ProjectError: there is no such video.
        ConfigError: their word vectors are of another size or space than those that the run was trained with.
        RunError: there are no such pairs.
    """
    source = source or run.project
    same = source.folder.resolve() == run.project.folder.resolve()
    table = _chosen(source, video_ids)
    spoken = table[table["tokens"].map(len) > 0]
    model = run.load_model()
    if model.has_words and len(spoken):
        _check_space(run, source, list(dict.fromkeys(spoken["video_id"])))
    latents, errors = [], []
    for first in range(0, len(table), CHUNK):
        some = table.iloc[first : first + CHUNK]
        data = (
            in_words_of(model, load_run_pairs(run, some)) if same else _of_another(run, model, source, some)
        )
        latents.append(encode_pairs(model, data)[0].numpy())
        if model.has_picture:
            errors.append(picture_errors_of(model, data))
    return Encoded(table, np.concatenate(latents), np.concatenate(errors) if errors else None)


def _chosen(source: Project, video_ids: list[str] | None) -> pd.DataFrame:
    table = source.pairs()
    if video_ids:
        chosen = {source.find_video(video_id).video_id for video_id in video_ids}
        table = table[table["video_id"].isin(chosen)]
    if table.empty:
        raise RunError(f"{source.name!r} has no pairs to encode: add a video first")
    return table.reset_index(drop=True)


def _check_space(run: Run, source: Project, video_ids: list[str]) -> None:
    """Raise ConfigError unless words of these videos have vectors of the run's size and origin."""
    size = int(run.config["embedding_dim"])
    known = {video.video_id: video for video in run.project.videos}
    trained = {known[video_id].vectors for video_id in run.config["videos"] if video_id in known}
    for video_id in video_ids:
        video, found = source.video(video_id), source.vocabulary(video_id).matrix.shape[1]
        if found != size:
            raise ConfigError(
                f"{video.name!r} has word vectors of {found} values, the run {run.name!r} was trained with {size}: add the "
                "video again with the run's word vectors"
            )
        if trained and video.vectors not in trained:
            raise ConfigError(
                f"{video.name!r} has the word vectors {video.vectors}, the run {run.name!r} was trained with "
                f"{', '.join(sorted(trained))}: their words lie elsewhere; add the video again with the run's word vectors"
            )


def _of_another(run: Run, model: MomentModel, source: Project, table: pd.DataFrame) -> PairData:
    """Pairs of another project; words whose vectors the run has trained get these."""
    data = load_pairs(source, table, sentences=model.reads_sentences)
    if not bool(data.spoken.any()):  # the size of its vectors is that of nothing
        return replace(data, matrix=torch.zeros(0, int(run.config["embedding_dim"])))
    if model.embedding is None:
        return data
    own = load_run_pairs(run, run.project.pairs().iloc[:1])
    row_of = {word: row for row, word in reversed(list(enumerate(own.words[: len(model.embedding)])))}
    matrix, trained = data.matrix.clone(), model.embedding.detach().cpu()
    for row, word in enumerate(data.words):
        if word in row_of:
            matrix[row] = trained[row_of[word]]
    return replace(data, matrix=matrix)
