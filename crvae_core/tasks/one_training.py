"""One run whose turn on the device has come."""

import logging
from collections.abc import Sequence
from typing import Any

from crvae_core.errors import InputError
from crvae_core.project.project import open_project
from crvae_core.runs.run import Run
from crvae_core.tasks.training import OnEpoch, epoch_words
from crvae_core.training.eye_targets import eye_of, look_ahead, same_eye
from crvae_core.training.loop import train
from crvae_core.training.queue import plan_of, withdraw
from crvae_core.work.report import Report

log = logging.getLogger(__name__)


class Watch:
    """Follows a training for a piece of work: says how far it is, and passes a request to end on to it."""

    def __init__(self, report: Report, run: Run, on_epoch: OnEpoch | None = None) -> None:
        self._report, self._run, self._on_epoch = report, run, on_epoch
        report.tell("", 0.0, run.name)

    def __call__(self, line: dict[str, Any]) -> None:
        """Take an epoch's line of metrics."""
        epoch, epochs = line["epoch"], line["epochs"]
        left = self._run.status().get("seconds_left")
        self._report.tell(epoch_words(epoch, epochs), epoch / epochs, self._run.name, left)
        if self._on_epoch is not None:
            self._on_epoch(self._run.name, line)
        if self._report.is_cancelled:
            self._run.request_stop()


def train_one(
    report: Report, name: str, device: str, resume: bool, on_epoch: OnEpoch | None
) -> tuple[str, bool]:
    """Train a run that waits, or go on with it: its state or what went wrong, and whether the next one has its turn."""
    run = Run(open_project(report.item.home), name)
    watch = Watch(report, run, on_epoch)
    try:
        if resume:
            look_ahead(run.project, same_eye(run), report)
            train(run.project, name, device=device, resume=True, on_epoch=watch)
        else:
            plan = plan_of(run.project, name)
            look_ahead(run.project, eye_of(plan.settings()), report)
            train(run.project, name, plan.preset, plan.overrides, plan.epochs, device, on_epoch=watch)
    except (InputError, RuntimeError, MemoryError, OSError) as error:
        log.warning("run %s: %s", name, error)
        said = str(error) or type(error).__name__
        if run.folder.exists() and not run.is_busy() and not resume:
            run.write_status("failed", message=said)
        return said, True
    status = run.status()
    stopped_alone = bool(status.get("on_request")) and not report.is_cancelled
    return str(status["state"]), stopped_alone or status["state"] != "stopped"


def withdraw_waiting(report: Report, runs: Sequence[str]) -> None:
    """Take those of the runs that still wait out of the project's queue."""
    withdraw(open_project(report.item.home), runs)
