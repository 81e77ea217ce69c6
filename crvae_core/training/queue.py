"""Several runs one after the other, such as the presets that are to be compared."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from crvae_core.errors import InputError
from crvae_core.project import Project
from crvae_core.training import checkpoints
from crvae_core.training.checkpoints import Run
from crvae_core.training.loop import train

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Planned:
    """A run that waits: its name, its preset, the settings that differ, and its epochs (None: the preset's)."""

    run: str
    preset: str
    overrides: dict[str, Any] = field(default_factory=dict)
    epochs: int | None = None


def plan_presets(project: Project, presets: Sequence[str], epochs: int | None = None) -> list[Planned]:
    """One new run per preset, each under a free name; they show as queued until their turn comes."""
    planned = []
    for preset in presets:
        name = project.free_run_name(preset)
        run = Run(project, name)
        run.folder.mkdir(parents=True)
        checkpoints.write_status(run, "queued", epoch=0, epochs=epochs or 0, message="waits for its turn")
        planned.append(Planned(name, preset, epochs=epochs))
    return planned


def train_in_turn(
    project: Project,
    planned: Sequence[Planned],
    device: str = "auto",
    on_epoch: Callable[[str, dict[str, Any]], None] | None = None,
) -> dict[str, str]:
    """Train run after run; one that fails does not keep the next from its turn.

    Args:
        project: an open project.
        planned: the runs.
        device: where.
        on_epoch: called with the run's name and its line of metrics.

    Returns for each run its state, or what went wrong.
    """
    results = {}
    for entry in planned:
        try:
            run = train(
                project,
                entry.run,
                entry.preset,
                entry.overrides,
                entry.epochs,
                device,
                on_epoch=None if on_epoch is None else partial(on_epoch, entry.run),
            )
            results[entry.run] = run.status()["state"]
        except InputError as error:
            log.warning("run %s: %s", entry.run, error)
            results[entry.run] = str(error)
            run = Run(project, entry.run)
            run.folder.mkdir(parents=True, exist_ok=True)
            checkpoints.write_status(run, "failed", message=str(error))
    return results
