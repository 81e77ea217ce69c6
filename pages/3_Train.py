"""Train: choose presets, start them in a process of their own, watch them learn, stop them, compare two runs."""

import streamlit as st

from app import state
from app.bound import bind
from app.cached import project_data
from app.components.shared import choice
from app.components.train import run_comparison, run_table, training_form, training_monitor, training_queue
from app.frame import explained, start_page
from app.plain_text import count
from crvae_core.tasks.training_queue import never_begun, queue_state

VIEWS = {"train": "Train and watch", "compare": "Compare two runs"}

project = start_page("Train")
with explained():
    kept = project_data.kept_count(project)
    view = "train"
    if len(state.ready_runs(project)) > 1:
        view = choice.show("View", VIEWS, "train")
    if view == "compare":
        run_comparison.show(project)
        st.stop()
    st.caption(f"It sees {count(kept, 'moment')}. Training goes on if you close this page.")
    queue = queue_state(project)
    running = queue.running
    names = [*reversed(project.runs()), *never_begun(project)]
    if running is None and not queue.active:
        training_form.show(project, kept)
    waiting = next(iter(queue.waiting), None) if queue.active else None
    watched = running or waiting or state.last_trained(project) or next(iter(names), None)
    if watched and watched not in (running, waiting) and len(names) > 1:
        asked = state.view().watch
        bound = bind("watch", next((run for run in (asked, watched) if run in names), names[0]))
        st.selectbox("Run to look at", names, bound.index(names) or 0, key=bound.key, on_change=bound.keep)
        watched = bound.value
    if watched:
        training_monitor.show(project, watched, queue)
    training_queue.show(project, queue)
    if queue.active:
        with st.expander("Train more", icon=":material/add:"):
            training_form.show(project, kept, busy=True)
    run_table.show(project)
