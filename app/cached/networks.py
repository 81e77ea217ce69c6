"""Cached calls that need the networks; kept apart from project_data.py because loading them takes seconds."""

from pathlib import Path

import numpy as np
import streamlit as st

from app.cached import project_data
from crvae_core.analysis.store import inputs_digest
from crvae_core.decoding import points
from crvae_core.decoding.reconstruct import Reconstructions, reconstruct
from crvae_core.files import write_array
from crvae_core.project.project import Project, open_project

DECODER_PAIRS = (
    1000  # pairs that are loaded beside the model; their videos give the words that points are read as
)
SCORES = {"agreement": points.agreement, "error": points.errors}


def reconstructions(project: Project, run: str, pair_ids: tuple[str, ...]) -> Reconstructions:
    """Pictures and words of some pairs, read back from their vectors."""
    return _reconstructions(str(project.folder), run, pair_ids, _stamp(project, run))


def decode(project: Project, run: str, z: np.ndarray) -> tuple[np.ndarray | None, list[list[str]]]:
    """Pictures, uint8 (n, 120, 200, 3) or None, and words of any latent vectors (n, Z)."""
    return _decode(str(project.folder), run, np.asarray(z, np.float32), _stamp(project, run))


def scores(project: Project, run: str, name: str) -> np.ndarray | None:
    """A score of SCORES of every moment of a run that is still in the project (n,); None where the model has none.

    It is computed once and kept in the project.
    """
    stamps = _stamp(project, run), (project.folder / "pairs.parquet").stat().st_mtime_ns
    return _scores(str(project.folder), run, name, stamps)


@st.cache_data(max_entries=64, show_spinner=False)
def _reconstructions(folder: str, run: str, pair_ids: tuple[str, ...], stamp: int) -> Reconstructions:
    project = open_project(folder)
    ids = project.pairs()["pair_id"]
    row_of = {pair_id: row for row, pair_id in enumerate(ids)}
    return reconstruct(project, run, [row_of[pair_id] for pair_id in pair_ids])


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(folder: str, run: str, stamp: int) -> points.Opened:
    project = open_project(folder)
    pairs, _ = project_data.run_pairs(project, run)
    step = max(1, len(pairs) // DECODER_PAIRS)
    return points.open_moments(project, run, pairs.iloc[::step])


@st.cache_data(max_entries=128, show_spinner=False)
def _decode(folder: str, run: str, z: np.ndarray, stamp: int) -> tuple[np.ndarray | None, list[list[str]]]:
    opened = _opened(folder, run, stamp)
    return points.decode_point(opened.model, opened.data, z)


@st.cache_data(max_entries=16, show_spinner=False)
def _scores(folder: str, run: str, name: str, stamps: tuple[int, ...]) -> np.ndarray | None:
    project = open_project(folder)
    pairs, latents = project_data.run_pairs(project, run)
    digest = inputs_digest(latents, {"score": name, "pairs": pairs["pair_id"].tolist()})
    path = Path(folder) / "analysis" / f"{name}-{digest}.npy"
    if path.exists():
        try:
            return np.load(path, allow_pickle=False)
        except (OSError, ValueError):
            path.unlink(missing_ok=True)
    found = SCORES[name](project, run, pairs)
    if found is not None:
        write_array(path, found)
    return found


def _stamp(project: Project, run: str) -> int:
    return (project.run_folder(run) / "model.safetensors").stat().st_mtime_ns
