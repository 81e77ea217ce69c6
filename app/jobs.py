"""Start, watch and stop trainings, which run in a process of their own and survive a closed tab.

A queue of runs has one process, which trains every run that waits (crvae_core/training/queue.py); a run that is resumed has
its own.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crvae_core.errors import RunError
from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project

ROOT = Path(__file__).resolve().parent.parent
QUEUE_FOLDER = "queue"  # in the project: the log of the process that trains its queue
START_LIMIT_S = 60.0  # a process that has written no status by then did not start
_started: dict[int, subprocess.Popen] = {}  # ours to reap, so that an ended process does not look alive


@dataclass(frozen=True)
class JobStatus:
    """How a training stands. `state`: queued, starting, running, done, stopped, failed or broken (it vanished)."""

    state: str
    epoch: int = 0
    epochs: int = 0
    train_seconds: float = 0.0
    message: str = ""

    @property
    def active(self) -> bool:
        """Whether a process is at work."""
        return self.state in {"starting", "running"}

    @property
    def share(self) -> float:
        """The share of the epochs that is done, 0 to 1."""
        return min(1.0, self.epoch / self.epochs) if self.epochs else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds left at the present speed; None before the first epoch is done."""
        return self.train_seconds * (self.epochs - self.epoch) / self.epoch if self.epoch else None


@dataclass(frozen=True)
class QueueStatus:
    """The queue of a project: whether a process is at work on it, the run it trains, and those that wait, the next first."""

    active: bool
    running: str | None
    waiting: tuple[str, ...]


def start_training(
    project: Project,
    run: str,
    preset: str,
    overrides: Mapping[str, Any] | None = None,
    epochs: int | None = None,
    resume: bool = False,
) -> None:
    """Start `python -m crvae_core train` for a run; raises RunError if it is already being trained."""
    folder = project.run_folder(run)
    if watch(project, run).active:
        raise RunError(f"the run {run!r} is being trained already: wait for it, or choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "crvae_core", "train", str(project.folder.resolve()), "--run", run]
    if resume:
        command.append("--resume")
    else:
        command += ["--preset", preset]
        command += [part for key, value in (overrides or {}).items() for part in ("--set", f"{key}={value}")]
    command += ["--epochs", str(epochs)] if epochs else []
    (folder / "stop").unlink(missing_ok=True)
    _spawn(command, folder)


def start_queue(project: Project) -> None:
    """Start the process that trains all runs that wait, unless there is one: that one takes up new runs by itself."""
    folder = project.folder / QUEUE_FOLDER
    if queue(project).active:
        return
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "crvae_core", "train", str(project.folder.resolve()), "--queued"]
    _spawn(command, folder)


def queue(project: Project) -> QueueStatus:
    """How the queue of a project stands."""
    from crvae_core.training.queue import is_served, waiting

    names = tuple(entry.run for entry in waiting(project))
    active = is_served(project) or (bool(names) and _starts(project.folder / QUEUE_FOLDER))
    return QueueStatus(active, active_run(project) if active else None, names)


def stop_queue(project: Project) -> None:
    """Take all waiting runs out of the queue and ask the present one to stop after its epoch."""
    from crvae_core.training.queue import withdraw

    found = queue(project)
    withdraw(project, found.waiting)
    running = found.running or active_run(project)
    if running:
        stop_training(project, running)


def watch(project: Project, run: str) -> JobStatus:
    """How the training of a run stands; state "none" if it was never started."""
    folder = project.run_folder(run)
    status = _read(folder / "status.json")
    if status is None or _older(folder / "status.json", folder / "started.json"):
        return _before_first_status(folder)
    state = status["state"]
    if state == "running":
        state = "running" if _alive(status.get("pid", 0)) else "broken"
    message = (
        "The training process ended without a word." if state == "broken" else status.get("message") or ""
    )
    return JobStatus(
        state, status.get("epoch", 0), status.get("epochs", 0), status.get("train_seconds", 0.0), message
    )


def stop_training(project: Project, run: str) -> None:
    """Ask a training to stop after its present epoch; it saves what it has."""
    (project.run_folder(run) / "stop").touch()


def is_stopping(project: Project, run: str) -> bool:
    """Whether a training was asked to stop and is still at its last epoch."""
    return (project.run_folder(run) / "stop").exists()


def active_run(project: Project) -> str | None:
    """The run that is being trained right now, if any."""
    folders = sorted(
        (project.folder / "runs").glob("*/"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    return next((folder.name for folder in folders if watch(project, folder.name).active), None)


def never_begun(project: Project) -> list[str]:
    """The runs that failed before they began, such as those that did not fit into the memory."""
    folders = (path.parent for path in (project.folder / "runs").glob("*/status.json"))
    missing = [folder.name for folder in folders if not (folder / "config.json").exists()]
    return sorted(name for name in missing if watch(project, name).state == "failed")


def last_words(project: Project, run: str) -> str:
    """The last line that a training wrote to its log, for a message."""
    return _last_line(project.run_folder(run) / "log.txt")


def queue_words(project: Project) -> str:
    """The last line of the queue's log."""
    return _last_line(project.folder / QUEUE_FOLDER / "log.txt")


def _last_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _spawn(command: list[str], folder: Path) -> None:
    """Run a command that goes on without us; its output and its start are noted in a folder."""
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _started[process.pid] = process
    write_json(folder / "started.json", {"pid": process.pid, "at": time.time()})


def _starts(folder: Path) -> bool:
    """Whether a process was started a moment ago and is still alive."""
    started = _read(folder / "started.json")
    return started is not None and time.time() - started["at"] < START_LIMIT_S and _alive(started["pid"])


def _before_first_status(folder: Path) -> JobStatus:
    if not (folder / "started.json").exists():
        return JobStatus("none")
    return JobStatus("starting" if _starts(folder) else "failed", message="It did not start.")


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return read_json(path)
    except (OSError, ValueError):
        return None


def _older(path: Path, other: Path) -> bool:
    """Whether `path` was written before `other`, that is: belongs to an earlier start."""
    return other.exists() and path.stat().st_mtime_ns < other.stat().st_mtime_ns


def _alive(pid: int) -> bool:
    if pid in _started:
        return _started[pid].poll() is None
    try:
        os.kill(pid, 0)
    except (OSError, OverflowError):
        return False
    return pid > 0
