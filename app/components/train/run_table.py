"""All runs of a project in one table."""

import pandas as pd
import streamlit as st

from app.cached import project_data
from app.plain_text import duration
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.run import Run
from crvae_core.tasks.training_queue import never_begun, queue_state, training_state

POLL_S = 5.0


def show(project: Project) -> None:
    """Draw the table, the newest run first, anew while a training goes on; nothing if there is no run."""
    st.fragment(_draw, run_every=POLL_S if queue_state(project).running else None)(project)


def _draw(project: Project) -> None:
    names = project.runs()
    rows = [_row(project, run) for run in [*never_begun(project), *reversed(names)]]
    if not rows:
        return
    if not any(row["Why"] for row in rows):
        for row in rows:
            row.pop("Why")
    st.subheader("Runs")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        placeholder="–",
        column_config={
            "Picture error": st.column_config.NumberColumn(
                format="%.4f", help="Mean squared error per pixel, colours from 0 to 1. Lower is better."
            ),
            "Words read back": st.column_config.NumberColumn(
                format="percent", help="Share of words right, read from the vector alone. Higher is better."
            ),
        },
    )


def _row(project: Project, run: str) -> dict:
    status, preset, why = training_state(project, run), None, ""
    found: Evaluation | None = None
    try:
        if (project.run_folder(run) / "config.json").exists():
            preset = project_data.run_config(Run(project, run)).get("preset")
        found = project_data.evaluation(Run(project, run))
    except InputError as error:
        why = str(error)
    return {
        "Run": run,
        "State": status.state,
        "Preset": preset,
        "Epochs": status.epoch,
        "Time": duration(status.train_seconds),
        "Picture error": found.image_mse if found else None,
        "Words read back": found.token_accuracy_free if found else None,
        "Why": status.message if status.state == "failed" else why,
    }
