"""Train: choose a preset, start it in a process of its own, watch it learn, stop it."""

import streamlit as st

from app import cache, jobs, state
from app.components import run_table, training_form, training_monitor
from app.frame import start_page
from app.plain_text import count

project = start_page("Train")
pairs = cache.pairs(project)
st.markdown(
    f"The model learns to draw every frame and to say its words again from one vector. It sees "
    f"{count(int(pairs['kept'].sum()), 'pair')}. Training goes on if you close this page."
)
running = jobs.active_run(project)
names = list(reversed(project.runs()))
watched = running or state.last_trained(project) or next(iter(names), None)
if running is None:
    training_form.show(project, int(pairs["kept"].sum()))
if watched and running is None and len(names) > 1:
    watched = st.selectbox("Run to look at", names, names.index(watched) if watched in names else 0)
if watched:
    training_monitor.show(project, watched)
run_table.show(project)
