"""The only owner of what pages share: workspace, project, run, how the map is shown, the selected moments.

What makes a view (run, k, layout, colour, selection, ...) stands in the address as well, so that a reload or a link that
was sent gives the same view again.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from crvae_core.errors import ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project, default_workspace, open_project

_PROJECT, _SELECTED, _TRAINED, _VIEW = "project_folder", "selected_pair_ids", "trained_run", "view"
_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_STORED_SELECTION = re.compile(r"@[0-9a-f]{16}")
_NAME = re.compile(r"[a-z_]{1,16}")
_WIDGETS = "view-widgets"  # keys of widgets that show a part of the view
SHORT_SELECTION = 8  # so many moments are named in the address; more are kept in the project


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
        for key in (_SELECTED, _TRAINED, _VIEW, *st.session_state.get(_WIDGETS, ())):
            st.session_state.pop(key, None)
    st.session_state[_PROJECT] = name
    if st.query_params.get("project") != name:
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
    if _VIEW not in st.session_state:
        address = st.query_params.to_dict()
        st.session_state[_VIEW] = {
            key: value for key, value in address.items() if key != "project" and _NAME.fullmatch(key)
        }
    for key, value in st.session_state[_VIEW].items():  # another page was opened: its address lacks the view
        if st.query_params.get(key) != value:
            st.query_params[key] = value
    return project


def forget_project() -> None:
    """Close the open project."""
    st.session_state.pop(_PROJECT, None)
    st.query_params.pop("project", None)


def page_address() -> dict[str, str]:
    """The query parameters that keep the project and the view when a link leads to another page."""
    name = st.session_state.get(_PROJECT)
    return {"project": name, **st.session_state.get(_VIEW, {})} if name else {}


def view(name: str, default: str = "") -> str:
    """One part of the view, such as the layout of the map, as the address has it."""
    return str(st.session_state.get(_VIEW, {}).get(name, default))


def set_view(name: str, value: str | None) -> None:
    """Keep one part of the view, in the session and in the address; None or "" takes it out."""
    kept = st.session_state.setdefault(_VIEW, {})
    if value:
        kept[name] = value
        st.query_params[name] = value
    else:
        kept.pop(name, None)
        st.query_params.pop(name, None)


def bind(name: str, key: str, default: Any, read: Callable[[str], Any]) -> Callable[[], None]:
    """Make the widget `key` show a part of the view; give the callback for its `on_change`.

    default: the value where the address says nothing. read: the value of a text; ValueError or KeyError: not one.
    """
    st.session_state.setdefault(_WIDGETS, set()).add(key)
    value = _value(view(name), default, read)
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def keep() -> None:
        value = st.session_state.get(key)
        set_view(name, None if value is None or (value == default and name != "k") else str(value))

    return keep


def show_in_widget(name: str, key: str, value: Any) -> None:
    """Change a part of the view from elsewhere than its widget; only from a callback, before the widget is drawn."""
    set_view(name, str(value))
    st.session_state[key] = value


def number_within(low: float, high: float) -> Callable[[str], float]:
    """Reads a number for `bind`; raises ValueError outside the limits."""

    def read(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def one_of(options: Iterable[str]) -> Callable[[str], str]:
    """Reads one of some texts for `bind`; raises KeyError for others."""
    known = {option: option for option in options}
    return known.__getitem__


def current_run(project: Project) -> str | None:
    """The chosen run, else the newest one with latents; None if there is none."""
    ready = ready_runs(project)
    chosen = view("run")
    return chosen if chosen in ready else (ready[-1] if ready else None)


def choose_run(run: str) -> None:
    """Make a run the one that pages show."""
    if view("run") != run:
        set_view("run", run)


def ready_runs(project: Project) -> list[str]:
    """The runs that have latents to look at, the newest last."""
    return [run for run in project.runs() if (project.run_folder(run) / "latents.npy").exists()]


def selected_pairs() -> tuple[str, ...]:
    """The ids of the selected moments."""
    if _SELECTED not in st.session_state:
        st.session_state[_SELECTED] = _stored_selection(view("sel"))
    return st.session_state[_SELECTED]


def select_pairs(pair_ids: Iterable[str]) -> None:
    """Replace the selection; a short one stands in the address, a longer one is kept in the project under its digest."""
    ids = tuple(dict.fromkeys(pair_ids))
    st.session_state[_SELECTED] = ids
    text = ",".join(ids)
    if len(ids) > SHORT_SELECTION or any("," in pair_id or pair_id.startswith("@") for pair_id in ids):
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        path = _selection_path(digest)
        if not path.exists():
            write_json(path, list(ids))
        text = f"@{digest}"
    set_view("sel", text)


def last_trained(project: Project) -> str | None:
    """The run whose training this session started last, if it is one of this project."""
    run = st.session_state.get(_TRAINED)
    return run if run and project.run_folder(run).exists() else None


def remember_trained(run: str) -> None:
    """Note which run was started, so that its page shows it, and that it is the one to look at next."""
    st.session_state[_TRAINED] = run
    choose_run(run)


def _value(text: str, default: Any, read: Callable[[str], Any]) -> Any:
    try:
        return read(text) if text else default
    except (ValueError, KeyError):
        return default


def _selection_path(digest: str) -> Path:
    return workspace() / st.session_state[_PROJECT] / "analysis" / "selections" / f"{digest}.json"


def _stored_selection(text: str) -> tuple[str, ...]:
    """The moments that the address names; none where their list has gone."""
    if not _STORED_SELECTION.fullmatch(text):
        return tuple(part for part in text.split(",") if part)
    try:
        return tuple(str(pair_id) for pair_id in read_json(_selection_path(text[1:])))
    except (OSError, ValueError, TypeError):
        return ()
