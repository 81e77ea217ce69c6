"""How far the measuring of the curves over k is; it goes on in the background."""

import streamlit as st

from app.cached import analysis, project_data
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.tasks.sweep import SweepOrder, newest_sweep, start_sweep
from crvae_core.work.item import WorkState

POLL_S = 1.0


def show(project: Project, order: SweepOrder) -> None:
    """Start the measuring if need be and draw its progress; the page is drawn anew when it is done."""
    ended = _ended(project, order)
    if ended is None:
        st.fragment(_progress, run_every=POLL_S)(project, order)
        return
    reason = ended.message if ended.state == "failed" else ""
    st.warning(f"The curves were not measured. {plain(reason)}", icon=":material/warning:")
    if st.button("Try again", key="measure-again"):
        try:
            start_sweep(project, order)
        except InputError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


def _ended(project: Project, order: SweepOrder) -> WorkState | None:
    """How the last try ended, where it left no curves behind."""
    item = newest_sweep(project, order)
    state = item.state() if item else None
    return state if state and state.state in {"failed", "cancelled"} else None


def _progress(project: Project, order: SweepOrder) -> None:
    measured = analysis.k_sweep(Run(project, order.run), order.weight, order.method, order.most)
    if measured is not None or _ended(project, order):
        st.rerun()
    item = newest_sweep(project, order)
    if item is None or not item.state().active:
        try:
            item = start_sweep(project, order)  # None where it has to wait for others
        except InputError as error:
            st.warning(plain(str(error)), icon=":material/warning:")
            return
    share = item.state().share if item else 0.0
    moments = len(project_data.moments(Run(project, order.run)))
    st.progress(
        share,
        f"Comparing numbers of clusters of these {count(moments, 'moment')} for a recommendation. The map can be used meanwhile.",
    )
