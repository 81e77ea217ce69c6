"""Background work in the sidebar of every page: what goes on, with cancel, and once what came of it."""

import streamlit as st

from app import archive_result, state, take_out_result, work
from app.plain_text import plain
from app.work import Seen
from crvae_core.errors import CrvaeError, InputError
from crvae_core.project.project import Project, open_project
from crvae_core.work.item import end_at_once

POLL_S = 2.0
STOPPED = {"train": "Stop"}  # in place of "Cancel": what is half done stays
OUTCOMES = {  # page, and its name for the link
    "train": ("pages/5_Map.py", "Explore the map"),
    "ingest": ("pages/2_Pairs.py", "Look at the pairs"),
    "compare": ("pages/7_Compare.py", "See the comparison"),
}
SAVED = {
    "export": take_out_result.show,
    "archive": archive_result.show,
}  # what gives a file draws how to save it
TROUBLES = {
    "train": ("pages/3_Train.py", "Go to Train"),
    "ingest": ("pages/1_Videos.py", "Go to Videos"),
    "compare": ("pages/7_Compare.py", "Go to Compare"),
    "export": ("pages/8_Findings.py", "Go to Findings"),
    "archive": ("streamlit_app.py", "Go to the projects"),
}
SHOWN_THERE = {
    "Train": "train",
    "Videos": "ingest",
    "Compare": "compare",
}  # pages that tell of these themselves


def show(page: str, project: Project | None) -> None:
    """Draw what goes on and what has just ended; while something goes on, draw it again every other second."""
    kinds = [kind for kind in (*OUTCOMES, *SAVED) if SHOWN_THERE.get(page) != kind]
    for one in work.newly_ended(page, kinds):
        _outcome(one, project)
    seen = work.going_on()
    if seen:
        ids = tuple(one.item.work_id for one in seen)
        st.fragment(_going_on, run_every=POLL_S)(ids, project)


def _going_on(before: tuple[str, ...], project: Project | None) -> None:
    seen = work.going_on()
    if tuple(one.item.work_id for one in seen) != before:
        st.rerun(scope="app")  # something has ended, or begun: the page may show more now
    running = sum(one.state.state == "running" for one in seen)
    waiting = len(seen) - running
    words = [f"{running} running"] * bool(running) + [f"{waiting} waiting"] * bool(waiting)
    with st.container(key="work-list", gap="small"):
        st.markdown(f":material/progress_activity: **{' · '.join(words)}**")
        for one in seen:
            _one(one, project)


def _one(one: Seen, project: Project | None) -> None:
    item = one.item
    other = project is None or item.home.name != project.folder.name
    st.caption(plain(item.title) + (f" · {plain(_name_of(one))}" if other else ""))
    st.progress(one.state.share, work.progress_words(one.state))
    if not item.is_cancelling:
        label = STOPPED.get(item.kind, "Cancel")
        st.button(
            label,
            key=f"cancel-{item.work_id}",
            icon=":material/close:",
            type="tertiary",
            on_click=item.request_cancel,
        )
    elif st.button(
        "Ends soon. End at once?",
        key=f"end-{item.work_id}",
        type="tertiary",
        help="What it has done since it last saved is lost.",
    ):
        try:
            end_at_once(item)
        except InputError as error:
            st.warning(plain(str(error)))


def _outcome(one: Seen, project: Project | None) -> None:
    """Say how a piece of work ended, with the way to what came of it."""
    item = one.item
    address = {"project": item.home.name}
    if project is not None and project.folder.name == item.home.name:
        address = state.page_address()
    if one.state.state == "done":
        st.caption(f":material/check_circle: {plain(item.title)} is done.")
        if item.kind in SAVED:
            SAVED[item.kind](item, "sidebar")
            return
        page, label = OUTCOMES[item.kind]
        if item.kind == "train":
            address |= {"run": item.subject}
        st.page_link(page, label=label, icon=":material/arrow_forward:", query_params=address)
    elif one.state.state == "failed":
        page, label = TROUBLES[item.kind]
        st.caption(f":material/error: {plain(item.title)} failed. {plain(one.state.message)}")
        st.page_link(page, label=label, icon=":material/arrow_forward:", query_params=address)
    else:
        st.caption(f":material/cancel: {plain(item.title)} was cancelled.")


def _name_of(one: Seen) -> str:
    """The name of the project that a piece of work belongs to."""
    try:
        return open_project(one.item.home).name
    except CrvaeError:
        return one.item.home.name
