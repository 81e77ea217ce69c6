"""The only owner of what pages share: the workspace, the open project, the chosen run, the selected moments."""

import argparse
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from crvae_core.errors import ProjectError
from crvae_core.project import Project, default_workspace, open_project

_PROJECT, _RUN, _SELECTED = "project_folder", "run_name", "selected_pair_ids"
_TRAINED = "trained_run"
_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


@lru_cache(maxsize=1)
def workspace() -> Path:
    """The folder of all projects: `streamlit run streamlit_app.py -- --workspace FOLDER`, else CRVAE_HOME, else ~/.crvae."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--workspace", type=Path)
    known, _ = parser.parse_known_args(sys.argv[1:])
    return known.workspace or default_workspace()


def choose_project(project: Project) -> None:
    """Make a project the open one; its folder name goes into the address, so that a link finds it again."""
    name = project.folder.name
    if st.session_state.get(_PROJECT) != name:
        st.session_state.pop(_RUN, None)
        st.session_state.pop(_SELECTED, None)
        st.session_state.pop(_TRAINED, None)
    st.session_state[_PROJECT] = name
    st.query_params["project"] = name


def current_project() -> Project | None:
    """The open project, from the address or from this session; None if there is none.

    Raises ProjectError if the one that was asked for can't be opened.
    """
    name = st.query_params.get("project") or st.session_state.get(_PROJECT)
    if not name:
        return None
    if not _FOLDER_NAME.fullmatch(name):
        raise ProjectError("the address names no project: open one on the start page")
    project = open_project(workspace() / name)
    choose_project(project)
    return project


def forget_project() -> None:
    """Close the open project."""
    st.session_state.pop(_PROJECT, None)
    st.query_params.pop("project", None)


def page_address() -> dict[str, str]:
    """The query parameters that keep the open project when a link leads to another page."""
    name = st.session_state.get(_PROJECT)
    return {"project": name} if name else {}


def current_run(project: Project) -> str | None:
    """The chosen run, else the newest one with latents; None if there is none."""
    ready = ready_runs(project)
    chosen = st.session_state.get(_RUN)
    return chosen if chosen in ready else (ready[-1] if ready else None)


def choose_run(run: str) -> None:
    """Make a run the one that pages show."""
    if st.session_state.get(_RUN) != run:
        st.session_state[_RUN] = run


def ready_runs(project: Project) -> list[str]:
    """The runs that have latents to look at, the newest last."""
    return [run for run in project.runs() if (project.run_folder(run) / "latents.npy").exists()]


def selected_pairs() -> tuple[str, ...]:
    """The ids of the selected moments."""
    return st.session_state.get(_SELECTED, ())


def select_pairs(pair_ids: Iterable[str]) -> None:
    """Replace the selection."""
    st.session_state[_SELECTED] = tuple(pair_ids)


def last_trained(project: Project) -> str | None:
    """The run whose training this session started last, if it is one of this project."""
    run = st.session_state.get(_TRAINED)
    return run if run and project.run_folder(run).exists() else None


def remember_trained(run: str) -> None:
    """Note which run was started, so that its page shows it, and that it is the one to look at next."""
    st.session_state[_TRAINED] = run
    st.session_state[_RUN] = run
