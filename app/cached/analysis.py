"""What pages work out of a run's vectors, each worked out once. Values are shared by everybody and never changed."""

import numpy as np
import pandas as pd
import streamlit as st

from app.cached import project_data
from app.cached.project_data import STAMPS, file_stamp
from crvae_core.analysis import confounds as confounding
from crvae_core.analysis import neighbours
from crvae_core.analysis.cluster_notes import ClusterNotes
from crvae_core.analysis.clustering import Clustering, medoid
from crvae_core.analysis.frame_shots import shots_of
from crvae_core.analysis.k_selection import DEFAULT_KS, KSweep, known_sweep
from crvae_core.analysis.named_clusters import NamedClusters, count_concepts, project_glossary
from crvae_core.analysis.projection import MapSettings, stored_map
from crvae_core.analysis.reduction import distinct_vectors
from crvae_core.analysis.store import FOLDER
from crvae_core.analysis.words import WordCounts
from crvae_core.demo.preview import Preview, preview
from crvae_core.project.project import Project
from crvae_core.runs.clusters import clusters_at, method_of_curves
from crvae_core.runs.run import Run
from crvae_core.runs.saved_moments import LATENTS_FILE
from crvae_core.runs.trainings import CONSENSUS, siblings, trainings_of
from crvae_core.tasks.sweep import FEWEST_K
from crvae_core.text.glossary import Glossary

USUAL_K, MOST_K = max(DEFAULT_KS), 40


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=STAMPS)
def vectors(run: Run, picture_weight: float) -> np.ndarray:
    """The vectors (n, Z) of a run's moments with picture and words weighed against each other."""
    return project_data.moments(run).vectors(picture_weight)


@st.cache_resource(max_entries=32, show_spinner="Laying out the map; it is kept", hash_funcs=STAMPS)
def map_points(run: Run, picture_weight: float, settings: MapSettings) -> np.ndarray:
    """The map (n, 2) of a run's moments, computed once and kept in the project."""
    return stored_map(run.project.folder / FOLDER, vectors(run, picture_weight), settings)


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=STAMPS)
def shipped_preview(run: Run) -> Preview:
    """The map and clusters of the demo as it is shipped."""
    return preview(run)


def between_trainings(run: Run, picture_weight: float, method: str) -> pd.DataFrame | None:
    """How far trainings of a run's settings agree, a row per k (see analysis.repeats); None where there is one only."""
    stamps = _others(run)
    ks = range(FEWEST_K, USUAL_K + 1)
    return _between(run, picture_weight, method_of_curves(method), ks, stamps) if stamps else None


def agreement_at(run: Run, picture_weight: float, k: int) -> tuple[int, float | None]:
    """How many trainings of a run's settings there are, and how far they agree at k; None where that can't be said."""
    stamps = _others(run)
    found = _between(run, picture_weight, "kmeans", range(k, k + 1), stamps) if stamps else None
    return len(stamps) + 1, None if found is None or found.empty else float(found["between"].iloc[0])


def _others(run: Run) -> tuple[tuple[str, tuple[int, int, int]], ...]:
    """Which other trainings of a run's settings there are, so that a new one is asked, too."""
    return tuple((other.name, file_stamp(other.file(LATENTS_FILE))) for other in siblings(run))


@st.cache_resource(max_entries=32, show_spinner="Comparing trainings", hash_funcs=STAMPS | {range: repr})
def _between(
    run: Run, picture_weight: float, method: str, ks: range, others: tuple[object, ...]
) -> pd.DataFrame | None:
    """others: see _others."""
    trainings = trainings_of(run, picture_weight)
    return trainings.agreement(ks, method) if len(trainings) > 1 else None


class _NotMeasuredError(Exception):
    """There are no curves on disk; raised, so that it is not cached."""


def k_sweep(run: Run, picture_weight: float, method: str, most: int = USUAL_K) -> KSweep | None:
    """Curves and labels for k = 2 to `most` where they have been measured; None where not yet, and for HDBSCAN."""
    if method == "hdbscan":
        return None
    try:
        return _measured(run, picture_weight, method_of_curves(method), most)
    except _NotMeasuredError:
        return None


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=STAMPS)
def _measured(run: Run, picture_weight: float, method: str, most: int) -> KSweep:
    weighed, ks = vectors(run, picture_weight), range(FEWEST_K, most + 1)
    sweep = known_sweep(run.project.folder / FOLDER, weighed, ks, method=method)
    if sweep is None:
        raise _NotMeasuredError
    return sweep


