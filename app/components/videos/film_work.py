"""Films that are being read: how far they are, cancel, and what went wrong."""

import shutil
from contextlib import suppress

import streamlit as st

from app import work
from app.plain_text import plain
from app.work import Seen
from crvae_core.errors import WorkError
from crvae_core.project.project import Project
from crvae_core.tasks.ingest import KIND
from crvae_core.work.item import items_of

POLL_S = 1.0
PAGE = "Videos"


def show(project: Project) -> None:
    """Draw what is being read, again every second, and what ended without a video."""
    ended = work.newly_ended(PAGE, [KIND], [project.folder])
    if any(one.state.state == "cancelled" for one in ended[:1]):
        st.info("Cancelled. Nothing was added.", icon=":material/info:")
    for one in _ended(project):
        if one.state.state == "failed":
            _failed(one)
    going_on = _going_on(project)
    if going_on:
        ids = tuple(one.item.work_id for one in going_on)
        st.fragment(_draw, run_every=POLL_S)(project, ids)


def added(project: Project) -> set[str]:
    """The videos whose arrival is told on this visit of the page."""
    found = set()
    for one in work.newly_ended(PAGE, [KIND], [project.folder]):
        with suppress(WorkError):  # it came to nothing
            found.add(str(one.item.result().get("video_id")))
    return found


def dismiss_ended(project: Project) -> None:
    """Forget how earlier films ended, since another one is added."""
    for one in _ended(project):
        shutil.rmtree(one.item.folder, ignore_errors=True)


def _going_on(project: Project) -> list[Seen]:
    return [one for one in work.going_on([project.folder]) if one.item.kind == KIND]


def _ended(project: Project) -> list[Seen]:
    seen = [Seen(item, item.state()) for item in items_of(project.folder) if item.kind == KIND]
    return [one for one in seen if not one.state.active]


def _draw(project: Project, before: tuple[str, ...]) -> None:
    seen = _going_on(project)
    if tuple(one.item.work_id for one in seen) != before:
        st.rerun(scope="app")
    with st.container(key="film-work"):
        for one in seen:
            title, cancel = st.columns([5, 1], vertical_alignment="bottom")
            title.progress(one.state.share, f"{plain(one.item.title)}: {work.progress_words(one.state)}")
            cancel.button(
                "Ending" if one.item.is_cancelling else "Cancel",
                key=f"cancel-film-{one.item.work_id}",
                icon=":material/close:",
                disabled=one.item.is_cancelling,
                on_click=one.item.request_cancel,
            )
        st.caption("This goes on if you close this page or open another one.")


def _failed(one: Seen) -> None:
    said, away = st.columns([11, 1], vertical_alignment="center")
    said.error(f"The video was not added: {plain(one.state.message)}", icon=":material/error:")
    away.button(
        "Dismiss",
        key=f"dismiss-{one.item.work_id}",
        icon=":material/close:",
        type="tertiary",
        on_click=shutil.rmtree,
        args=(one.item.folder,),
        kwargs={"ignore_errors": True},
    )
