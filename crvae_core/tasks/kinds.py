"""The list of what may run in the background: nothing else is ever imported for a piece of work, whatever its file says."""

from pathlib import Path
from typing import Any

from crvae_core.work.item import WorkItem, create, remove_old
from crvae_core.work.serving import Kind
from crvae_core.work.start import start

KINDS = {
    "sweep": Kind("crvae_core.tasks.sweep:measure_sweep"),
}


def begin(home: Path, kind: str, title: str, arguments: dict[str, Any], subject: str = "") -> WorkItem:
    """Start background work in a project (or workspace) `home`; it is alive when this returns.

    Args:
        home: the folder that the work is listed in and that its function works on.
        kind: one of KINDS.
        title: what is done, for people: "Reading news.mp4".
        arguments: of its function, JSON values.
        subject: what it is about, such as the name of a run, to find it by.

    Raises WorkError where it can't be started.
    """
    assert kind in KINDS
    remove_old(home)
    item = create(home, kind, title, arguments, subject)
    start(item, "crvae_core.tasks")
    return item
