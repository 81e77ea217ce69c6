"""Choose which run a page shows."""

import numpy as np
import pandas as pd
import streamlit as st

from app import state
from app.cached import project_data
from app.plain_text import count
from crvae_core.project.project import Project


def show(project: Project) -> str:
    """Draw a choice where there is more than one finished run; give the name of the chosen one."""
    runs = state.ready_runs(project)
    chosen = state.current_run(project) or runs[-1]
    if len(runs) > 1:
        chosen = st.selectbox(
            "Run",
            runs[::-1],
            index=runs[::-1].index(chosen),
            help="Each training is a run with its own vectors.",
        )
    state.choose_run(chosen)
    return chosen


def moments(project: Project, run: str, fewest: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """The pairs that a run has vectors for, and its latents (n, Z); ends the page, saying why, where they are too few."""
    pairs, latents = project_data.run_pairs(project, run)
    if len(pairs) < fewest:
        st.info(
            "None of this run's moments is in the project any more: its videos were removed or aligned anew. "
            "Train a new run."
        )
        st.stop()
    _tell_missing(project, len(pairs))
    return pairs, latents


def _tell_missing(project: Project, shown: int) -> None:
    """Say so where a run has no vectors for some of the present pairs."""
    present = int(project_data.pairs(project)["kept"].sum())
    if shown < present:
        st.caption(
            f":material/info: {shown:,} of {count(present, 'moment')}: the others were added or aligned anew after this "
            "run was trained. Train a new run to see all."
        )
