"""Cached wrappers round the analysis of a run's vectors. Cached values are shared by everybody and never changed."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from app.cached import project_data
from crvae_core.analysis import neighbours, timeline, words
from crvae_core.analysis.clustering import Clustering, cluster, describe_partition, medoids
from crvae_core.analysis.k_selection import KSweep, known_sweep
from crvae_core.analysis.partition import Partition
from crvae_core.analysis.projection import MapSettings, stored_map
from crvae_core.analysis.reduction import distinct_vectors
from crvae_core.analysis.weighting import weigh_parts
from crvae_core.project.project import Project, open_project
from crvae_core.tasks.sweep import FEWEST_K

USUAL_K, MOST_K = 12, 40
CUT = 24.0  # mean difference of two sampled frames, 0 to 255, above which a new shot is taken to begin


def weighed(project: Project, run: str, picture_weight: float) -> np.ndarray:
    """The latents (n, Z) with picture and words weighed against each other."""
    return _weighed(str(project.folder), run, picture_weight, _stamps(project, run))


def map_points(
    project: Project, run: str, picture_weight: float, layout: str, near: float | None
) -> np.ndarray:
    """The map (n, 2) of a run's latents, computed once and kept in the project; near: perplexity or neighbours."""
    return _map(str(project.folder), run, picture_weight, layout, near, _stamps(project, run))


def k_sweep(
    project: Project, run: str, picture_weight: float, method: str, most: int = USUAL_K
) -> KSweep | None:
    """Curves and labels for k = 2 to `most` where they have been measured; None where not yet, and for HDBSCAN."""
    if method == "hdbscan":
        return None
    try:
        return _sweep(str(project.folder), run, picture_weight, method, most, _stamps(project, run))
    except _NotMeasuredError:
        return None


def clustering(project: Project, run: str, picture_weight: float, method: str, k: int) -> Clustering:
    """The clusters of a run's moments."""
    return _clustering(str(project.folder), run, picture_weight, method, k, _stamps(project, run))


def distinct(project: Project, run: str, picture_weight: float) -> int:
    """How many different vectors a run has, counted up to the largest k that can be asked for."""
    return _distinct(str(project.folder), run, picture_weight, _stamps(project, run))


def trust(project: Project, run: str, picture_weight: float, layout: str, near: float | None) -> np.ndarray:
    """How far each point of the map can be trusted (n,), 0 to 1."""
    return _trust(str(project.folder), run, picture_weight, layout, near, _stamps(project, run))


@st.cache_data(max_entries=64, show_spinner=False)
def cluster_words(_tokens: pd.Series, stamp: str, labels: np.ndarray, number: int) -> pd.DataFrame:
    """The words that set a cluster apart; stamp: names the tokens."""
    return words.cluster_words(_tokens.tolist(), labels, number, top=40)


def telling_words(_tokens: pd.Series, stamp: str, labels: np.ndarray, top: int = 10) -> dict[int, list[str]]:
    """The words that set each cluster apart, surest first: those of `cluster_words`, for all clusters at once."""
    vocabulary, counts = _word_counts(_tokens, stamp)
    together = np.asarray(counts.sum(axis=0)).ravel()
    found: dict[int, list[str]] = {}
    for number in np.unique(labels).tolist():
        here = np.asarray(counts[labels == number].sum(axis=0)).ravel()
        found[number] = []
        if here.any():
            order = np.argsort(-words.log_odds(here, together - here)["z"].to_numpy(), kind="stable")
            found[number] = [vocabulary[place] for place in order if here[place]][:top]
    return found


@st.cache_resource(max_entries=8, show_spinner=False)
def _word_counts(_tokens: pd.Series, stamp: str) -> tuple[list[str], Any]:
    """The distinct words, sorted, and how often each moment has them, a sparse table (n, words)."""
    from scipy.sparse import csr_array

    vocabulary = sorted({str(word) for spoken in _tokens for word in spoken})
    place = {word: column for column, word in enumerate(vocabulary)}
    columns = [place[str(word)] for spoken in _tokens for word in spoken]
    lengths = [len(spoken) for spoken in _tokens]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    shape = (len(lengths), len(vocabulary))
    return vocabulary, csr_array(
        (np.ones(len(columns)), np.array(columns, dtype=np.int64), starts), shape=shape
    )