def clustering(run: Run, picture_weight: float, method: str, k: int) -> Clustering:
    """The clusters of a run's moments, before merges."""
    return _clustering(run, picture_weight, method, k, _asked(run, picture_weight, method))


@st.cache_resource(max_entries=128, show_spinner="Clustering", hash_funcs=STAMPS)
def _clustering(
    run: Run, picture_weight: float, method: str, k: int, asked: tuple[object, ...]
) -> Clustering:
    """asked: see _asked."""
    return clusters_at(run, vectors(run, picture_weight), k, method, picture_weight=picture_weight)


def _asked(run: Run, picture_weight: float, method: str) -> tuple[object, ...]:
    """What clusters depend on beside the run: its curves, taken from when they are there; for a consensus, other trainings."""
    measured = k_sweep(run, picture_weight, method) is not None
    return (measured, *(_others(run) if method == CONSENSUS else ()))


def named_clusters(
    run: Run, picture_weight: float, method: str, k: int, reader: str, notes: ClusterNotes
) -> NamedClusters:
    """The clusters of a run's moments as people see them; they keep what was asked of them, such as their words."""
    asked = _asked(run, picture_weight, method)
    return _named_clusters(run, picture_weight, method, k, reader, notes, asked)


@st.cache_resource(max_entries=64, show_spinner="Clustering", hash_funcs=STAMPS | {ClusterNotes: repr})
def _named_clusters(
    run: Run,
    picture_weight: float,
    method: str,
    k: int,
    reader: str,
    notes: ClusterNotes,
    asked: tuple[object, ...],
) -> NamedClusters:
    return NamedClusters(
        vectors(run, picture_weight),
        _clustering(run, picture_weight, method, k, asked),
        notes,
        concepts(run, reader),
        glossary(run.project, reader),
    )


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=STAMPS)
def distinct(run: Run, picture_weight: float) -> int:
    """How many different vectors a run has, counted up to the largest k that can be asked for."""
    return distinct_vectors(vectors(run, picture_weight), MOST_K)


@st.cache_resource(max_entries=16, show_spinner="Measuring how far the map can be trusted", hash_funcs=STAMPS)
def trust(run: Run, picture_weight: float, settings: MapSettings) -> np.ndarray:
    """How far each point of the map can be trusted (n,), 0 to 1."""
    points = map_points(run, picture_weight, settings)
    return neighbours.stored_trust(run.project.folder / FOLDER, vectors(run, picture_weight), points)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def medoids(run: Run, picture_weight: float, labels: np.ndarray) -> dict[int, int]:
    """The row of the medoid of every cluster of labels (n,), by its number."""
    weighed = vectors(run, picture_weight)
    numbers = [number for number in np.unique(labels).tolist() if number >= 0]
    return {number: medoid(weighed, np.flatnonzero(labels == number)) for number in numbers}


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=STAMPS)
def glossary(project: Project, reader: str) -> Glossary:
    """What the words of the project's films mean in the reader's language."""
    return project_glossary(project, reader)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=STAMPS)
def concepts(run: Run, reader: str) -> WordCounts:
    """How often each moment of a run has each word, those of one meaning counted as one."""
    return count_concepts(project_data.moments(run).pairs["tokens"], glossary(run.project, reader))


@st.cache_data(max_entries=8, show_spinner=False, hash_funcs=STAMPS)
def confounds(run: Run, picture_weight: float, labels: np.ndarray) -> dict[str, str]:
    """How far clusters are only shots, neighbouring time, or which video it is: a sentence to each; labels (n,)."""
    moments = project_data.moments(run)
    videos = moments.pairs["video_id"].to_numpy(dtype=str)
    found = confounding.confounds(
        vectors(run, picture_weight),
        labels,
        moments.pairs["frame_time_s"].to_numpy(),
        shots_of(run.project, moments.pairs),
        videos if len(np.unique(videos)) > 1 else None,
    )
    return {title: found[name]["sentence"] for name, title in confounding.TITLES.items() if found[name]}
