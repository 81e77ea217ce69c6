"""The only owner of what pages share: workspace, project, and the view that the address tells (app/view.py).

The session has the view while it lasts. The address is read when a session begins, when another project is opened, and when
the browser goes back or forward; otherwise it follows the view.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import history
from app.view import ALIGNMENT, LISTS_BEGIN_ANEW, View
from crvae_core.errors import ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project, default_workspace, open_project
from crvae_core.runs.run import Run
from crvae_core.runs.together import newest

_PROJECT, _TRAINED, _VIEW, _SELECTED = "project_folder", "trained_run", "view", "selected_pair_ids"
_PAGE = "page-drawn-last"
_WAITS = "k-waits-for-curves"  # the k that is shown was neither chosen nor linked to
_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
SHORT_SELECTION = 8  # so many moments are named in the address; more are kept in the project
SELECTIONS = ("notes/selections", "analysis/selections")  # where longer ones are kept, and were


@lru_cache(maxsize=1)
def workspace() -> Path:
    """The folder of all projects: `streamlit run streamlit_app.py -- --workspace FOLDER`, else CRVAE_HOME, else ~/.crvae."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--workspace", type=Path)
    known, _ = parser.parse_known_args(sys.argv[1:])
    return known.workspace or default_workspace()


def choose_project(project: Project) -> None:
    """Make a project the open one; another one than before is looked at anew."""
    name = project.folder.name
    if st.session_state.get(_PROJECT) != name:
        for key in (_TRAINED, _VIEW, _SELECTED, _WAITS):
            st.session_state.pop(key, None)
        st.session_state[_PROJECT] = name
        if st.query_params.get("project") != name:
            st.query_params.from_dict({"project": name})


def current_project(page: str) -> Project | None:
    """The open project, from the address or from this session; None if there is none. page: the one that is drawn.

    Raises ProjectError if the one that was asked for can't be opened.
    """
    name = st.query_params.get("project") or st.session_state.get(_PROJECT)
    if not name:
        return None
    if not _FOLDER_NAME.fullmatch(name):
        raise ProjectError("the address names no project: open one on the start page")
    project = open_project(workspace() / name)
    choose_project(project)
    if _VIEW not in st.session_state or _came_by_history():
        st.session_state[_VIEW] = View.from_address(st.query_params.to_dict())
        wait_for_curves(False)
    elif st.session_state.get(_PAGE) != page:  # its list is another one
        change(page=1)
    st.session_state[_PAGE] = page
    _tell_address()
    return project


def open_folder() -> Path | None:
    """The folder of the open project; None if there is none."""
    name = st.session_state.get(_PROJECT)
    return workspace() / name if name else None


def forget_project() -> None:
    """Close the open project."""
    for key in (_PROJECT, _VIEW, _SELECTED):
        st.session_state.pop(key, None)
    st.query_params.clear()


def page_address() -> dict[str, str]:
    """The query parameters that keep the project and the view when a link leads to another page."""
    name = st.session_state.get(_PROJECT)
    return {"project": name, **replace(view(), page=1).to_address()} if name else {}


def view() -> View:
    """How the open project is looked at."""
    return st.session_state.setdefault(_VIEW, View())


def change(**parts: Any) -> None:
    """Change parts of the view, as a person asked; the address follows when the page is drawn."""
    before = view()
    after = replace(before, **parts)
    if after.film != before.film:  # the alignment that was looked at was that of another film
        gone: dict[str, Any] = {part: None for part in ALIGNMENT if part not in parts}
        after = replace(after, **gone)
    if after.page == before.page and any(
        getattr(after, part) != getattr(before, part) for part in LISTS_BEGIN_ANEW
    ):
        after = replace(after, page=1)
    st.session_state[_VIEW] = after


def look(wanted: View) -> None:
    """Look at the project as a view says that was kept, such as that of a finding."""
    st.session_state[_VIEW] = wanted
    wait_for_curves(False)


def page_drawn() -> str:
    """The title of the page that is drawn, or was drawn last."""
    return str(st.session_state.get(_PAGE, ""))


def fill_in(**parts: Any) -> None:
    """Put into the view what it left open and a picture depends on, so that the address tells it at once."""
    st.session_state[_VIEW] = replace(view(), **parts)
    history.fill_in(_address())


def wait_for_curves(waits: bool) -> None:
    """Note whether k is one that the recommendation may still replace: nobody chose it, no link asked for it."""
    st.session_state[_WAITS] = waits


def waits_for_curves() -> bool:
    """Whether the recommendation may still replace k."""
    return bool(st.session_state.get(_WAITS)) and view().k_from.kind == "start"


def current_run(project: Project) -> Run | None:
    """The chosen run, else the newest one with latents; None if there is none."""
    ready = ready_runs(project)
    if not ready:
        return None
    chosen = view().run
    return Run(project, chosen if chosen in ready else ready[-1])


def ready_runs(project: Project) -> list[str]:
    """The runs that have latents to look at, the newest last."""
    return [run for run in project.runs() if newest(project.run_folder(run), "latents.npy").exists()]


def selected_pairs() -> tuple[str, ...]:
    """The ids of the selected moments."""
    named = view().sel
    kept = st.session_state.get(_SELECTED)
    if kept is None or kept[0] != named:
        kept = st.session_state[_SELECTED] = (named, _read_selection(named))
    return kept[1]


def select_pairs(pair_ids: Iterable[str]) -> None:
    """Replace the selection; a short one stands in the address, a longer one is kept in the project under its digest."""
    ids = tuple(dict.fromkeys(pair_ids))
    text = ",".join(ids)
    if len(ids) > SHORT_SELECTION or any("," in pair_id or pair_id.startswith("@") for pair_id in ids):
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        path = _selection_path(digest, SELECTIONS[0])
        if not path.exists():
            write_json(path, list(ids))
        text = f"@{digest}"
    st.session_state[_SELECTED] = (text, ids)
    change(sel=text)


def selection_is_lost() -> bool:
    """Whether the address names a selection that is not kept in the project any more."""
    return view().sel.startswith("@") and not selected_pairs()


def last_trained(project: Project) -> str | None:
    """The run whose training this session started last, if it is one of this project."""
    run = st.session_state.get(_TRAINED)
    return run if run and project.run_folder(run).exists() else None


def remember_trained(run: str) -> None:
    """Note which run was started, so that its page shows it, and that it is the one to look at next."""
    st.session_state[_TRAINED] = run
    change(run=run, watch="")


def reader() -> str:
    """The language of the reader's browser, where clusters can be named in it: "en" or "zh"."""
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def _came_by_history() -> bool:
    """Whether the browser went back or forward to this page; then its address is what counts."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def _tell_address() -> None:
    """Bring the address in line with the view, in one message; the browser keeps one entry of its history for it."""
    if st.query_params.to_dict() != _address():
        st.query_params.from_dict(_address())


def _address() -> dict[str, str]:
    return {"project": st.session_state[_PROJECT], **view().to_address()}


def _selection_path(digest: str, folder: str) -> Path:
    return workspace() / st.session_state[_PROJECT] / folder / f"{digest}.json"


def _read_selection(named: str) -> tuple[str, ...]:
    """The moments that the address names; none where their list has gone."""
    if not named.startswith("@"):
        return tuple(part for part in named.split(",") if part)
    for folder in SELECTIONS:
        try:
            return tuple(str(pair_id) for pair_id in read_json(_selection_path(named[1:], folder)))
        except (OSError, ValueError, TypeError):
            continue
    return ()
