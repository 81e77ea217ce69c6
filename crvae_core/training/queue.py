"""Several runs one after the other, such as the presets that are to be compared.

A run that waits has a folder with plan.json and a status "queued", so that any process can take the queue up: one at a
time does, and runs that are planned meanwhile are trained as well.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import filelock

from crvae_core.errors import ConfigError, InputError, RunError
from crvae_core.files import read_json, write_json
from crvae_core.model.preset import Preset
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.training.loop import MAXIMUM_EPOCHS, train

OnEpoch = Callable[[str, dict[str, Any]], None]
_PLAN = "plan.json"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Planned:
    """A run that waits: its name, its preset, the settings that differ, and its epochs (None: the preset's)."""

    run: str
    preset: str
    overrides: dict[str, Any] = field(default_factory=dict)
    epochs: int | None = None

    def settings(self) -> Preset:
        """The preset with the settings that differ; raises ConfigError if one of them does not exist or fit."""
        return get_preset(self.preset).with_overrides(self.overrides)


def enqueue(project: Project, wishes: Sequence[Planned]) -> list[Planned]:
    """Put runs at the end of the queue, where they show as queued until their turn comes.

    Args:
        project: an open project.
        wishes: the runs; an empty name stands for a free one made from the preset's.

    Returns them with their names. Raises InputError for wrong settings or a name that is taken, before anything is
    written.
    """
    for entry in wishes:
        entry.settings()
        if entry.epochs is not None and not 1 <= entry.epochs <= MAXIMUM_EPOCHS:
            raise ConfigError(f"epochs={entry.epochs} must lie between 1 and {MAXIMUM_EPOCHS}")
    given = [entry.run for entry in wishes if entry.run]
    for name in given:
        if Run(project, name).folder.exists() or given.count(name) > 1:
            raise RunError(f"there is already a run {name!r}: choose another name")
    planned = []
    for entry in wishes:
        entry = entry if entry.run else replace(entry, run=project.free_run_name(entry.preset))
        run = Run(project, entry.run)
        run.folder.mkdir(parents=True)
        write_json(run.folder / _PLAN, asdict(entry) | {"order": time.time_ns()})
        run.write_status("queued", epoch=0, epochs=entry.epochs or 0, message="waits for its turn")
        planned.append(entry)
    return planned


def waiting(project: Project) -> list[Planned]:
    """The runs that wait, the next one first."""
    found = []
    for path in (project.folder / "runs").glob(f"*/{_PLAN}"):
        try:
            if read_json(path.parent / "status.json")["state"] != "queued":
                continue
            plan = read_json(path)
            order = int(plan.pop("order"))
            found.append((order, Planned(**plan | {"run": path.parent.name})))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # just withdrawn, or written by hand
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def withdraw(project: Project, runs: Sequence[str]) -> None:
    """Take runs that still wait out of the queue; nothing of them is left."""
    for run in {entry.run for entry in waiting(project)} & set(runs):
        folder = project.run_folder(run)
        for path in (folder / _PLAN, folder / "status.json", folder / ".lock"):
            path.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()


def is_served(project: Project) -> bool:
    """Whether a process is training this project's queue."""
    lock = _lock(project)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return True
    lock.release()
    return False


def train_waiting(
    project: Project, device: str = "auto", on_epoch: OnEpoch | None = None, planned: Sequence[str] = ()
) -> dict[str, str]:
    """Train run after run until none waits; one that fails does not keep the next from its turn.

    A file `stop` in a run's folder ends that run alone, a signal (Ctrl-C) the whole queue: the others go on waiting.

    Args:
        project: an open project.
        device: where.
        on_epoch: called with the run's name and its line of metrics.
        planned: only these runs; by default all that wait.

    Returns for each run its state, or what went wrong. Raises RunError if another process trains the queue.
    """
    results: dict[str, str] = {}
    with _served(project):
        while entry := next(
            (entry for entry in waiting(project) if not planned or entry.run in planned), None
        ):
            results[entry.run], go_on = _train(project, entry, device, on_epoch)
            if not go_on:
                break
    return results


def _train(project: Project, entry: Planned, device: str, on_epoch: OnEpoch | None) -> tuple[str, bool]:
    """Train one run: its state or what went wrong, and whether the queue goes on."""
    run, asked = Run(project, entry.run), False
    tell = None if on_epoch is None else partial(on_epoch, entry.run)

    def watch(line: dict[str, Any]) -> None:
        nonlocal asked
        asked = (run.folder / "stop").exists()
        if tell is not None:
            tell(line)

    try:
        train(project, entry.run, entry.preset, entry.overrides, entry.epochs, device, on_epoch=watch)
        state = str(run.status()["state"])
        return state, asked or state != "stopped"
    except (InputError, RuntimeError, MemoryError, OSError) as error:
        log.warning("run %s: %s", entry.run, error)
        run.folder.mkdir(parents=True, exist_ok=True)
        run.write_status("failed", message=str(error))
        return str(error), True


@contextmanager
def _served(project: Project) -> Iterator[None]:
    lock = _lock(project)
    try:
        lock.acquire(timeout=2)  # longer than a look at it takes
    except filelock.Timeout as error:
        raise RunError(
            "another process is training this project's queue: it takes up every run that waits"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _lock(project: Project) -> filelock.FileLock:
    folder: Path = project.folder / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(folder / ".queue.lock", thread_local=False)
