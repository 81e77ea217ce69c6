"""The runs that wait for their turn: what comes next, take one out, or train them if nobody does."""

import streamlit as st

from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.tasks.training_queue import QueueState, start_waiting, stop_run, training_state
from crvae_core.training.queue import WAITS


def show(project: Project, queue: QueueState) -> None:
    """Draw the queue; nothing where no run waits."""
    if not queue.waiting:
        return
    if queue.left:
        _left(project, queue.left)
    with st.expander(f"Queue: {_wait(queue.waiting)}", icon=":material/format_list_numbered:", expanded=True):
        for place, run in enumerate(queue.waiting, start=1):
            name, out = st.columns([5, 1], vertical_alignment="center")
            name.markdown(f"{place}. {plain(run)}")
            if out.button("Take out", key=f"withdraw-{run}", icon=":material/close:"):
                stop_run(project, run)
                st.rerun()


def _left(project: Project, runs: tuple[str, ...]) -> None:
    """Runs that wait though nobody is to train them: their process was ended, or never began."""
    reason = next(filter(None, (training_state(project, run).message for run in runs)), "")
    reason = "" if reason == WAITS else reason
    st.warning(
        f"{_wait(runs)}, but nobody is to train {'it' if len(runs) == 1 else 'them'}. {plain(reason)}",
        icon=":material/pause_circle:",
    )
    if st.button("Train what waits", icon=":material/play_arrow:", key="go-on-with-queue"):
        try:
            start_waiting(project)
        except InputError as error:
            st.error(plain(str(error)), icon=":material/error:")
        else:
            st.rerun()


def _wait(runs: tuple[str, ...]) -> str:
    return f"{count(len(runs), 'run')} {'waits' if len(runs) == 1 else 'wait'}"
