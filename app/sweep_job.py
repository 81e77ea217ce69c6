"""Start and watch the measuring of the curves over k, which goes on in a process of its own."""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project

ROOT = Path(__file__).resolve().parent.parent
_started: dict[str, subprocess.Popen] = {}  # ours to reap, so that an ended process does not look alive
AT_ONCE = 1  # processes that one server runs side by side; the others wait


@dataclass(frozen=True)
class Asked:
    """Which curves are asked for."""

    run: str
    weight: float
    method: str
    most: int

    def progress_file(self, project: Project) -> Path:
        """Where the process tells how far it is."""
        name = hashlib.sha256(json.dumps([self.run, self.weight, self.method, self.most]).encode())
        return project.folder / "analysis" / f"measuring-{name.hexdigest()[:16]}.json"


def ensure_started(project: Project, asked: Asked) -> None:
    """Start the measuring unless it is under way, failed with a message, or others are under way."""
    path = asked.progress_file(project)
    if _told(path) or len(_alive_ones()) >= AT_ONCE:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "app.sweep_process", str(project.folder.resolve()), asked.run]
    command += [str(asked.weight), asked.method, str(asked.most), str(path.resolve())]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _started[str(path)] = process
    write_json(path, {"pid": process.pid, "share": 0.0, "message": ""})


def share_done(project: Project, asked: Asked) -> tuple[float, str] | None:
    """The share that is done and a message (of what went wrong); None if nothing is told: done, or never started."""
    told = _told(asked.progress_file(project))
    return (float(told["share"]), str(told["message"])) if told else None


def forget(project: Project, asked: Asked) -> None:
    """Take a failed measuring out, so that it can be started again."""
    asked.progress_file(project).unlink(missing_ok=True)


def _alive_ones() -> list[str]:
    return [path for path, process in _started.items() if process.poll() is None]


def _told(path: Path) -> dict | None:
    """What a process tells; a message if it vanished."""
    try:
        told = read_json(path)
    except (OSError, ValueError):
        return None
    if not told.get("message") and not _alive(str(path), int(told.get("pid", 0))):
        if not path.exists():  # it ended between the two looks
            return None
        if time.time() - path.stat().st_mtime < 2:
            return told
        told["message"] = "The process that measured them ended without a word."
    return told


def _alive(path: str, pid: int) -> bool:
    if path in _started:
        return _started[path].poll() is None
    try:
        os.kill(pid, 0)
    except (OSError, OverflowError):
        return False
    return pid > 0
