"""Cached calls that need the networks; kept apart from cache.py because loading them takes seconds."""

import streamlit as st

from crvae_core.project import Project, open_project
from crvae_core.training.evaluation import Reconstructions, reconstruct


def reconstructions(project: Project, run: str, pair_ids: tuple[str, ...]) -> Reconstructions:
    """Pictures and words of some pairs, read back from their vectors."""
    stamp = (project.run_folder(run) / "model.safetensors").stat().st_mtime_ns
    return _reconstructions(str(project.folder), run, pair_ids, stamp)


@st.cache_data(max_entries=64, show_spinner=False)
def _reconstructions(folder: str, run: str, pair_ids: tuple[str, ...], stamp: int) -> Reconstructions:
    project = open_project(folder)
    ids = project.pairs()["pair_id"]
    row_of = {pair_id: row for row, pair_id in enumerate(ids)}
    return reconstruct(project, run, [row_of[pair_id] for pair_id in pair_ids])
