"""Whose a project is, and who else may open it; only on a server with a login."""

import streamlit as st

from app import access
from app.components.shared import closing_popover
from app.frame import explained
from app.plain_text import count, plain
from crvae_core.project.ownership import Ownership, ownership, save_ownership
from crvae_core.project.project import Project


def show(project: Project) -> None:
    """Say whose the project is; its owner may change who may open it."""
    if access.visitor().person is None:
        return
    owned = ownership(project.folder)
    st.caption(_said(owned))
    if not access.may_remove(project):
        return
    name = f"share-{project.folder.name}"
    with closing_popover.show("Share", name, ":material/group:"), st.form(name, border=False):
        people = st.text_area(
            "Who may open it and work in it",
            "\n".join(owned.shared_with),
            help="One person per line, by the address with which they log in. Only its owner removes films from it.",
        )
        public = st.toggle("Everybody of the lab", owned.public, wrap=True)
        if st.form_submit_button("Keep"):
            names = tuple(dict.fromkeys(filter(None, map(str.strip, people.splitlines()))))
            with explained(ends_page=False):
                save_ownership(project.folder, Ownership(owned.owner, names, public))
                closing_popover.close(name)
                st.rerun()


def _said(owned: Ownership) -> str:
    whose = f"Owner: {plain(owned.owner)}" if owned.owner else "No owner"
    if owned.public:
        return f"{whose} · open to everybody of the lab"
    return f"{whose} · shared with {count(len(owned.shared_with), 'person')}" if owned.shared_with else whose
