"""The app's side of background work: what goes on in the workspace, how far it is, and what has ended and was not told."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app import access, state
from app.plain_text import count, duration
from crvae_core.project.ownership import ownership
from crvae_core.project.project import is_project
from crvae_core.work.item import WorkItem, WorkState, items_of

_SHOWN = "ended-work"  # what the present page has told since it was opened


@dataclass(frozen=True)
class Seen:
    """A piece of work as it stood at one moment."""

    item: WorkItem
    state: WorkState


def homes() -> list[Path]:
    """The folders whose work is listed: the projects of the workspace that the visitor may open."""
    who = access.visitor()
    found = [path.parent for path in sorted(state.workspace().glob("*/work"))]
    return [home for home in found if is_project(home) and ownership(home).may_open(who)]


def going_on(found: Iterable[Path] | None = None) -> list[Seen]:
    """What is at work or waits for its turn, what was begun first ahead; found: folders of projects, by default all."""
    seen = [
        Seen(item, item.state())
        for home in (homes() if found is None else found)
        for item in items_of(home, untold=True)
    ]
    return sorted((one for one in seen if one.state.active), key=lambda one: one.item.work_id)


def newly_ended(page: str, kinds: Iterable[str], found: Iterable[Path] | None = None) -> list[Seen]:
    """What has ended and is told on this page for the first time, until another page is opened; the newest first.

    Work of other kinds is never told: its page shows what came of it.
    """
    shown = st.session_state.get(_SHOWN)
    if not shown or shown[0] != page:
        shown = (page, frozenset())
    wanted, ended = set(kinds), []
    for home in homes() if found is None else found:
        for item in items_of(home):
            if item.kind not in wanted or (item.is_told and item.work_id not in shown[1]):
                continue
            stood = item.state()
            if not stood.active:
                item.mark_told()
                ended.append(Seen(item, stood))
    st.session_state[_SHOWN] = (page, shown[1] | {one.item.work_id for one in ended})
    return ended


def progress_words(stood: WorkState) -> str:
    """How far a piece of work is, in words."""
    if stood.state == "waiting":
        return f"Waits for its turn: {count(stood.before, 'other')} before it" if stood.before else "Starting"
    return words_of(stood.step, stood.seconds_left)


def words_of(step: str, seconds_left: float | None) -> str:
    """What is being done and how long it may take, in words."""
    left = f", about {duration(seconds_left + 1)} left" if seconds_left is not None else ""
    return f"{step or 'Starting'}{left}"
