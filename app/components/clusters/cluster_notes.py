"""Name, colour and note of a cluster, and clusters that are shown as one; kept beside the run."""

import streamlit as st

from app import state
from app.components.shared import closing_popover
from app.exploration import Exploration
from app.plain_text import plain
from crvae_core.analysis.cluster_notes import ClusterNote

LONGEST_NAME, LONGEST_NOTE = 60, 2000


def show_note(explored: Exploration, number: int) -> None:
    """Draw what is written on a cluster."""
    note = explored.clusters.notes.of(number)
    if note.note:
        st.markdown(plain(note.note))


def show_changes(explored: Exploration, number: int) -> None:
    """Draw the buttons that change name, colour and note, and that merge it with others."""
    with closing_popover.show("Edit", f"edit-{number}", ":material/edit:", "Name, colour, note"):
        _form(explored, number)
    others = [other for other in explored.clusters.numbers if other != number]
    group = next((merge for merge in explored.clusters.notes.merges if number in merge), ())
    if others or group:
        with closing_popover.show("Merge", f"merge-{number}", ":material/merge:"):
            _merge(explored, number, others, group)


def _form(explored: Exploration, number: int) -> None:
    note = explored.clusters.notes.of(number)
    with st.form(f"note-{number}", border=False):
        name = st.text_input("Name", note.name, max_chars=LONGEST_NAME, placeholder=explored.name(number))
        colour = st.color_picker("Colour", explored.clusters.colour(number))
        text = st.text_area("Note", note.note, max_chars=LONGEST_NOTE)
        saved = st.form_submit_button("Save", type="primary")
    st.caption(
        "Kept beside the run, and found again for the cluster that holds most of these moments if k is changed."
    )
    if saved:
        own = colour if note.colour or colour.lower() != explored.clusters.colour(number).lower() else ""
        explored.keep(
            explored.clusters.notes.with_note(number, ClusterNote(" ".join(name.split()), own, text.strip()))
        )
        closing_popover.close(f"edit-{number}")
        st.rerun()


def _merge(explored: Exploration, number: int, others: list[int], group: tuple[int, ...]) -> None:
    if others:
        other = st.selectbox(
            "Show as one with", others, format_func=explored.name, key=f"merge-{number}", index=0
        )
        if st.button("Merge", type="primary", key=f"merge-do-{number}"):
            explored.keep(explored.clusters.notes.with_merge([number, other]))
            closing_popover.close(f"merge-{number}")
            state.change(cluster=min(number, other) + 1)
            st.rerun()
    if group:
        written = explored.clusters.notes.clusters
        names = (
            f"cluster {one + 1}" + (f" ({written[one].name})" if one in written and written[one].name else "")
            for one in group
        )
        st.caption(f"Shown as one: {plain(', '.join(names))}.")
        if st.button("Split again", key=f"split-{number}", icon=":material/call_split:"):
            explored.keep(explored.clusters.notes.without_merge(number))
            closing_popover.close(f"merge-{number}")
            st.rerun()
