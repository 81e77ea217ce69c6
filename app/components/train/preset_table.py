"""What the planned trainings take, told before they start: weights, memory, disk, time."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st
import torch

from app.plain_text import duration, plain
from crvae_core.errors import InputError
from crvae_core.forecast.expectation import Expectation, expect, rounded
from crvae_core.forecast.memory import check_memory
from crvae_core.model.device import choose_device
from crvae_core.model.preset import Preset
from crvae_core.project.project import Project, open_project
from crvae_core.training.queue import Planned
from crvae_core.wording import bytes_text

_HELP = {
    "Weights": "Numbers that the model learns.",
    "Memory": "At most, while it trains: weights, optimiser, a batch, all moments.",
    "Disk": "Of the finished run, its saved states included.",
    "Time": "On this machine, with the epochs and settings below: of all trainings, and of the trained eye, which looks at "
    "every frame once before. Counted from the model's size and the machine's speed, or from a run of the same preset that "
    "ended here. Other work on the machine makes it longer.",
    "Epochs": "Passes over all moments.",
    "Steps": "Batches that it learns from. The default preset plans as many for every film, and more only where each moment "
    "would be seen fewer than ten times.",
}


def show(project: Project, wishes: Sequence[Planned], times: int = 1) -> None:
    """Draw a row per preset, and under the table what is wrong with its settings or too much for the machine.

    times: how often each is trained.
    """
    found: list[tuple[Preset, Expectation]] = []
    with st.spinner("Measuring how fast this machine is", show_time=False):
        for wish in wishes:
            try:
                one = _expected(project, wish, times)
                seen = any(before.eye_seconds for _, before in found)  # the eye looks once, for all of them
                found.append((wish.settings(), replace(one, eye_seconds=0.0) if seen else one))
            except InputError as error:
                st.error(plain(str(error)), icon=":material/error:")
    if found:
        st.dataframe(
            pd.DataFrame([_row(one) for _, one in found]),
            hide_index=True,
            width="stretch",
            column_config={name: st.column_config.Column(help=text) for name, text in _HELP.items()},
        )
    for preset, one in found:
        _warn(project, preset, one)


def _row(found: Expectation) -> dict[str, str | int]:
    return {
        "Preset": found.preset,
        "Weights": f"{found.need.weights / 1e6:.1f} M",
        "Memory": bytes_text(found.need.total_bytes),
        "Disk": bytes_text(found.need.disk_bytes),
        "Epochs": found.epochs,
        "Steps": found.steps,
        "Time": f"about {duration(rounded(found.seconds))}{f' for {found.trainings}' if found.trainings > 1 else ''}",
        "Time estimated from": found.origin,
    }


def _warn(project: Project, preset: Preset, found: Expectation) -> None:
    try:
        check_memory(found.need, preset, choose_device("auto"), project.folder, found.pairs)
    except InputError as error:
        st.warning(plain(str(error)), icon=":material/memory:")


def _expected(project: Project, wish: Planned, times: int) -> Expectation:
    stamp = (project.folder / "pairs.parquet").stat().st_mtime_ns
    finished = len(list((project.folder / "runs").glob("*/latents.npy")))
    stamps = (stamp, finished, torch.get_num_threads())
    return _cached(str(project.folder), replace(wish, run=""), times, stamps)


@st.cache_data(max_entries=64, ttl=60, show_spinner=False)
def _cached(folder: str, wish: Planned, times: int, stamps: tuple[int, ...]) -> Expectation:
    return expect(open_project(folder), wish.settings(), epochs=wish.epochs, trainings=times)
