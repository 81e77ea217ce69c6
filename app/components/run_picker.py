"""Choose which run a page shows."""

import streamlit as st

from app import state
from crvae_core.project import Project


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
