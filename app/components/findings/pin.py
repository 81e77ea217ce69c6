"""Pin what a page shows: a view, a figure, a sentence, moments or a comparison becomes a finding with a note.

    pin.show(project, Finding("comparison", "Masks are shown more often in A", sentences, moments=ids), key="masks", figure=draw)

The page, its view as the address tells it, the coder and the time are filled in here.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from app import coder, state
from app.components.shared import closing_popover
from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.notes.findings import LONGEST_TITLE, Finding, add_finding
from crvae_core.notes.kept import LONGEST_NOTE
from crvae_core.project.project import Project

PAGE = "pages/8_Findings.py"
Draw = Callable[[], Any]  # gives a plotly figure; asked for when something is pinned, not before


def show(
    project: Project, finding: Finding, key: str, figure: Draw | None = None, label: str = "Pin"
) -> None:
    """Draw a button that opens a small form: a note, and "Pin it". key: unlike that of any other pin of the page."""
    with closing_popover.show(label, f"pin-{key}", ":material/push_pin:", "Keep it among the findings."):
        st.caption(plain(finding.title))
        with st.form(f"pin-form-{key}", border=False, clear_on_submit=True):
            st.text_area(
                "Note", key=f"pin-note-{key}", max_chars=LONGEST_NOTE, placeholder="What does it show?"
            )
            st.form_submit_button(
                "Pin it",
                type="primary",
                on_click=_pin,
                args=(project, finding, f"pin-note-{key}", figure, f"pin-{key}"),
            )
    _said(f"pin-note-{key}")


def quick(project: Project, finding: Finding, key: str, figure: Draw | None = None) -> None:
    """Draw a small button that pins at once; a note can be written on the page Findings."""
    note = f"quick-note-{key}"
    st.button(
        "Pin",
        icon=":material/push_pin:",
        key=f"quick-pin-{key}",
        type="tertiary",
        help="Keep it among the findings; a note can be written there.",
        on_click=_pin,
        args=(project, finding, note, figure),
    )
    _said(note)


def chart(project: Project, title: str, figure: Any, key: str, said: tuple[str, ...] = ()) -> None:
    """Draw the small button for a chart as it stands."""
    quick(project, Finding("figure", title, said), key, lambda: figure)


def _pin(project: Project, finding: Finding, note_key: str, figure: Draw | None, form: str = "") -> None:
    """Keep a finding; form: the popover that closes then."""
    note = str(st.session_state.get(note_key) or "")
    title = " ".join(finding.title.split())
    address = state.page_address()
    address.pop("project", None)
    new = replace(
        finding,
        title=title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…",
        note=note,
        page=state.page_drawn(),
        address=address,
        figure=finding.figure if figure is None else json.loads(figure().to_json()),
        coder=coder.name(),
    )
    try:
        added = add_finding(project, new)
    except InputError as error:
        st.session_state[f"said-{note_key}"] = str(error)
    else:
        st.session_state[f"said-{note_key}"] = added.order + 1
        if form:
            closing_popover.close(form)


def _said(note_key: str) -> None:
    """What became of the last click, once."""
    said = st.session_state.pop(f"said-{note_key}", None)
    if isinstance(said, str):
        st.error(plain(said), icon=":material/error:")
    elif said is not None:
        st.caption(f":material/check: Pinned as finding {said:,}.")
        st.page_link(PAGE, label="See the findings", query_params=state.page_address())
