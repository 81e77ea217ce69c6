"""Processes that go on without the one that started them, on Linux, macOS and Windows, and how they are ended."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from crvae_core.shipped import SITE

_WINDOWS_NEW_GROUP = 0x00000200  # no Ctrl+C of the terminal that the server runs in
_WINDOWS_NO_WINDOW = 0x08000000
_LOWER = 5  # niceness: pages and trainings come first
_started: list[subprocess.Popen] = []  # ours to reap


def spawn(module: str, arguments: Sequence[str], log: Path) -> subprocess.Popen:
    """Start `python -m MODULE ARGUMENTS` as a process that outlives this one; what it says goes to the end of `log`."""
    _started[:] = [process for process in _started if process.poll() is None]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            cwd=SITE,
            env=os.environ | {"PYTHONPATH": _python_path(), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **detached(),
        )
    _started.append(process)
    return process


def detached(platform: str = sys.platform) -> dict[str, Any]:
    """The options of subprocess.Popen that keep a process alive when its parent's terminal is closed."""
    if platform == "win32":
        return {"creationflags": _WINDOWS_NEW_GROUP | _WINDOWS_NO_WINDOW}
    return {"start_new_session": True}


def identity() -> dict[str, float]:
    """What tells this process from any other that had or will have its number."""
    return {"pid": os.getpid(), "process_created": psutil.Process().create_time()}


def find(pid: int, created: float) -> psutil.Process | None:
    """The process of that number if it is the one that was created then; None if it has gone or the number is another's."""
    with suppress(psutil.Error, ValueError, OverflowError):
        process = psutil.Process(pid)
        if abs(process.create_time() - created) < 1:
            return process
    return None


def end(process: psutil.Process, wait_s: float = 5.0) -> None:
    """End a process and all that it started: asked first, then, after `wait_s`, without being asked."""
    with suppress(psutil.Error):
        family = [process, *process.children(recursive=True)]
        for member in family:
            with suppress(psutil.Error):
                member.terminate()
        _, left = psutil.wait_procs(family, timeout=wait_s)
        for member in left:
            with suppress(psutil.Error):
                member.kill()
        psutil.wait_procs(left, timeout=wait_s)


def end_child(process: subprocess.Popen) -> None:
    """End a process that was spawned here and wait until it has gone."""
    process.kill()
    process.wait()


def step_back() -> None:
    """Let other programs have the processor first."""
    process = psutil.Process()
    with suppress(psutil.Error, OSError):
        process.nice(_priority())


def _priority(platform: str = sys.platform) -> int:
    """The number that means "lower than usual"; Windows has classes in place of numbers."""
    return 0x00004000 if platform == "win32" else _LOWER


def _python_path() -> str:
    before = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(SITE), *([before] if before else [])])
