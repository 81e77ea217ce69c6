"""A training as it goes: progress, curves, and how four moments look by now."""

import pandas as pd
import streamlit as st

from app import state
from app.cached import project_data
from app.components.shared import thumbnail
from app.figures import base
from app.figures.run_curves import has_values
from app.frame import explained
from app.plain_text import count, duration, plain
from app.work import words_of
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.tasks.training_queue import (
    QueueState,
    TrainingState,
    is_stopping,
    queue_state,
    start_resumed,
    stop_all,
    stop_run,
    training_state,
)
from crvae_core.text.written import written

POLL_S = 1.0
CURVES = (
    ({"image_mse": "picture"}, "Picture error"),
    ({"text_mse": "words"}, "Word vector error"),
    ({"token_accuracy": "words right"}, "Words right"),
)
DETAIL = ({"kl": "KL"}, "Information (KL)")


def show(project: Project, run: str, queue: QueueState) -> None:
    """Draw a run's training; while it or the queue goes on, draw it again every second."""
    active = training_state(project, run).active
    st.fragment(_draw, run_every=POLL_S if active or queue.active else None)(project, run, active, queue)


def _draw(project: Project, run: str, was_active: bool, before: QueueState) -> None:
    with explained(ends_page=False):
        _draw_all(project, run, was_active, before)


def _draw_all(project: Project, run: str, was_active: bool, before: QueueState) -> None:
    status, queue = training_state(project, run), queue_state(project)
    if (was_active and not status.active) or queue != before:
        st.rerun(scope="app")
    st.subheader(f"Run {plain(run)}")
    _headline(project, run, status, queue)
    metrics = Run(project, run).metrics()
    if len(metrics) > 1:
        curves = [(names, title) for names, title in CURVES if has_values(metrics, next(iter(names)))]
        for column, (columns, title) in zip(st.columns(len(CURVES)), curves, strict=False):
            column.plotly_chart(
                base.training_figure(metrics, columns, title),
                key=f"curve-{title}",
                config={"displayModeBar": False},
            )
        st.caption(
            "Errors are mean squares, lower is better. Words right: with the true words before them given."
        )
        _details(metrics)
    _sample(project, run)


def _details(metrics: pd.DataFrame) -> None:
    columns, title = DETAIL
    if not has_values(metrics, next(iter(columns))):
        return
    with st.expander("Details", icon=":material/insights:"):
        st.plotly_chart(
            base.training_figure(metrics, columns, title),
            key=f"curve-{title}",
            config={"displayModeBar": False},
        )
        st.caption("How much a vector tells of its moment, in nats, beyond what all moments have in common.")


def _headline(project: Project, run: str, status: TrainingState, queue: QueueState) -> None:
    if status.state == "queued":
        before = f": {count(status.before, 'training')} before it" if status.before else ""
        st.progress(0.0, f"Waits for its turn{before}")
    elif status.active:
        st.progress(status.share, words_of(status.step, status.seconds_left))
        _stop(project, run, queue)
    elif status.state == "done":
        st.success(
            f"Done: {count(status.epochs, 'epoch')} in {duration(status.train_seconds)}.",
            icon=":material/check_circle:",
        )
        if status.message:  # of what it was trained on, something is no longer in the project
            st.info(plain(status.message), icon=":material/info:")
        _next_steps()
    elif status.state == "stopped":
        st.warning(f"Stopped after epoch {status.epoch} of {status.epochs}.", icon=":material/pause_circle:")
        _resume(project, run)
        _next_steps()
    elif status.state == "failed":
        st.error(f"The training broke off. {plain(status.message)}", icon=":material/error:")
        _resume(project, run)


def _stop(project: Project, run: str, queue: QueueState) -> None:
    """Stop this run, and where others wait behind it, all of them."""
    stopping = is_stopping(project, run)
    label = "Stopping after the present epoch" if stopping else "Stop and keep what it learnt"
    with st.container(horizontal=True):
        if st.button(
            label,
            icon=":material/stop_circle:",
            key=f"stop-{run}",
            disabled=stopping,
            help="The next run in the queue starts then." if queue.waiting else None,
        ):
            stop_run(project, run)
            st.rerun(scope="fragment")
        if queue.waiting and st.button(
            "Stop all",
            icon=":material/cancel:",
            key="stop-queue",
            help="This run keeps what it learnt; those that wait are taken out of the queue.",
        ):
            stop_all(project)
            st.rerun(scope="app")


def _resume(project: Project, run: str) -> None:
    if (project.run_folder(run) / "config.json").exists() and st.button(
        "Go on with the training", icon=":material/play_arrow:", key=f"resume-{run}"
    ):
        try:
            start_resumed(project, run)
        except InputError as error:
            st.error(plain(str(error)))
        else:
            st.rerun(scope="app")


def _next_steps() -> None:
    address = state.page_address()
    with st.container(horizontal=True):
        st.page_link(
            "pages/5_Map.py", label="Explore the map", icon=":material/scatter_plot:", query_params=address
        )
        st.page_link(
            "pages/4_Reconstructions.py",
            label="See the reconstructions",
            icon=":material/compare:",
            query_params=address,
        )


def _sample(project: Project, run: str) -> None:
    pictures = Run(project, run).samples()
    if not pictures:
        return
    draws = project_data.run_config(Run(project, run)).get("model", {}).get("picture", True)
    drawn = "the original above what the model draws from its vector"
    st.markdown(
        f"**Four moments**, {drawn if draws else 'whose words are read back; this model draws no pictures'}"
    )
    if thumbnail.is_picture(pictures[-1], "PNG"):
        st.image(str(pictures[-1]), width="stretch", alt="Four frames above what the model draws of them")
    else:
        st.caption("(the picture of them is damaged)")
    for column, true, said in zip(st.columns(4), *Run(project, run).sample_words(pictures[-1]), strict=False):
        if not true:
            column.caption(":material/volume_off: nothing is said")
            continue
        column.caption(f"said: {plain(written(true))}")
        column.caption(f"read back: {plain(written(said)) or '*nothing*'}")
    st.caption(f"after epoch {int(pictures[-1].stem)}")
