"""What came of taking something out: a button that saves the file, or why there is none."""

from collections.abc import Iterable

import streamlit as st

from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.tasks.export import exported_file
from crvae_core.wording import bytes_text
from crvae_core.work.item import WorkItem


def show_newest(items: Iterable[WorkItem]) -> None:
    """Draw the exports that were made last."""
    for item in items:
        stood = item.state()
        if stood.state == "done":
            show(item, "listed")
        elif stood.state == "failed":
            st.caption(f":material/error: {plain(item.title)} failed: {plain(stood.message)}")
        elif stood.active:
            st.caption(f":material/progress_activity: {plain(item.title)}")


def show(item: WorkItem, where: str) -> None:
    """Draw the button that saves what one export gave; where: tells apart the places on a page."""
    try:
        path = exported_file(item)
    except InputError as error:
        st.caption(f":material/info: {plain(str(error))}")
        return
    st.download_button(
        f"Save {plain(path.name)} ({bytes_text(path.stat().st_size)})",
        path.read_bytes,
        path.name,
        key=f"save-{where}-{item.work_id}",
        icon=":material/download:",
        on_click="ignore",
    )
