"""One piece of work on disk, as anybody may look at it.

<project or workspace>/work/<id>/
  work.json     kind, title, arguments, subject (what it is about, such as the name of a run), when it was asked for
  state.json    state, step, share done, seconds left, message, the process
  result.json   what came of it
  log.txt       what its process said
  lock          held by its process: the only truth about whether it is alive
  starting      held by whoever starts the process, until that holds the lock
  cancel        asks it to end
  told          somebody was told how it ended
  files/        what it was given and owns, such as an upload
"""

import re
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from crvae_core.errors import InputError, WorkError
from crvae_core.files import now, read_json, storage_errors, write_json
from crvae_core.work import locks, processes

FOLDER = "work"
SCHEMA_VERSION = 1
KEPT = 20  # pieces of work that have ended, per project; older ones are removed
HALF_MADE_S = 60.0  # after which a folder without work.json, which nobody holds, is taken for left behind
ACTIVE = ("waiting", "running")
VANISHED = (
    "It ended without a word: its process was ended, the memory ran out, or the machine was switched off. "
    "Start it again."
)
_ID = re.compile(r"\d{8}-\d{6}-[a-z]{1,24}-[0-9a-f]{8}")
_LOG_TAIL = 20_000  # bytes that are looked at for the last lines


@dataclass(frozen=True)
class WorkState:
    """How a piece of work stands. `state`: waiting, running, done, cancelled or failed."""

    state: str = "waiting"
    step: str = ""
    detail: str = ""  # what it is at, such as the name of a run
    share: float = 0.0
    seconds_left: float | None = None  # None: not steady yet
    before: int = 0  # pieces of work that have their turn first
    message: str = ""
    started_at: str = ""
    ended_at: str = ""
    pid: int = 0
    process_created: float = 0.0

    @property
    def active(self) -> bool:
        """Whether a process is at work on it, or waits for its turn."""
        return self.state in ACTIVE


@dataclass(frozen=True)
class WorkItem:
    """A piece of work, read from its folder whenever something is asked of it."""

    folder: Path

    @property
    def work_id(self) -> str:
        """The name of its folder; later ones sort behind earlier ones."""
        return self.folder.name

    @property
    def home(self) -> Path:
        """The folder of the project, or the workspace, that the work belongs to; told by the place, never by a file."""
        return self.folder.parent.parent

    @cached_property
    def order(self) -> dict[str, Any]:
        """What work.json holds; raises WorkError if it is missing or damaged."""
        try:
            stored = read_json(self.folder / "work.json")
            sound = stored["schema_version"] == SCHEMA_VERSION and isinstance(stored["arguments"], dict)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise WorkError(
                f"{self.folder} holds no piece of work that can be read: start it again"
            ) from error
        if not sound:
            raise WorkError(f"{self.folder} was written by another version of the program: start it again")
        return stored

    @property
    def kind(self) -> str:
        """What is done, such as "train"."""
        return str(self.order.get("kind", ""))

    @property
    def title(self) -> str:
        """What is done, for people."""
        return str(self.order.get("title", ""))

    @property
    def subject(self) -> str:
        """What it is about, such as the name of a run."""
        return str(self.order.get("subject", ""))

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of its function."""
        return dict(self.order["arguments"])

    @property
    def files(self) -> Path:
        """The folder of what the work owns; it goes when the work has ended."""
        return self.folder / "files"

    @property
    def lock_path(self) -> Path:
        """The lock that its process holds."""
        return self.folder / "lock"

    def is_alive(self) -> bool:
        """Whether a process holds it, or is being started for it."""
        # in this order: what starts lets go of its lock only when the process holds the other
        return locks.is_held(self.folder / "starting") or locks.is_held(self.lock_path)

    def state(self) -> WorkState:
        """How it stands; one whose process has gone without a word reads as failed."""
        stored = self.stored_state()
        if not stored.active or self.is_alive():
            return stored
        stored = self.stored_state()  # it may have ended between the two looks
        return stored if not stored.active else _changed(stored, {"state": "failed", "message": VANISHED})

    def stored_state(self) -> WorkState:
        """What state.json holds; a missing or damaged one reads as waiting."""
        try:
            return _changed(WorkState(), read_json(self.folder / "state.json"))
        except (OSError, ValueError, TypeError, RecursionError):
            return WorkState()

    def write_state(self, **values: Any) -> None:
        """Change state.json; only its process does so, or whoever holds its lock."""
        write_json(self.folder / "state.json", vars(_changed(self.stored_state(), values)))

    def result(self) -> dict[str, Any]:
        """What came of it; raises WorkError if it has not ended well."""
        try:
            found = read_json(self.folder / "result.json")
        except (OSError, ValueError, RecursionError) as error:
            raise WorkError(
                f"{self.title!r} has no result: {self.state().message or 'wait for its end'}"
            ) from error
        return found if isinstance(found, dict) else {}

    def request_cancel(self) -> None:
        """Ask it to end at its next step; what is half done is taken away again."""
        (self.folder / "cancel").touch()

    @property
    def is_cancelling(self) -> bool:
        """Whether it was asked to end."""
        return (self.folder / "cancel").exists()

    @property
    def is_told(self) -> bool:
        """Whether somebody was told how it ended."""
        return (self.folder / "told").exists()

    def mark_told(self) -> None:
        """Note that somebody was told how it ended; where that can't be written, it is told again."""
        with suppress(OSError):
            (self.folder / "told").touch()

    def log_tail(self, lines: int = 20) -> list[str]:
        """The last lines that its process said."""
        try:
            with (self.folder / "log.txt").open("rb") as stream:
                stream.seek(max(0, (self.folder / "log.txt").stat().st_size - _LOG_TAIL))
                text = stream.read().decode("utf-8", errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()][-lines:]


