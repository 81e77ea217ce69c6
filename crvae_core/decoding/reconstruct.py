"""What a run makes of its pairs: their latents, and pictures and words decoded from these."""

from dataclasses import dataclass

import numpy as np

from crvae_core.decoding.outputs import encode_pairs, read_pairs, spell, to_pictures
from crvae_core.project.project import Project
from crvae_core.runs.run import open_run
from crvae_core.runs.run_words import in_words_of, load_run_pairs


@dataclass(frozen=True)
class Reconstructions:
    """What a run makes of pairs, in the order of `pair_ids`.

    images: uint8 (N, 120, 200, 3); None for a model without pictures. words_free: words from the latent alone;
    words_forced: with each true previous word given. A pair without words has an empty list in both, and so has
    every pair of a model without words.
    """

    pair_ids: list[str]
    images: np.ndarray | None
    words_free: list[list[str]]
    words_forced: list[list[str]]


def encode(project: Project, run: str | None = None) -> np.ndarray:
    """The mean latent of every pair of a project, float32 (N, Z), in the order of its pairs table."""
    opened = open_run(project, run)
    model = opened.load_model()
    return encode_pairs(model, in_words_of(model, load_run_pairs(opened)))[0].numpy()


def reconstruct(project: Project, run: str | None = None, rows: list[int] | None = None) -> Reconstructions:
    """Decode pairs from their mean latents.

    Args:
        project: an open project.
        run: the name of a run, the newest by default.
        rows: rows of the pairs table, all by default.
    """
    opened = open_run(project, run)
    table = project.pairs()
    model = opened.load_model()
    data = in_words_of(model, load_run_pairs(opened, table if rows is None else table.iloc[rows]))
    readings = read_pairs(model, data)
    nothing: list[list[str]] = [[] for _ in data.pair_ids]
    words = readings.words
    return Reconstructions(
        pair_ids=data.pair_ids,
        images=None if readings.images is None else to_pictures(readings.images),
        words_free=spell(data, words.free_ids, words.free_mask.sum(dim=1).tolist()) if words else nothing,
        words_forced=spell(data, words.forced_ids, data.mask.sum(dim=1).tolist()) if words else nothing,
    )
