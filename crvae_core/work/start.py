"""Start a piece of work in a process of its own."""

import time

from crvae_core.errors import WorkError
from crvae_core.files import now
from crvae_core.work import locks, processes
from crvae_core.work.item import WorkItem

START_LIMIT_S = 60.0  # a process that does not hold its work by then is given up
_LOOK_S = 0.02


def start(item: WorkItem, module: str) -> None:
    """Start `python -m MODULE FOLDER` for a piece of work; returns when that process holds it.

    From then on the work is alive whatever happens here: a closed page, a server that is ended.
    Raises WorkError if the process did not start, with what it said.
    """
    busy = WorkError(f"{item.title!r} is being started already: wait for it")
    with locks.held(item.folder / "starting", busy):
        process = processes.spawn(module, [str(item.folder.resolve())], item.folder / "log.txt")
        deadline = time.monotonic() + START_LIMIT_S
        while not _has_begun(item):
            if process.poll() is not None or time.monotonic() > deadline:
                if _has_begun(item):
                    break
                processes.end_child(process)
                _give_up(item)
            time.sleep(_LOOK_S)


def _has_begun(item: WorkItem) -> bool:
    """Whether its process has taken it; it holds the lock before it says so."""
    return bool(item.stored_state().started_at)


def _give_up(item: WorkItem) -> None:
    said = "; ".join(item.log_tail(2))
    message = f"its process did not start ({said or 'it said nothing'}): try again, or restart the computer"
    item.write_state(state="failed", message=message, ended_at=now())
    raise WorkError(f"{item.title!r}: {message}")
