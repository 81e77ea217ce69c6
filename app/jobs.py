"""Start, watch and stop a training, which runs in a process of its own and survives a closed tab."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crvae_core.errors import RunError
from crvae_core.files import read_json
from crvae_core.project import Project

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 60.0  # a process that has written no status by then did not start
_started: dict[int, subprocess.Popen] = {}  # ours to reap, so that an ended process does not look alive


@dataclass(frozen=True)
class JobStatus:
    """How a training stands. `state`: starting, running, done, stopped, failed or broken (it vanished)."""

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
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _started[process.pid] = process
    (folder / "started.json").write_text(
        json.dumps({"pid": process.pid, "at": time.time()}), encoding="utf-8"
    )


def watch(project: Project, run: str) -> JobStatus:
    """How the training of a run stands; state "none" if it was never started."""
    folder = project.run_folder(run)
    status = _read(folder / "status.json")
    if status is None or _older(folder / "status.json", folder / "started.json"):
        return _before_first_status(folder)
    state = status["state"]
    if state in {"queued", "running"}:
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


def last_words(project: Project, run: str) -> str:
    """The last line that a training wrote to its log, for a message."""
    try:
        lines = (
            (project.run_folder(run) / "log.txt").read_text(encoding="utf-8", errors="replace").split("\n")
        )
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _before_first_status(folder: Path) -> JobStatus:
    started = _read(folder / "started.json")
    if started is None:
        return JobStatus("none")
    fresh = time.time() - started["at"] < START_LIMIT_S
    return JobStatus(
        "starting" if fresh and _alive(started["pid"]) else "failed", message="It did not start."
    )


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