def create(
    home: Path,
    kind: str,
    title: str,
    arguments: Mapping[str, Any],
    subject: str = "",
    bring: Callable[[Path], Mapping[str, Any]] | None = None,
) -> WorkItem:
    """Make a piece of work in a project or workspace, to be started.

    Args:
        home: the project or workspace.
        kind: what is done.
        title: what is done, for people.
        arguments: of its function, JSON values.
        subject: what it is about, to find it by.
        bring: puts files that the work is to own into a folder and gives further arguments.

    Raises WorkError where nothing can be written, and what `bring` raises; nothing is left then.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    item = WorkItem(home / FOLDER / f"{stamp}-{kind}-{secrets.token_hex(4)}")
    order = {
        "schema_version": SCHEMA_VERSION,
        "kind": kind,
        "title": title,
        "subject": subject,
        "arguments": dict(arguments),
        "created_at": now(),
    }
    try:
        with storage_errors(home):
            item.folder.mkdir(parents=True)
            if bring is not None:
                item.files.mkdir()
                with locks.held(item.folder / "starting", WorkError("this work is being made already")):
                    order["arguments"] = {**arguments, **bring(item.files)}
            write_json(item.folder / "work.json", order)  # from now on it is listed
    except BaseException as error:
        shutil.rmtree(item.folder, ignore_errors=True)
        if isinstance(error, OSError) and not isinstance(error, InputError):
            raise WorkError(
                f"{home} can't be written ({error.strerror or error}): choose another place"
            ) from error
        raise
    return item


def items_of(home: Path, untold: bool = False) -> list[WorkItem]:
    """All pieces of work of a project or workspace that can be read, the newest first; untold: those alone."""
    found = []
    try:
        folders = sorted((home / FOLDER).iterdir(), reverse=True)
    except OSError:
        return []
    for folder in folders:
        item = WorkItem(folder)
        if untold and item.is_told:
            continue
        try:
            if _ID.fullmatch(folder.name) and item.order:
                found.append(item)
        except WorkError:
            continue
    return found


def remove_old(home: Path, kept: int = KEPT) -> None:
    """Remove what ended long ago, the files of all that has ended, and what was never more than half made."""
    ended = [item for item in items_of(home) if not item.state().active]
    for item in ended:
        shutil.rmtree(item.files, ignore_errors=True)
    for folder in [*(item.folder for item in ended[kept:]), *_half_made(home)]:
        shutil.rmtree(folder, ignore_errors=True)


def _half_made(home: Path) -> list[Path]:
    """Folders whose files were being brought when their process was ended."""
    found = []
    for folder in (home / FOLDER).glob("*"):
        with suppress(OSError):
            old = time.time() - folder.stat().st_mtime > HALF_MADE_S
            if old and _ID.fullmatch(folder.name) and not (folder / "work.json").exists():
                found += [] if WorkItem(folder).is_alive() else [folder]
    return found


def remove_ended(home: Path, kind: str, subject: str) -> None:
    """Remove what of a kind and on a subject has ended: it is done once more."""
    for item in items_of(home):
        if (item.kind, item.subject) == (kind, subject) and not item.state().active:
            shutil.rmtree(item.folder, ignore_errors=True)


def end_at_once(item: WorkItem, wait_s: float = 5.0) -> None:
    """End a piece of work whose process does not answer, after `wait_s` without leave.

    Raises WorkError if its process is none of this computer's.
    """
    item.request_cancel()
    if not item.is_alive():
        return
    stored = item.stored_state()
    process = processes.find(stored.pid, stored.process_created)
    if process is None:
        raise WorkError(f"{item.title!r} is at work on another computer or under another user: end it there")
    processes.end(process, wait_s)
    with locks.held(
        item.lock_path, WorkError(f"{item.title!r} can't be ended: end its process {stored.pid}"), 5.0
    ):
        if item.stored_state().active:
            item.write_state(state="cancelled", message="It was ended at once.", ended_at=now())


def _changed(state: WorkState, values: Mapping[str, Any]) -> WorkState:
    """A copy with some values changed; what a file holds beyond them is left out."""
    known = {name: value for name, value in values.items() if name in _READERS}
    return replace(state, **{name: _READERS[name](value) for name, value in known.items()})


def _seconds(value: Any) -> float | None:
    return None if value is None else float(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    **{field.name: type(field.default) for field in fields(WorkState)},
    "seconds_left": _seconds,
}
