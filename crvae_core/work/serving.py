"""Being the process that works on a piece of work, in the background or in a terminal."""

import faulthandler
import importlib
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from crvae_core.errors import CancelledError, InputError, WorkError
from crvae_core.files import now, storage_error, write_json
from crvae_core.progress import Progress
from crvae_core.work import locks, processes
from crvae_core.work.item import WorkItem
from crvae_core.work.report import Report

LOOK_S = 0.5  # seconds between two looks at whether the work was asked to end
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """What can be worked on in the background.

    function: "module:name" of a function (report, **arguments) -> JSON values; it is imported by the process alone.
    patience_s: seconds after which one that was asked to end and does not answer is ended; None: never by itself.
    light: whether other programs come first.
    """

    function: str
    patience_s: float | None = 20.0
    light: bool = True

    def load(self) -> Callable[..., dict[str, Any] | None]:
        """The function."""
        module, _, name = self.function.partition(":")
        return getattr(importlib.import_module(module), name)


def serve(folder: Path, kinds: Mapping[str, Kind]) -> int:
    """Work on what lies in `folder`, as this process's only task; gives the exit status.

    kinds: all that may be worked on, by name: what a folder says is never imported.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    faulthandler.enable()
    item = WorkItem(folder)
    signal.signal(signal.SIGTERM, lambda *_: item.request_cancel())
    try:
        with at_work(item) as report:
            write_json(folder / "result.json", _work(report, kinds) or {})
    except (InputError, CancelledError):
        return 2
    return 0  # a fault ends the process with 1, and its traceback stands in the log


def _work(report: Report, kinds: Mapping[str, Kind]) -> dict[str, Any] | None:
    """Do what is asked for; what goes wrong is logged before anybody learns that the work has ended."""
    item = report.item
    try:
        kind = kinds.get(item.kind)
        if kind is None:
            raise WorkError(f"there is no work of the kind {item.kind!r}: start it anew")
        if kind.light:
            processes.step_back()
        if kind.patience_s is not None:
            threading.Thread(target=_end_if_deaf, args=(item, kind.patience_s), daemon=True).start()
        return kind.load()(report, **item.arguments)
    except (InputError, CancelledError) as error:
        log.info("%s", error)
        raise
    except Exception as error:
        log.error("a fault of the program", exc_info=error)
        raise


@contextmanager
def at_work(item: WorkItem, also: Progress | None = None) -> Iterator[Report]:
    """Hold a piece of work while it is done here, and write down how it ended, whatever happens.

    also: gets the step and the share done as well, such as a bar on a terminal.
    Raises WorkError if another process is at it.
    """
    with locks.held(
        item.lock_path, WorkError(f"{item.title!r} is being worked on already: wait for its end")
    ):
        item.write_state(started_at=now(), **processes.identity())  # it waits until it says what it does
        try:
            yield Report(item, also)
        except BaseException as error:
            with suppress(OSError):  # a full disk took the rest
                _end(item, *_ending(error))
            raise
        _end(item, "done", "", share=1.0)


def _end(item: WorkItem, state: str, message: str, **values: Any) -> None:
    """Take away what the work owned, then write down how it ended."""
    shutil.rmtree(item.files, ignore_errors=True)
    item.write_state(state=state, message=message, ended_at=now(), seconds_left=None, **values)


def _ending(error: BaseException) -> tuple[str, str]:
    """The state and the sentence that an error stands for."""
    if isinstance(error, CancelledError | KeyboardInterrupt):
        return "cancelled", ""
    if isinstance(error, InputError):
        return "failed", str(error)
    if isinstance(error, MemoryError):
        return "failed", "the memory is full: close other programs, or try with less"
    if isinstance(error, OSError) and (told := storage_error(error)):
        return "failed", str(told)
    return "failed", f"a fault of the program: {type(error).__name__}: {error} (its log says where)"


def _end_if_deaf(item: WorkItem, patience_s: float) -> None:
    """Watch for the request to end; end this process if its work does not answer in time."""
    while not item.is_cancelling:
        time.sleep(LOOK_S)
    time.sleep(patience_s)
    if not item.stored_state().active:
        return
    with suppress(OSError):
        item.write_state(state="cancelled", message="It was ended without an answer.", ended_at=now())
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            child.kill()
    os._exit(2)
