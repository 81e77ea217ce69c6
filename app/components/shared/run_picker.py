"""Choose which run a page shows, and say what is unusual about it."""

import streamlit as st

from app import state
from app.bound import bind
from app.cached import project_data
from app.components.shared import not_here
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.runs.moments import Moments
from crvae_core.runs.run import Run


def show(project: Project) -> Run:
    """Draw a choice where there is more than one run to look at; give the chosen one."""
    runs = state.ready_runs(project)[::-1]
    run = state.current_run(project) or Run(project, runs[0])
    asked = state.view().run
    if len(runs) > 1:
        bound = bind("run", run.name)
        st.selectbox(
            "Run",
            runs,
            index=runs.index(run.name),
            key=bound.key,
            on_change=bound.keep,
            help="Each training is a run with its own vectors.",
        )
    not_here.tell("run", asked, run.name)
    if note := training_note(run):
        st.warning(note, icon=":material/hourglass:")
    if state.selection_is_lost():
        st.caption(":material/info: The selection of this link is not kept in the project any more.")
    return run


def moments(run: Run, fewest: int = 1) -> Moments:
    """The moments that a run has vectors for; ends the page, saying why, where they are too few."""
    found = project_data.moments(run)
    if len(found) < fewest:
        st.info(
            "None of this run's moments is in the project any more: its videos were removed or aligned anew. "
            "Train a new run."
        )
        st.stop()
    present = int(project_data.pairs(run.project)["kept"].sum())
    counted = (f"{len(found):,} of {count(present, 'moment')} are shown.",) if len(found) < present else ()
    for note in (*counted, *found.left_out.notes):
        st.caption(f":material/info: {plain(note)}")
    return found


def training_note(run: Run) -> str:
    """What a reader must know of a run whose training goes on or did not come to its end; empty where it did."""
    try:
        status, found = run.status(), project_data.evaluation(run)
    except InputError:
        return ""
    epoch, epochs = int(status.get("epoch") or 0), int(status.get("epochs") or 0)
    far = f"epoch {epoch:,} of {epochs:,}"
    if status.get("state") == "running":
        learnt = found.epochs if found else None
        before = f" after epoch {int(learnt):,}" if learnt else ""
        return (
            f"This run is being trained ({far}). What is shown is what it had learnt when its training last ended{before}; "
            "it will change."
        )
    if epoch < epochs:
        ended = "was stopped" if status.get("state") == "stopped" else "broke off"
        return f"The training of this run {ended} early ({far}): it can be resumed on the page Train."
    return ""
