"""What a run makes of its pairs: their latents, and pictures and words decoded from these."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crvae_core.decoding.decode import decode_pairs, encode_pairs, spell, to_pictures
from crvae_core.decoding.loaded import load
from crvae_core.runs.filled import Filled
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.stored_pairs import StoredPairs, chunks


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


def encode(run: Run, pairs: pd.DataFrame | None = None) -> np.ndarray:
    """The mean latents (N, Z), float32, of pairs of a run's project, by default of all, in the order of the table."""
    model, stored = run.load_model(), StoredPairs(run, run.project.pairs() if pairs is None else pairs)
    found = Filled(len(stored))
    for _, data in chunks(stored):
        found.add(latents=encode_pairs(model, in_words_of(model, data))[0].numpy())
    return found["latents"]


def reconstruct(run: Run, pairs: pd.DataFrame | None = None) -> Reconstructions:
    """Decode pairs of a run's project, by default all, from their mean latents."""
    loaded = load(run, pairs)
    data, decoded = loaded.data, decode_pairs(loaded.model, loaded.data)
    nothing: list[list[str]] = [[] for _ in data.pair_ids]
    words = decoded.words
    return Reconstructions(
        pair_ids=data.pair_ids,
        images=None if decoded.images is None else to_pictures(decoded.images),
        words_free=spell(data, words.free_ids, words.free_mask.sum(dim=1).tolist()) if words else nothing,
        words_forced=spell(data, words.forced_ids, data.mask.sum(dim=1).tolist()) if words else nothing,
    )
