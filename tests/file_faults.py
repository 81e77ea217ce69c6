"""Faults of the disk at a chosen file operation: the process is killed there, the disk is full, or may not be written.

An audit hook sees every operation that Python begins below a folder and fails it before anything happens. A kill fails all
later ones as well, so that nothing is tidied up, as when the process is gone.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_CHANGES = {
    "os.rename": 2,
    "os.remove": 1,
    "os.rmdir": 1,
    "os.mkdir": 1,
    "os.chmod": 1,
    "os.utime": 1,
    "os.symlink": 2,
}
_GROWS = {"open", "os.mkdir"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class KilledError(BaseException):
    """The process is gone; nothing catches this."""


@dataclass
class Fault:
    """What happens, and at which operation (counted from 1; None: never, the operations are only counted)."""

    folder: Path
    kind: str  # "kill", "real kill", "full" or "read-only"
    at: int | None
    seen: list[str] = field(default_factory=list)

    def meet(self, event: str, paths: list[str]) -> None:
        """Take note of an operation, and fail it."""
        if self.kind != "read-only" and any(path.endswith(".lock") for path in paths):
            return
        self.seen.append(f"{event} {' '.join(paths)}")
        if self.at is None or len(self.seen) < self.at:
            return
        if self.kind == "real kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.kind == "kill":
            raise KilledError(self.seen[-1])
        if self.kind == "full" and event in _GROWS:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), paths[0])
        if self.kind == "read-only":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), paths[0])


_armed: list[Fault] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _armed or (event not in _CHANGES and event != "open"):
        return
    fault = _armed[-1]
    if event == "open":
        path, _, flags = arguments
        if not isinstance(path, str | bytes | os.PathLike) or not flags & _WRITES:
            return
        paths = [os.fsdecode(path)]
    else:
        paths = [os.fsdecode(path) for path in arguments[: _CHANGES[event]] if not isinstance(path, int)]
    # what shutil removes is named without its folder
    if any(not os.path.isabs(path) or path.startswith(str(fault.folder)) for path in paths):  # noqa: PTH117
        fault.meet(event, paths)


sys.addaudithook(_hook)


@contextmanager
def fault_at(folder: Path, kind: str, at: int | None) -> Iterator[Fault]:
    """Let a fault happen below a folder while the block runs."""
    fault = Fault(folder, kind, at)
    _armed.append(fault)
    try:
        yield fault
    finally:
        _armed.remove(fault)


def operations(folder: Path, act: Callable[[], Any]) -> int:
    """How many file operations something does below a folder."""
    with fault_at(folder, "kill", None) as fault:
        act()
    return len(fault.seen)
