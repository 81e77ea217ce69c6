"""Cached calls that need the networks; kept apart from project_data.py because loading them takes seconds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from app.cached import project_data
from app.cached.project_data import STAMPS
from crvae_core.decoding.halves import picture_from_words, words_from_picture
from crvae_core.decoding.loaded import Loaded, load
from crvae_core.decoding.points import decode_point
from crvae_core.decoding.reconstruct import Reconstructions, reconstruct
from crvae_core.decoding.scores import moment_scores
from crvae_core.decoding.verbalise import Language, Source, Verbalised, verbalise
from crvae_core.runs.run import Run
from crvae_core.text.nearest_words import Metric

DECODER_PAIRS = (
    1000  # pairs that are loaded beside the model; their videos give the words that points are read as
)


@dataclass(frozen=True)
class Halves:
    """What each half of some moments alone says of the other one: pictures, uint8 (n, 120, 200, 3), and words."""

    images: np.ndarray
    words: list[list[str]]


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def reconstructions(run: Run, pair_ids: tuple[str, ...]) -> Reconstructions:
    """Pictures and words of some pairs, read back from their vectors."""
    return reconstruct(run, _rows(run, pair_ids))


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=STAMPS)
def loaded(run: Run) -> Loaded:
    """A run's model with some of its moments, to decode any place of the latent space."""
    pairs = project_data.moments(run).pairs
    return load(run, pairs.iloc[:: max(1, len(pairs) // DECODER_PAIRS)])


@st.cache_data(max_entries=128, show_spinner=False, hash_funcs=STAMPS)
def decode(run: Run, z: np.ndarray) -> tuple[np.ndarray | None, list[list[str]]]:
    """Pictures, uint8 (n, 120, 200, 3) or None, and words of any latent vectors (n, Z)."""
    found = loaded(run)
    return decode_point(found.model, found.data, np.asarray(z, np.float32))


@st.cache_data(
    max_entries=16, show_spinner="Measuring every moment; what is found is kept", hash_funcs=STAMPS
)
def scores(run: Run, name: str) -> np.ndarray | None:
    """A score of decoding.scores.SCORES of every moment of a run (n,); None where the model has none."""
    return moment_scores(project_data.moments(run), name)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def verbalised(
    run: Run, pair_ids: tuple[str, ...], source: Source, language: Language, k: int, metric: Metric
) -> Verbalised:
    """The k best words at each place of some moments, see `decoding.verbalise`."""
    return verbalise(run, _rows(run, pair_ids), source, language, k, metric)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def halves(run: Run, pair_ids: tuple[str, ...]) -> Halves | None:
    """Pictures by the words alone and words by the picture alone; None for models that do not read each half alone."""
    found = load(run, _rows(run, pair_ids))
    if not found.model.reads_halves:
        return None
    return Halves(picture_from_words(found.model, found.data), words_from_picture(found.model, found.data))


def _rows(run: Run, pair_ids: tuple[str, ...]) -> pd.DataFrame:
    return project_data.pairs(run.project).set_index("pair_id", drop=False).loc[list(pair_ids)]
