"""Waiting for what goes on in another process."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from crvae_core.project.project import Project
from crvae_core.tasks.training_queue import TrainingState, training_state
from crvae_core.work.item import WorkItem, WorkState, items_of

Seen = TypeVar("Seen")
LIMIT_S = 120


def wait_until(
    look: Callable[[], Seen], until: Callable[[Seen], bool], said: Callable[[], Any] = str
) -> Seen:
    """Look again and again until something holds; fails with what was said by then if that takes too long."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        seen = look()
        if until(seen):
            return seen
        time.sleep(0.02)
    pytest.fail(f"still {look()} after {LIMIT_S} s: {said()}")


def has_ended(state: WorkState) -> bool:
    """Whether a piece of work has ended."""
    return not state.active


def wait_for_work(item: WorkItem, until: Callable[[WorkState], bool] = has_ended) -> WorkState:
    """How a piece of work stands as soon as something holds, by default its end."""
    return wait_until(item.state, until, item.log_tail)


def wait_for_run(project: Project, run: str, until: Callable[[TrainingState], bool]) -> TrainingState:
    """How a training stands as soon as something holds."""
    return wait_until(
        lambda: training_state(project, run),
        until,
        lambda: [item.log_tail() for item in items_of(project.folder)],
    )
