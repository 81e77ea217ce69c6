"""Runs that are planned and wait for their turn, such as the presets that are to be compared.

A run that waits has a folder with plan.json and a status "queued". Who trains it, and when, is a matter of background work
(tasks/training.py).
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from crvae_core.errors import ConfigError, RunError
from crvae_core.files import read_json, storage_errors, write_json
from crvae_core.model.preset import Preset
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project
from crvae_core.runs.pair_sentences import check_reader
from crvae_core.runs.run import Run
from crvae_core.training.eye_targets import eye_of
from crvae_core.training.loop import MAXIMUM_EPOCHS

WAITS = "waits for its turn"
_PLAN = "plan.json"


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

    Returns them with their names. Raises InputError for wrong settings, an eye or a reader of sentences that can't be used,
    or a name that is taken, before anything is written.
    """
    for entry in wishes:
        preset = entry.settings()
        eye_of(preset)
        if preset.model.reads_sentences:
            check_reader(project)
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
        with storage_errors(run.folder):
            run.folder.mkdir(parents=True)
        write_json(run.folder / _PLAN, asdict(entry) | {"order": time.time_ns()})
        run.write_status("queued", epoch=0, epochs=entry.epochs or 0, message=WAITS)
        planned.append(entry)
    return planned


def with_seeds(project: Project, wish: Planned, count: int) -> list[Planned]:
    """The same training several times, each with a seed and a name of its own; the first is the wish itself."""
    if count == 1:
        return [wish]
    first = wish.run or project.free_run_name(wish.preset)
    seed = wish.settings().training.seed
    again = [
        replace(
            wish, run=f"{first[:55]}-seed-{seed + number}", overrides=wish.overrides | {"seed": seed + number}
        )
        for number in range(1, count)
    ]
    return [replace(wish, run=first), *again]


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


def plan_of(project: Project, run: str) -> Planned:
    """What is planned for a run that waits; raises RunError if it does not wait."""
    for entry in waiting(project):
        if entry.run == run:
            return entry
    raise RunError(f"the run {run!r} does not wait for its turn: plan it again")


def withdraw(project: Project, runs: Sequence[str]) -> None:
    """Take runs that still wait out of the queue; nothing of them is left."""
    for run in {entry.run for entry in waiting(project)} & set(runs):
        folder = project.run_folder(run)
        for path in (folder / _PLAN, folder / "status.json", folder / ".lock"):
            path.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
