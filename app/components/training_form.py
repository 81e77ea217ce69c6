"""Choose what to train and start it."""

import streamlit as st

from app import jobs, state
from app.components import settings_form
from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.model.presets import PRESETS
from crvae_core.project import Project


def show(project: Project, pair_count: int) -> None:
    """Draw the form; start the training when the button is pressed."""
    preset = PRESETS[_preset()]
    with st.form("train"):
        two, three = st.columns(2)
        epochs = two.number_input(
            "Epochs",
            1,
            100_000,
            preset.training.plan_epochs(pair_count),
            key=f"epochs-{preset.name}",
            help="Passes over all pairs. More is sharper and slower; this number suits most videos.",
        )
        run = three.text_input("Name of the run", project.free_run_name(preset.name), max_chars=64)
        with st.expander("All settings of this preset", icon=":material/tune:"):
            st.markdown("**Model**")
            changed = settings_form.show(preset.model, f"model-{preset.name}")
            st.markdown("**Training**")
            changed |= settings_form.show(preset.training, f"training-{preset.name}")
        started = st.form_submit_button("Start training", type="primary", icon=":material/play_arrow:")
    if not started:
        return
    try:
        if (project.run_folder(run) / "config.json").exists():
            st.error("There is a run of this name already: choose another name.", icon=":material/error:")
            return
        jobs.start_training(project, run, preset.name, changed, epochs=int(epochs))
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    state.remember_trained(run)
    st.rerun()


def _preset() -> str:
    """Which model: the default one, or one of the report's."""
    name = st.selectbox("Preset", list(PRESETS), help="Which model, and how it is trained.")
    st.caption(plain(PRESETS[name].description))
    return name
