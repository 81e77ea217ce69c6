"""Choose what to train, see what it takes, and start it: one preset, or several one after the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app import state
from app.components.train import preset_table, settings_form
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.model.preset import Preset
from crvae_core.model.presets import PRESETS
from crvae_core.project.project import Project
from crvae_core.tasks.training_queue import start_waiting
from crvae_core.training.eye_targets import WITHOUT, uses_eye
from crvae_core.training.queue import Planned, enqueue, with_seeds

MOST = 8  # presets at a time
PACES = {"quick": "Quick", "normal": "Normal", "thorough": "Thorough"}
SHARE = {"quick": 0.4, "normal": 1.0, "thorough": 2.5}  # of the epochs that a preset plans for
MOST_SEEDS = 10
LENGTHS = ("steps", "epochs")  # settings that the field Epochs stands for


def show(project: Project, pair_count: int, busy: bool = False) -> None:
    """Draw the choice and the form; start the training, or put it behind those at work, when the button is pressed."""
    presets = _choose()
    if not presets:
        st.info("Choose one preset, or several to compare them.", icon=":material/info:")
        return
    table = st.container()
    with st.container(border=True):
        pace = _pace()
        wishes = [_row(project, preset, pair_count, len(presets) > 1, pace) for preset in presets]
        with_eye = _ask_for_eye(presets)
        with st.expander("All settings", icon=":material/tune:"):
            wishes = _settings(presets, wishes)
        times = _ask_for_seeds()
        if not with_eye:
            wishes = [_eyeless(wish) for wish in wishes]
        started = st.button(_label(len(presets), busy), type="primary", icon=":material/play_arrow:")
    with table:
        preset_table.show(project, wishes, times)
    if started:
        _start(project, wishes, times)


def _choose() -> list[Preset]:
    """Which models: the default one, or some of the report's."""
    names = st.multiselect(
        "Presets",
        list(PRESETS),
        ["default"],
        max_selections=MOST,
        key="presets",
        help="Which model, and how it is trained. Several are trained one after the other.",
    )
    for name in names:
        label = f"**{plain(name)}**: " if len(names) > 1 else ""
        st.caption(label + plain(PRESETS[name].description))
    return [PRESETS[name] for name in names]


def _pace() -> str:
    """How long to train, in three words."""
    return st.segmented_control(
        "How thorough",
        list(PACES),
        default="normal",
        required=True,
        wrap=True,
        format_func=PACES.__getitem__,
        key="pace",
        help="Quick: a first look, blurred. Normal: what the preset plans for. Thorough: sharper, and takes longer.",
    )


def _row(project: Project, preset: Preset, pair_count: int, several: bool, pace: str) -> Planned:
    """Epochs and name of one run."""
    two, three = st.columns(2)
    of = f" of {preset.name}" if several else ""
    epochs = two.number_input(
        f"Epochs{of}",
        1,
        100_000,
        max(1, round(SHARE[pace] * preset.training.plan_epochs(pair_count))),
        key=f"epochs-{preset.name}-{pace}",
        help="Passes over all moments. More is sharper and slower.",
    )
    run = three.text_input(f"Name of the run{of}", project.free_run_name(preset.name), max_chars=64)
    return Planned(run, preset.name, epochs=int(epochs))


def _ask_for_eye(presets: Sequence[Preset]) -> bool:
    """Whether a trained eye looks on, where one of the presets has one."""
    if not any(uses_eye(preset) for preset in presets):
        return True
    return st.toggle(
        "With the trained eye",
        True,
        key="with-eye",
        help="A small picture network that has seen many photographs looks at every frame once; scenes learn to give back "
        "what it sees. Turn it off if its file can't be used here.",
        wrap=True,
    )


def _ask_for_seeds() -> int:
    """How often each preset is trained."""
    return int(
        st.number_input(
            "Trainings of each",
            1,
            MOST_SEEDS,
            1,
            key="seeds",
            help="Each with a seed of its own. With two or more the page Map tells how far their clusters agree.",
        )
    )


def _eyeless(wish: Planned) -> Planned:
    return replace(wish, overrides=wish.overrides | WITHOUT) if uses_eye(PRESETS[wish.preset]) else wish


def _settings(presets: Sequence[Preset], wishes: Sequence[Planned]) -> list[Planned]:
    """The settings of each preset, those of several in tabs."""
    names = [preset.name for preset in presets]
    places = st.tabs(names) if len(names) > 1 else [st.container()]
    changed = []
    for place, preset, wish in zip(places, presets, wishes, strict=True):
        with place:
            changed.append(replace(wish, overrides=_of_preset(preset)))
    return changed


def _of_preset(preset: Preset) -> dict[str, Any]:
    changed = settings_form.show(preset.model, f"model-{preset.name}")
    return changed | settings_form.show(preset.training, f"training-{preset.name}", LENGTHS)


def _label(presets: int, busy: bool) -> str:
    if busy:
        return "Put into the queue"
    return "Start training" if presets == 1 else f"Train {count(presets, 'preset')} one after the other"


def _start(project: Project, wishes: Sequence[Planned], times: int) -> None:
    try:
        again = [one for wish in wishes for one in with_seeds(project, wish, times)]
        planned = enqueue(project, again)
        start_waiting(project)
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    state.remember_trained(planned[-1].run)
    st.rerun()
