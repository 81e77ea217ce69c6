"""How commands train: one run, several in turn, one with several seeds, or what waits in a project's queue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from crvae_core.errors import InputError, RunError
from crvae_core.project.project import Project
from crvae_core.tasks.kinds import in_foreground
from crvae_core.terminal import is_watched, opened, progress_bar, tell
from crvae_core.work.report import Report


def train_one(
    project: str,
    run: str | None,
    preset: str,
    overrides: dict[str, Any],
    epochs: int | None,
    device: str,
    resume: bool,
    beside: bool,
) -> dict[str, Any]:
    """Train one run, or go on with it; what is printed of it."""
    from crvae_core.model.device import choose_device
    from crvae_core.model.presets import get_preset
    from crvae_core.runs.run import Run
    from crvae_core.tasks.one_training import Watch
    from crvae_core.tasks.training import device_lane
    from crvae_core.training.eye_targets import eye_of, look_ahead, same_eye
    from crvae_core.training.loop import train as run_train

    settings = get_preset(preset).with_overrides(overrides)
    found, where = opened(project), str(choose_device(device))
    if not resume:
        tell_expected(found, [(preset, overrides)], where, epochs)
    name = run or (found.latest_run() if resume else found.free_run_name(settings.name))
    found.run_folder(name)  # a name that none can have is refused before anything is written
    with (
        epochs_shown() as on_epoch,
        _listed(found, [name], where) as report,
        report.turn(device_lane(where, beside)),
    ):
        begun = Run(found, name)
        look_ahead(found, same_eye(begun) if resume else eye_of(settings), report)
        watch = Watch(report, begun, on_epoch)
        trained = run_train(found, name, preset, overrides, epochs, where, resume, watch)
    return {"run": trained.name, "folder": str(trained.folder), **trained.status()}


def tell_expected(
    project: Project,
    chosen: list[tuple[str, dict[str, Any]]],
    device: str,
    epochs: int | None,
    seeds: int = 1,
) -> None:
    """Say on a terminal, before trainings begin, how long they take and whose time that is."""
    from crvae_core.forecast.expectation import expect
    from crvae_core.model.presets import get_preset

    if not is_watched():
        return
    for preset, overrides in chosen:
        settings = get_preset(preset).with_overrides(overrides)
        tell(f"Expected: {expect(project, settings, device, epochs, seeds).sentence()}")


def train_several(
    project: str,
    chosen: list[tuple[str, dict[str, Any]]],
    overrides: dict[str, Any],
    epochs: int | None,
    device: str,
    beside: bool,
) -> dict[str, Any]:
    """Train presets one after the other, a run each."""
    from crvae_core.training.queue import Planned, enqueue

    found = opened(project)
    tell_expected(found, [(preset, changed | overrides) for preset, changed in chosen], device, epochs)
    planned = enqueue(found, [Planned("", preset, changed | overrides, epochs) for preset, changed in chosen])
    return _trained(found, _in_turn(found, [entry.run for entry in planned], device, beside))


def train_seeds(
    project: str,
    run: str | None,
    chosen: list[tuple[str, dict[str, Any]]],
    overrides: dict[str, Any],
    epochs: int | None,
    how: tuple[int, str, bool],
) -> dict[str, Any]:
    """Train each preset several times; how: how often, the device, and whether beside other trainings."""
    from crvae_core.evaluation.repeatable import KS
    from crvae_core.runs.run import Run
    from crvae_core.runs.trainings import trainings_of
    from crvae_core.training.queue import Planned, enqueue, with_seeds

    if run and len(chosen) > 1:
        raise InputError("--run names the runs of one preset: leave it away with several presets")
    found, (seeds, device, beside) = opened(project), how
    told = [(preset, changed | overrides) for preset, changed in chosen]
    tell_expected(found, told, device, epochs, seeds)
    wishes = [
        wish
        for preset, changed in chosen
        for wish in with_seeds(found, Planned(run or "", preset, changed | overrides, epochs), seeds)
    ]
    result = _trained(found, _in_turn(found, [one.run for one in enqueue(found, wishes)], device, beside))
    compared = [
        trainings_of(Run(found, wish.run))
        for wish in wishes[::seeds]
        if result["runs"].get(wish.run) == "done"
    ]
    agreement = {
        one.runs[0].name: {
            str(int(k)): round(ari, 4) for k, ari in one.agreement(KS)[["k", "between"]].to_numpy().tolist()
        }
        for one in compared
        if len(one) > 1
    }
    return result | {"agreement": agreement}


def train_queue(project: str, device: str, beside: bool) -> dict[str, Any]:
    """Train what waits and nobody is to train, until nothing does: more may be planned meanwhile."""
    from crvae_core.tasks.training_queue import queue_state

    found = opened(project)
    results: dict[str, str] = {}
    while left := [run for run in queue_state(found).left if run not in results]:
        results |= _in_turn(found, left, device, beside)
        if "stopped" in results.values():
            break
    return _trained(found, results)


def _in_turn(project: Project, runs: list[str], device: str, beside: bool) -> dict[str, str]:
    """Train planned runs one after the other; gives the state of each, or what went wrong."""
    from crvae_core.model.device import choose_device
    from crvae_core.tasks.training import train_runs

    where = str(choose_device(device))
    with epochs_shown() as on_epoch, _listed(project, runs, where) as report:
        return train_runs(report, runs, where, beside=beside, on_epoch=on_epoch)["runs"]


@contextmanager
def _listed(project: Project, runs: list[str], device: str) -> Iterator[Report]:
    """List trainings of this command among the background work, so that pages show them."""
    arguments = {"runs": runs, "device": device}
    with in_foreground(project.folder, "train", f"Training {', '.join(runs)}", arguments, runs[0]) as report:
        yield report


def _trained(project: Project, results: dict[str, str]) -> dict[str, Any]:
    """What is printed of several runs; raises RunError if one of them failed."""
    from crvae_core.training.queue import waiting

    failed = {run: said for run, said in results.items() if said not in ("done", "stopped")}
    if failed:
        others = ", ".join(f"{run} is {said}" for run, said in results.items() if run not in failed)
        raise RunError(
            "; ".join(f"{run} failed: {said}" for run, said in failed.items())
            + (f". {others}" if others else "")
        )
    folders = {run: str(project.run_folder(run)) for run in results}
    return {"runs": results, "folders": folders, "waiting": [entry.run for entry in waiting(project)]}


@contextmanager
def epochs_shown() -> Iterator[Callable[[str, dict[str, Any]], None]]:
    """A function (run, line of metrics) that moves the progress bar."""
    with progress_bar() as update:

        def on_epoch(run: str, metrics: dict[str, Any]) -> None:
            update(
                f"Training {run}".rstrip() + f", loss {metrics['loss']:.3f}",
                metrics["epoch"] / metrics["epochs"],
            )

        yield on_epoch
