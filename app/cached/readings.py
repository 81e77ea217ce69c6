"""Cached readings of moments in words, and of one half of them by the other; loading the networks takes seconds."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from crvae_core.decoding import points
from crvae_core.decoding.verbalise import Language, Source, read_out
from crvae_core.model.crvae import CRVAE
from crvae_core.project.project import Project, open_project
from crvae_core.text.lexicon import Choice
from crvae_core.text.nearest_words import Metric

Readout = list[list[list[Choice]]]


@dataclass(frozen=True)
class Halves:
    """What each half of some moments alone says of the other one: pictures, uint8 (n, 120, 200, 3), and words."""

    images: np.ndarray
    words: list[list[str]]


def readout(
    project: Project,
    run: str,
    pair_ids: tuple[str, ...],
    source: Source,
    language: Language,
    k: int,
    metric: Metric,
) -> Readout:
    """The k best words at each place of some moments, see `reading_out.read_out`."""
    return _readout(str(project.folder), run, pair_ids, source, language, k, metric, _stamp(project, run))


def halves(project: Project, run: str, pair_ids: tuple[str, ...]) -> Halves | None:
    """Pictures by the words alone and words by the picture alone; None for models that do not read each half alone."""
    return _halves(str(project.folder), run, pair_ids, _stamp(project, run))


@st.cache_data(max_entries=64, show_spinner=False)
def _readout(
    folder: str,
    run: str,
    pair_ids: tuple[str, ...],
    source: Source,
    language: Language,
    k: int,
    metric: Metric,
    stamp: int,
) -> Readout:
    project = open_project(folder)
    pairs = project.pairs().set_index("pair_id", drop=False).loc[list(pair_ids)]
    return read_out(project, run, pairs, source, language, k, metric)


@st.cache_data(max_entries=64, show_spinner=False)
def _halves(folder: str, run: str, pair_ids: tuple[str, ...], stamp: int) -> Halves | None:
    project = open_project(folder)
    pairs = project.pairs().set_index("pair_id", drop=False).loc[list(pair_ids)]
    opened = points.open_moments(project, run, pairs)
    if not isinstance(opened.model, CRVAE):
        return None
    return Halves(
        points.picture_from_words(opened.model, opened.data),
        points.words_from_picture(opened.model, opened.data),
    )


def _stamp(project: Project, run: str) -> int:
    return (project.run_folder(run) / "model.safetensors").stat().st_mtime_ns
