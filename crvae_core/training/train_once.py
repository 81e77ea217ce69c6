"""Trainings that a longer piece of work consists of: what is done is not done again, what broke off goes on."""

from collections.abc import Callable, Mapping
from typing import Any

from crvae_core.errors import RunError
from crvae_core.model.preset import Preset
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.training.loop import train


def train_once(
    project: Project,
    name: str,
    preset: str | Preset,
    overrides: Mapping[str, Any] | None = None,
    epochs: int | None = None,
    device: str = "auto",
    on_epoch: Callable[[dict[str, Any]], None] | None = None,
) -> Run:
    """The run of that name with at least that many epochs, trained if it is not yet.

    One that broke off goes on where it was last saved; one of which nothing was saved begins anew. The arguments are
    those of `train`.

    Raises:
        RunError: the training was stopped (what it has learnt so far is kept), another process is at it, or the run
            has fewer epochs and nothing to go on from.
    """
    run = Run(project, name)
    if _is_done(run, epochs):
        return run
    resume = (run.folder / "resume.safetensors").exists()
    run = train(project, name, preset, {} if resume else overrides, epochs, device, resume, on_epoch)
    if run.status()["state"] != "done":
        raise RunError(f"the training {name!r} was stopped: the same command goes on with it")
    return run


def _is_done(run: Run, epochs: int | None) -> bool:
    if not (run.folder / "status.json").exists():
        return False
    status = run.status()
    return status["state"] == "done" and status["epoch"] >= (epochs or 0)
