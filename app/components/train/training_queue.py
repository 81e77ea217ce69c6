"""The runs that wait for their turn: what comes next, take one out, or train them if nobody does."""

import streamlit as st

from app import jobs
from app.plain_text import count, plain
from crvae_core.project.project import Project
from crvae_core.training.queue import withdraw


def show(project: Project, queue: jobs.QueueStatus) -> None:
    """Draw the queue; nothing where no run waits."""
    if not queue.waiting:
        return
    waiting = f"{count(len(queue.waiting), 'run')} {'waits' if len(queue.waiting) == 1 else 'wait'}"
    if not queue.active:
        _broken(project, waiting)
    with st.expander(f"Queue: {waiting}", icon=":material/format_list_numbered:", expanded=True):
        for place, run in enumerate(queue.waiting, start=1):
            name, out = st.columns([5, 1], vertical_alignment="center")
            name.markdown(f"{place}. {plain(run)}")
            if out.button("Take out", key=f"withdraw-{run}", icon=":material/close:"):
                withdraw(project, [run])
                st.rerun()


def _broken(project: Project, waiting: str) -> None:
    said = jobs.queue_words(project)
    reason = plain(said.removeprefix("Error: ")) if said.startswith("Error: ") else ""
    st.warning(
        f"{waiting}, but nothing is being trained. {reason}",
        icon=":material/pause_circle:",
    )
    if st.button("Train what waits", icon=":material/play_arrow:", key="go-on-with-queue"):
        jobs.start_queue(project)
        st.rerun()
