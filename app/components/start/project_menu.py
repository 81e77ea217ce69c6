"""What can be done with a whole project: rename, copy, remove; and the removed ones, which can be had back for a day."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app import access, state
from app.components.shared import closing_popover
from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.project.keeping import (
    copy_project,
    remove_project,
    removed_projects,
    rename_project,
    restore_project,
)
from crvae_core.project.ownership import ownership
from crvae_core.project.project import Project
from crvae_core.project.shown_text import LONGEST_NAME


def show(project: Project) -> None:
    """Draw the menu of one project; what went wrong is said in it."""
    key = project.folder.name
    if message := st.session_state.pop(f"menu-error-{key}", None):
        st.error(plain(message), icon=":material/error:")
    with closing_popover.show("More", f"menu-{key}", ":material/more_horiz:"):
        name = st.text_input("Name", project.name, max_chars=LONGEST_NAME, key=f"name-{key}")
        rename, copy = st.columns(2)
        rename.button("Rename", key=f"rename-{key}", on_click=_act, args=(key, rename_project, project, name))
        copy.button(
            "Copy",
            key=f"copy-{key}",
            help="A second project with everything that this one holds.",
            on_click=_act,
            args=(key, _copy, project),
        )
        if not access.may_remove(project):
            return
        st.button(
            "Remove",
            key=f"remove-{key}",
            icon=":material/delete:",
            help="It can be had back for a day. Your own films are not touched.",
            on_click=_act,
            args=(key, remove_project, project),
        )


def show_removed() -> None:
    """List the removed projects with a button that brings each back."""
    workspace = state.workspace()
    for removed in removed_projects(workspace):
        if not ownership(removed.place).may_remove(access.visitor()):
            continue
        text, button = st.columns([4, 1], vertical_alignment="center")
        text.caption(
            f"**{plain(removed.name)}** was removed; it goes for good in {removed.hours_left:.0f} hours."
        )
        button.button(
            "Bring back",
            key=f"back-{removed.place.name}",
            on_click=_act,
            args=("removed", restore_project, workspace, removed),
        )
    if message := st.session_state.pop("menu-error-removed", None):
        st.error(plain(message), icon=":material/error:")


def _copy(project: Project) -> None:
    """Copy a project; the copy is of who made it."""
    access.claim(copy_project(project))


def _act(key: str, action: Callable[..., Any], *arguments: Any) -> None:
    """Do something to a project; what went wrong is said under its card when the page is drawn again."""
    try:
        action(*arguments)
    except InputError as error:
        st.session_state[f"menu-error-{key}"] = str(error)
    closing_popover.close(f"menu-{key}")
