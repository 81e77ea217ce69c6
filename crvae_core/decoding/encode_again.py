"""A run's vectors made anew from its weights: of the pairs as the project has them now."""

import numpy as np

from crvae_core.decoding.outputs import encode_pairs
from crvae_core.errors import RunError
from crvae_core.runs.moments import Moments, compare, moments_of
from crvae_core.runs.run import Run, exclusive, write_config
from crvae_core.runs.run_words import check_words, in_words_of
from crvae_core.runs.saved_moments import write_moments
from crvae_core.runs.snapshot import take_snapshot
from crvae_core.runs.together import saved_together


def encode_again(run: Run) -> Moments:
    """Encode all pairs of a run's project anew and keep the vectors in the run, in the place of those it had.

    For vectors that were damaged, for pairs that came or changed since the training, and for runs that kept no marks. The
    weights stay as they are, and so does the evaluation, which is of the moments that were trained on.

    Raises RunError if the run is being trained or its project has other word vectors, CheckpointError if its weights can't
    be used.
    """
    with exclusive(run):
        trains_words = bool(run.config.get("vocabulary_size"))
        snapshot = take_snapshot(run.project, tuple(run.config["videos"]) if trains_words else ())
        if snapshot.data.embedding_dim != run.config["embedding_dim"]:
            raise RunError(f"the word vectors have changed since {run.name!r} was trained: train a new run")
        check_words(run, snapshot.data)
        model = run.load_model()
        latents = encode_pairs(model, in_words_of(model, snapshot.data))[0].numpy()
        moments = snapshot.marks.assign(trained=_trained(run, snapshot.data.pair_ids))
        held_out = snapshot.rows_at(run.held_out)
        config = {
            "videos": snapshot.videos,
            "pair_ids": snapshot.data.pair_ids,
            "held_out": [name for row, name in enumerate(snapshot.data.pair_ids) if row in held_out],
        }
        with saved_together(run.folder, {"epoch": run.status().get("epoch")}) as folder:
            write_moments(folder, moments, latents)
            write_config(run, folder, config)
    return moments_of(run)


def _trained(run: Run, pair_ids: list[str]) -> np.ndarray:
    """True at pairs that the run was trained on with the frame and words that they have now."""
    saved, project = run.saved_moments(), run.project
    table = project.pairs().assign(kept=True)  # whether a pair is kept does not change what it was trained on
    fit, _ = compare(saved, project, table)
    trained = saved["trained"].to_numpy(bool)
    known = {
        str(pair_id) for pair_id, row in zip(table["pair_id"], fit, strict=True) if row >= 0 and trained[row]
    }
    return np.array([pair_id in known for pair_id in pair_ids], bool)
