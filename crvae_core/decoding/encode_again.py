"""A run's vectors made anew from its weights: of the pairs as the project has them now."""

import numpy as np
import pandas as pd

from crvae_core.decoding.decode import encode_pairs
from crvae_core.errors import RunError
from crvae_core.model.moment_model import MomentModel
from crvae_core.project.fingerprints import fingerprints
from crvae_core.project.ids import place_of
from crvae_core.project.project import open_project
from crvae_core.runs.filled import Filled
from crvae_core.runs.moments import Moments, compare, moments_of
from crvae_core.runs.run import Run, exclusive, write_config
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.saved_moments import write_moments
from crvae_core.runs.snapshot import read_unchanged
from crvae_core.runs.stored_pairs import StoredPairs, chunks
from crvae_core.runs.together import saved_together


def encode_again(run: Run) -> Moments:
    """Encode all pairs of a run's project anew and keep the vectors in the run, in the place of those it had.

    For vectors that were damaged, for pairs that came or changed since the training, and for runs that kept no marks. The
    weights stay as they are, and so does the evaluation, which is of the moments that were trained on.

    Raises RunError if the run is being trained or its project has other word vectors, CheckpointError if its weights can't
    be used.
    """
    with exclusive(run):
        model = run.load_model()
        table, marks, latents = read_unchanged(
            run.project, lambda project: _encode(Run(project, run.name), model)
        )
        moments = marks.assign(trained=_trained(run, table))
        places = {place_of(name) for name in run.held_out}
        config = {
            "videos": [entry.video_id for entry in open_project(run.project.folder).videos],
            "pair_ids": moments["pair_id"].tolist(),
            "held_out": [name for name in moments["pair_id"] if place_of(name) in places],
        }
        with saved_together(run.folder, {"epoch": run.status().get("epoch")}) as folder:
            write_moments(folder, moments, latents)
            write_config(run, folder, config)
    return moments_of(Run(open_project(run.project.folder), run.name))


def _encode(run: Run, model: MomentModel) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """The pairs of a run's project, the marks of their frames and words, and their mean latents."""
    table = run.project.pairs()
    stored = StoredPairs(run, table)
    found = Filled(len(stored))
    for _, data in chunks(stored):
        if data.embedding_dim != run.config["embedding_dim"]:
            raise RunError(f"the word vectors have changed since {run.name!r} was trained: train a new run")
        found.add(latents=encode_pairs(model, in_words_of(model, data))[0].numpy())
    return table, fingerprints(run.project, table), found["latents"]


def _trained(run: Run, table: pd.DataFrame) -> np.ndarray:
    """True at pairs that the run was trained on with the frame and words that they have now."""
    saved = run.saved_moments()
    if saved.empty:  # the file lost its rows
        return np.zeros(len(table), bool)
    fit, _ = compare(saved, run.project, table.assign(kept=True))  # kept or not: it was trained on them
    return (fit >= 0) & saved["trained"].to_numpy(bool)[fit]
