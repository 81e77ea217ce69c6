"""Choose what to train and start it."""

import streamlit as st

from app import jobs, state
from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.model.presets import PRESETS
from crvae_core.project import Project


def show(project: Project, pair_count: int) -> None:
    """Draw the form; start the training when the button is pressed."""
    with st.form("train"):
        one, two, three = st.columns(3)
        preset = one.selectbox("Preset", list(PRESETS), help="Which model, and how it is trained.")
        planned = PRESETS[preset].training.plan_epochs(pair_count)
        epochs = two.number_input(
            "Epochs",
            1,
            100_000,
            planned,
            help="Passes over all pairs. More is sharper and slower; this number suits most videos.",
        )
        run = three.text_input("Name of the run", project.free_run_name(preset), max_chars=64)
        st.caption(plain(PRESETS[preset].description))
        started = st.form_submit_button("Start training", type="primary", icon=":material/play_arrow:")
    if not started:
        return
    try:
        if (project.run_folder(run) / "config.json").exists():
            st.error("There is a run of this name already: choose another name.", icon=":material/error:")
            return
        jobs.start_training(project, run, preset, epochs=int(epochs))
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    state.remember_trained(run)
    st.rerun()
