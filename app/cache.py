"""Cached wrappers round core calls. Cached values are shared by everybody and never changed."""

from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from crvae_core.analysis.k_selection import KSweep, stored_sweep
from crvae_core.analysis.projection import MapSettings, stored_map
from crvae_core.analysis.weighting import weigh_parts
from crvae_core.corrections import corrected_captions
from crvae_core.files import read_json
from crvae_core.media.alignment import FrameGrid
from crvae_core.media.captions import Captions
from crvae_core.project import Project, open_project
from crvae_core.revise import stored_grid
from crvae_core.text.vectors import list_vectors


def pairs(project: Project) -> pd.DataFrame:
    """The pairs of a project (see project.PAIR_COLUMNS)."""
    return _pairs(str(project.folder), _stamp(project.folder / "pairs.parquet"), len(project.videos))


def captions(project: Project, video_id: str) -> Captions | None:
    """The captions of a video with all corrections; None if it has none."""
    folder = project.video_folder(video_id)
    stamps = _stamp(folder / "captions.json"), _stamp(folder / "corrections.json")
    return _captions(str(project.folder), video_id, stamps)


def grid(project: Project, video_id: str) -> FrameGrid:
    """The sampled frames of a video on the time axis."""
    return _grid(str(project.folder), video_id, _stamp(project.video_folder(video_id) / "info.json"))


def run_pairs(project: Project, run: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The pairs that a run has vectors for and that are still in the project, and their latents (n, Z)."""
    return _run_pairs(
        str(project.folder),
        run,
        _stamp(project.run_folder(run) / "latents.npy"),
        _stamp(project.folder / "pairs.parquet"),
    )


def weighed(project: Project, run: str, picture_weight: float) -> np.ndarray:
    """The latents (n, Z) with picture and words weighed against each other."""
    _, latents = run_pairs(project, run)
    return weigh_parts(latents, run_config(project, run)["latent_parts"], picture_weight)


def run_config(project: Project, run: str) -> dict:
    """config.json of a run."""
    path = project.run_folder(run) / "config.json"
    return _json(str(path), _stamp(path))


def evaluation(project: Project, run: str) -> dict | None:
    """What `evaluate` found for a run when it ended; None if it was not evaluated."""
    path = project.run_folder(run) / "evaluation.json"
    return _json(str(path), _stamp(path)) if path.exists() else None


def map_points(project: Project, run: str, picture_weight: float, method: str) -> np.ndarray:
    """The map (n, 2) of a run's latents, computed once and kept in the project."""
    return _map(str(project.folder), run, picture_weight, method, _stamps(project, run))


def k_sweep(project: Project, run: str, picture_weight: float) -> KSweep:
    """Curves and labels for k = 2 to 12, computed once and kept in the project."""
    return _sweep(str(project.folder), run, picture_weight, _stamps(project, run))


@st.cache_data(ttl=10, show_spinner=False)
def vector_names() -> list[str]:
    """The names of all word vectors that open at once, the shipped ones first."""
    return [str(found["name"]) for found in list_vectors()]


@st.cache_data(max_entries=16, show_spinner=False)
def _pairs(folder: str, stamp: int, videos: int) -> pd.DataFrame:
    return open_project(folder).pairs()


@st.cache_resource(max_entries=16, show_spinner=False)
def _captions(folder: str, video_id: str, stamps: tuple[int, ...]) -> Captions | None:
    return corrected_captions(open_project(folder), video_id)


@st.cache_resource(max_entries=16, show_spinner=False)
def _grid(folder: str, video_id: str, stamp: int) -> FrameGrid:
    return stored_grid(open_project(folder), video_id)


@st.cache_data(max_entries=16, show_spinner=False)
def _run_pairs(folder: str, run: str, stamp: int, pairs_stamp: int) -> tuple[pd.DataFrame, np.ndarray]:
    project = open_project(folder)
    latents = np.load(project.run_folder(run) / "latents.npy", allow_pickle=False)
    ids = run_config(project, run)["pair_ids"]
    table = pairs(project)
    row_of = {pair_id: row for row, pair_id in enumerate(ids)}
    here = table["pair_id"].isin(row_of) & table["kept"]
    table = table[here].reset_index(drop=True)
    return table, latents[[row_of[pair_id] for pair_id in table["pair_id"]]]


@st.cache_data(max_entries=64, show_spinner=False)
def _json(path: str, stamp: int) -> dict:
    return read_json(Path(path))


@st.cache_data(max_entries=32, show_spinner=False)
def _map(folder: str, run: str, picture_weight: float, method: str, stamps: tuple[int, ...]) -> np.ndarray:
    project = open_project(folder)
    return stored_map(
        project.folder / "analysis", weighed(project, run, picture_weight), MapSettings(method=method)
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _sweep(folder: str, run: str, picture_weight: float, stamps: tuple[int, ...]) -> KSweep:
    project = open_project(folder)
    return stored_sweep(project.folder / "analysis", weighed(project, run, picture_weight))


def _stamps(project: Project, run: str) -> tuple[int, ...]:
    return _stamp(project.run_folder(run) / "latents.npy"), _stamp(project.folder / "pairs.parquet")


def _stamp(path: Path) -> int:
    """Changes whenever a file does."""
    return path.stat().st_mtime_ns if path.exists() else 0
