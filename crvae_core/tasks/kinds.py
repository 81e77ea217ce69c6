"""The list of what may run in the background: nothing else is ever imported for a piece of work, whatever its file says."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crvae_core.progress import Progress
from crvae_core.work.item import WorkItem, create, remove_ended, remove_old
from crvae_core.work.report import Report
from crvae_core.work.serving import Kind, at_work
from crvae_core.work.start import start

KINDS = {
    "ingest": Kind("crvae_core.tasks.ingest:read_film"),
    "train": Kind("crvae_core.tasks.training:train_runs", patience_s=None, light=False),
    "export": Kind("crvae_core.tasks.export:take_out_run"),
    "archive": Kind("crvae_core.tasks.archive:pack_project"),
    "sweep": Kind("crvae_core.tasks.sweep:measure_sweep"),
    "compare": Kind("crvae_core.tasks.compare:compare_groups"),
}


def begin(
    home: Path,
    kind: str,
    title: str,
    arguments: dict[str, Any],
    subject: str = "",
    bring: Callable[[Path], Mapping[str, Any]] | None = None,
) -> WorkItem:
    """Start background work in a project (or workspace) `home`; it is alive when this returns.

    Args:
        home: the folder that the work is listed in and that its function works on.
        kind: one of KINDS.
        title: what is done, for people: "Reading news.mp4".
        arguments: of its function, JSON values.
        subject: what it is about, such as the name of a run, to find it by.
        bring: puts files that the work is to own into a folder and gives further arguments.

    Raises WorkError where it can't be started.
    """
    item = _create(home, kind, title, arguments, subject, bring)
    start(item, "crvae_core.tasks")
    return item


@contextmanager
def in_foreground(
    home: Path,
    kind: str,
    title: str,
    arguments: dict[str, Any],
    subject: str = "",
    also: Progress | None = None,
) -> Iterator[Report]:
    """Do work of a kind here, as a command does: it is listed, can be cancelled, and leaves nothing of its own behind.

    The arguments are those of `begin`; also: gets the step and the share done as well, such as a bar on a terminal.
    """
    item = _create(home, kind, title, arguments, subject)
    try:
        with at_work(item, also) as report:
            yield report
    finally:
        shutil.rmtree(item.folder, ignore_errors=True)
        with suppress(OSError):  # others lie there
            item.folder.parent.rmdir()


def _create(
    home: Path,
    kind: str,
    title: str,
    arguments: dict[str, Any],
    subject: str,
    bring: Callable[[Path], Mapping[str, Any]] | None = None,
) -> WorkItem:
    """A new piece of work; earlier ones on the same subject that have ended are taken away."""
    assert kind in KINDS
    if subject:
        remove_ended(home, kind, subject)
    remove_old(home)
    return create(home, kind, title, arguments, subject, bring)
