"""Cached wrappers round core calls. Cached values are shared by everybody and never changed."""

import html
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from app.plain_text import clock
from crvae_core.files import read_json
from crvae_core.material.revise import stored_grid
from crvae_core.media.alignment import FrameGrid
from crvae_core.media.captions import Captions
from crvae_core.project.corrections import corrected_captions
from crvae_core.project.project import Project, open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.text.vectors import list_vectors

HOVER_LETTERS, HOVER_LINES = 48, 4


def pairs(project: Project) -> pd.DataFrame:
    """The pairs of a project (see project.pairs.PAIR_COLUMNS)."""
    return _pairs(str(project.folder), stamp(project.folder / "pairs.parquet"), len(project.videos))


def captions(project: Project, video_id: str) -> Captions | None:
    """The captions of a video with all corrections; None if it has none."""
    folder = project.video_folder(video_id)
    stamps = stamp(folder / "captions.json"), stamp(folder / "corrections.json")
    return _captions(str(project.folder), video_id, stamps)


def grid(project: Project, video_id: str) -> FrameGrid:
    """The sampled frames of a video on the time axis."""
    return _grid(str(project.folder), video_id, stamp(project.video_folder(video_id) / "info.json"))


def run_pairs(project: Project, run: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The pairs that a run has vectors for and that are still in the project, and their latents (n, Z)."""
    return _run_pairs(
        str(project.folder),
        run,
        stamp(project.run_folder(run) / "latents.npy"),
        stamp(project.folder / "pairs.parquet"),
    )


def run_config(project: Project, run: str) -> dict:
    """config.json of a run."""
    path = project.run_folder(run) / "config.json"
    return _json(str(path), stamp(path))


def evaluation(project: Project, run: str) -> dict | None:
    """What `evaluate` found for a run when it ended; None if it was not evaluated."""
    path = project.run_folder(run) / "evaluation.json"
    return _json(str(path), stamp(path)) if path.exists() else None


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


@st.cache_resource(max_entries=16, show_spinner=False)
def _run_pairs(folder: str, run: str, stamp: int, pairs_stamp: int) -> tuple[pd.DataFrame, np.ndarray]:
    moments = moments_of(open_run(open_project(folder), run))
    return moments.pairs, moments.latents


@st.cache_data(max_entries=64, show_spinner=False)
def _json(path: str, stamp: int) -> dict:
    return read_json(Path(path))


def stamp(path: Path) -> int:
    """Changes whenever a file does."""
    return path.stat().st_mtime_ns if path.exists() else 0


def hovers(project: Project, run: str) -> list[tuple[str, str]]:
    """For every moment of a run what is shown on pointing at it, before and behind the name of its cluster."""
    stamps = stamp(project.run_folder(run) / "latents.npy"), stamp(project.folder / "pairs.parquet")
    return _hovers(str(project.folder), run, stamps)


@st.cache_resource(max_entries=8, show_spinner=False)
def _hovers(folder: str, run: str, stamps: tuple[int, ...]) -> list[tuple[str, str]]:
    project = open_project(folder)
    table, _ = run_pairs(project, run)
    several = len(project.videos) > 1
    names = {video.video_id: f" · {html.escape(video.name)}" if several else "" for video in project.videos}
    return [
        (
            f"<b>{clock(time)}</b>{names[video_id]} · ",
            "".join(f"<br>{html.escape(line)}" for line in textwrap.wrap(text, HOVER_LETTERS)[:HOVER_LINES]),
        )
        for time, video_id, text in zip(table["frame_time_s"], table["video_id"], table["text"], strict=True)
    ]