@st.cache_data(max_entries=64, show_spinner=False)
def medoid(_vectors: np.ndarray, stamp: str, rows: np.ndarray) -> int:
    """The row of the medoid of some rows; stamp: names the vectors."""
    one = describe_partition(_vectors[rows], Partition(np.zeros(len(rows), dtype=np.int64)), "kmeans")
    return int(rows[medoids(_vectors[rows], one)[0]])


@st.cache_data(max_entries=8, show_spinner=False)
def confounds(
    vectors: np.ndarray, labels: np.ndarray, times_s: np.ndarray, shots: np.ndarray, videos: np.ndarray
) -> list[str]:
    """Sentences on how far clusters are only shots, neighbouring time, or which video it is."""
    several = len(np.unique(videos)) > 1
    found = timeline.confounds(vectors, labels, times_s, shots, videos if several else None)
    return found["sentences"]


def shot_ids(project: Project, run: str) -> np.ndarray:
    """Which shot each moment lies in (n,), guessed from where neighbouring frames differ much."""
    return _shots(str(project.folder), run, _stamps(project, run))


@st.cache_resource(max_entries=8, show_spinner=False)
def _weighed(folder: str, run: str, picture_weight: float, stamps: tuple[int, ...]) -> np.ndarray:
    project = open_project(folder)
    _, latents = project_data.run_pairs(project, run)
    return weigh_parts(latents, project_data.run_config(project, run)["latent_parts"], picture_weight)


@st.cache_resource(max_entries=32, show_spinner=False)
def _map(
    folder: str, run: str, picture_weight: float, layout: str, near: float | None, stamps: tuple[int, ...]
) -> np.ndarray:
    project = open_project(folder)
    settings = MapSettings(method=layout, neighbours=near)
    return stored_map(project.folder / "analysis", weighed(project, run, picture_weight), settings)


class _NotMeasuredError(Exception):
    """There are no curves on disk; raised, so that it is not cached."""


@st.cache_resource(max_entries=32, show_spinner=False)
def _sweep(
    folder: str, run: str, picture_weight: float, method: str, most: int, stamps: tuple[int, ...]
) -> KSweep:
    project = open_project(folder)
    vectors, ks = weighed(project, run, picture_weight), range(FEWEST_K, most + 1)
    sweep = known_sweep(project.folder / "analysis", vectors, ks, method=method)
    if sweep is None:
        raise _NotMeasuredError
    return sweep


@st.cache_resource(max_entries=128, show_spinner=False)
def _clustering(
    folder: str, run: str, picture_weight: float, method: str, k: int, stamps: tuple[int, ...]
) -> Clustering:
    project = open_project(folder)
    vectors = weighed(project, run, picture_weight)
    sweep = k_sweep(project, run, picture_weight, method)
    if sweep is not None and k in sweep.ks:
        return describe_partition(vectors, Partition(sweep.labels_for(k), sweep.notes), method)
    return cluster(vectors, k, method=method)


@st.cache_resource(max_entries=16, show_spinner=False)
def _distinct(folder: str, run: str, picture_weight: float, stamps: tuple[int, ...]) -> int:
    return distinct_vectors(weighed(open_project(folder), run, picture_weight), MOST_K)


@st.cache_resource(max_entries=16, show_spinner=False)
def _trust(
    folder: str, run: str, picture_weight: float, layout: str, near: float | None, stamps: tuple[int, ...]
) -> np.ndarray:
    project = open_project(folder)
    points = map_points(project, run, picture_weight, layout, near)
    return neighbours.trust(weighed(project, run, picture_weight), points)


@st.cache_resource(max_entries=8, show_spinner=False)
def _shots(folder: str, run: str, stamps: tuple[int, ...]) -> np.ndarray:
    project = open_project(folder)
    pairs, _ = project_data.run_pairs(project, run)
    shots = np.zeros(len(pairs), dtype=np.int64)
    video_ids = pairs["video_id"].to_numpy()
    for video_id in dict.fromkeys(video_ids):
        rows = np.flatnonzero(video_ids == video_id)
        order = rows[np.argsort(pairs["frame_time_s"].to_numpy()[rows], kind="stable")]
        frames = project.frames(str(video_id))
        before, shot = None, 0
        for row in order:
            small = frames[pairs["frame_row"].iloc[row], ::10, ::10].astype(np.float32)
            if before is not None and float(np.abs(small - before).mean()) > CUT:
                shot += 1
            shots[row], before = shot, small
    return shots


def _stamps(project: Project, run: str) -> tuple[int, ...]:
    return project_data.stamp(project.run_folder(run) / "latents.npy"), project_data.stamp(
        project.folder / "pairs.parquet"
    )
