"""What pages read of projects and runs, each read once. Values are shared by everybody and never changed.

A cached function takes a Project or a Run as it is: their stamps below say when what was read of them has changed.
"""

import html
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from app.plain_text import clock
from crvae_core.material.early_frames import EarlyFrames, early_frames
from crvae_core.material.quality import proposal_for
from crvae_core.material.revise import stored_grid
from crvae_core.media.alignment import FrameGrid
from crvae_core.media.captions import Captions
from crvae_core.media.shared_words import SharingProposal
from crvae_core.project.changes import newest
from crvae_core.project.corrections import corrected_captions
from crvae_core.project.project import Project
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.moments import Moments, moments_of
from crvae_core.runs.run import Run
from crvae_core.text.vectors import list_vectors

HOVER_LETTERS, HOVER_LINES = 48, 4
RUN_FILES = ("config.json", "moments.parquet", "latents.npy", "model.safetensors", "evaluation.json")


def file_stamp(path: Path) -> tuple[int, int, int]:
    """Changes whenever a file does; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def project_stamp(project: Project) -> tuple[Any, ...]:
    """Changes whenever a film, its captions, their alignment or a pair does: each of them writes the pairs anew."""
    return (
        str(project.folder),
        file_stamp(project.folder / "project.json"),
        file_stamp(project.folder / "pairs.parquet"),
    )


def run_stamp(run: Run) -> tuple[Any, ...]:
    """Changes whenever the project does, or what a training has left of the run."""
    folder = run.folder
    return project_stamp(run.project), run.name, *(file_stamp(newest(folder, name)) for name in RUN_FILES)


STAMPS: dict[str | type[Any], Callable[[Any], Any]] = {Project: project_stamp, Run: run_stamp}


@st.cache_data(max_entries=16, show_spinner=False, hash_funcs=STAMPS)
def pairs(project: Project) -> pd.DataFrame:
    """The pairs of a project (see project.PAIR_COLUMNS)."""
    return project.pairs()


@st.cache_data(max_entries=1000, show_spinner=False, hash_funcs=STAMPS)
def kept_count(project: Project) -> int:
    """How many moments of a project a training sees: frames with words and without, those left out not counted."""
    return int(project.pairs()["kept"].sum())


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=STAMPS)
def captions(project: Project, video_id: str) -> Captions | None:
    """The captions of a video with all corrections; None if it has none."""
    return corrected_captions(project, video_id)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=STAMPS)
def grid(project: Project, video_id: str) -> FrameGrid:
    """The sampled frames of a video on the time axis."""
    return stored_grid(project, video_id)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def sharing(project: Project, video_id: str) -> SharingProposal | None:
    """The proposal that later frames of a video's captions share their words, if there is one."""
    return proposal_for(project, video_id)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def early(project: Project, video_id: str) -> EarlyFrames | None:
    """How many captions of a video go with a frame of the shot before theirs, if that is worth telling."""
    return early_frames(project, video_id)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=STAMPS)
def moments(run: Run) -> Moments:
    """The kept, present moments of a run and their latents."""
    return moments_of(run)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def run_config(run: Run) -> dict[str, Any]:
    """config.json of a run."""
    return run.config


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=STAMPS)
def evaluation(run: Run) -> Evaluation | None:
    """What `evaluate` found for a run when it ended; None if it was not evaluated. Raises RunError if that is damaged."""
    return run.evaluation() if run.file("evaluation.json").exists() else None


@st.cache_data(ttl=10, show_spinner=False)
def vector_names() -> list[str]:
    """The names of all word vectors that open at once, the shipped ones first."""
    return [str(found["name"]) for found in list_vectors()]


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=STAMPS)
def hovers(run: Run) -> list[tuple[str, str]]:
    """For every moment of a run what is shown on pointing at it, before and behind the name of its cluster."""
    table = moments(run).pairs
    names = {video.video_id: html.escape(video.name) for video in run.project.videos}
    return [
        (
            f"<b>{clock(time)}</b> · {names[video_id]} · ",
            "".join(f"<br>{html.escape(line)}" for line in textwrap.wrap(text, HOVER_LETTERS)[:HOVER_LINES]),
        )
        for time, video_id, text in zip(table["frame_time_s"], table["video_id"], table["text"], strict=True)
    ]
