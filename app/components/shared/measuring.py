"""How far the measuring of the curves over k is; it goes on in a process of its own."""

import streamlit as st

from app import sweep_job
from app.cached import analysis
from app.plain_text import plain
from crvae_core.project.project import Project

POLL_S = 1.0


def show(project: Project, asked: sweep_job.Asked) -> None:
    """Start the measuring if need be and draw its progress; the page is drawn anew when it is done."""
    told = sweep_job.share_done(project, asked)
    if told and told[1]:
        st.warning(f"The curves could not be measured. {plain(told[1])}", icon=":material/warning:")
        if st.button("Try again", key="measure-again"):
            sweep_job.forget(project, asked)
            st.rerun()
        return
    _progress(project, asked)


@st.fragment(run_every=POLL_S)
def _progress(project: Project, asked: sweep_job.Asked) -> None:
    told = sweep_job.share_done(project, asked)
    measured = analysis.k_sweep(project, asked.run, asked.weight, asked.method, asked.most)
    if measured is not None or (told and told[1]):
        st.rerun()
    sweep_job.ensure_started(project, asked)  # where it had to wait for others
    st.progress(
        told[0] if told else 0.0,
        "Comparing numbers of clusters for a recommendation. The map can be used meanwhile; this is done once.",
    )
