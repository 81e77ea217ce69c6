"""Commands on models: train one or several presets, measure a run, show the presets."""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from crvae_core.commands.latents import readable_figures
from crvae_core.config import parse_assignments
from crvae_core.errors import ConfigError, InputError, RunError
from crvae_core.json_text import write_json_text
from crvae_core.project.project import Project
from crvae_core.tasks.kinds import in_foreground
from crvae_core.terminal import command_output, is_watched, opened, progress_bar, tell
from crvae_core.work.report import Report

MOST_SEEDS = 10
_DEVICE = click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or mps.")


@click.command()
@click.argument("project")
@click.option("--run", help="Name of the run; a new one is made up if not given.")
@click.option(
    "--preset",
    "presets",
    multiple=True,
    metavar="NAME|FILE",
    help="Which model: a name of `presets`, or a file that `presets NAME` wrote; given several times, one run each, in "
    "turn. Default: default.",
)
@click.option(
    "--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Change a setting of the preset."
)
@click.option("--epochs", type=int, help="Passes over all pairs.")
@click.option("--holdout", type=float, metavar="SHARE", help="Keep this share of the pairs out, such as 0.2.")
@click.option(
    "--seeds",
    default=1,
    show_default=True,
    type=click.IntRange(1, MOST_SEEDS),
    help="Train so many times, with a seed of its own each, and say how far their clusters agree.",
)
@_DEVICE
@click.option("--resume", is_flag=True, help="Go on where the run stopped.")
@click.option("--queued", is_flag=True, help="Train the runs that wait in the project's queue.")
@click.option("--without-eye", is_flag=True, help="Leave out the trained eye that the preset trains with.")
@click.option(
    "--beside", is_flag=True, help="Begin at once, though another training is at work on the device."
)
@command_output
def train(
    project: str,
    run: str | None,
    presets: tuple[str, ...],
    assignments: tuple[str, ...],
    epochs: int | None,
    holdout: float | None,
    seeds: int,
    device: str,
    resume: bool,
    queued: bool,
    without_eye: bool,
    beside: bool,
) -> dict[str, Any]:
    """Train a model on the pairs of PROJECT, or several one after the other.

    One training at a time is at work on a device; others wait for their turn, here as in the app.
    """
    overrides: dict[str, Any] = dict(parse_assignments(assignments))
    if holdout is not None:
        overrides["holdout"] = holdout
    if resume and (overrides or without_eye):
        raise InputError(
            "a run is resumed with its own settings: leave --set, --holdout and --without-eye away, or train a new run"
        )
    if resume and presets:
        raise InputError(
            "a run is resumed with its own preset, one at a time: name it with --run, and leave --preset away"
        )
    if queued:
        if run or presets or overrides or epochs or resume or without_eye:
            raise InputError(
                "the runs that wait have their own settings: give --queued with PROJECT and --device alone"
            )
        return _train_queue(project, device, beside)
    chosen = [_read_preset(preset) for preset in presets or ("default",)]
    if without_eye:
        chosen = [(name, changed | _eyeless(name)) for name, changed in chosen]
    if seeds > 1:
        if resume:
            raise InputError("runs are resumed one at a time: leave --seeds away")
        return _train_seeds(project, run, chosen, overrides, epochs, (seeds, device, beside))
    if len(chosen) == 1:
        name, changed = chosen[0]
        return _train_one(project, run, name, changed | overrides, epochs, device, resume, beside)
    if run:
        raise InputError(
            "--run names one run: leave it away with several presets, their runs are named by them"
        )
    return _train_several(project, chosen, overrides, epochs, device, beside)


def _eyeless(preset: str) -> dict[str, Any]:
    """What has to differ from a preset so that it trains without an eye; nothing where it has none."""
    from crvae_core.model.presets import get_preset
    from crvae_core.training.eye_targets import WITHOUT, uses_eye

    return WITHOUT if uses_eye(get_preset(preset)) else {}


def _train_one(
    project: str,
    run: str | None,
    preset: str,
    overrides: dict[str, Any],
    epochs: int | None,
    device: str,
    resume: bool,
    beside: bool,
) -> dict[str, Any]:
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
        _tell_expected(found, [(preset, overrides)], where, epochs)
    name = run or (found.latest_run() if resume else found.free_run_name(settings.name))
    found.run_folder(name)  # a name that none can have is refused before anything is written
    with (
        _epochs_shown() as on_epoch,
        _listed(found, [name], where) as report,
        report.turn(device_lane(where, beside)),
    ):
        begun = Run(found, name)
        look_ahead(found, same_eye(begun) if resume else eye_of(settings), report)
        watch = Watch(report, begun, on_epoch)
        trained = run_train(found, name, preset, overrides, epochs, where, resume, watch)
    return {"run": trained.name, "folder": str(trained.folder), **trained.status()}


def _tell_expected(
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


def _train_several(
    project: str,
    chosen: list[tuple[str, dict[str, Any]]],
    overrides: dict[str, Any],
    epochs: int | None,
    device: str,
    beside: bool,
) -> dict[str, Any]:
    from crvae_core.training.queue import Planned, enqueue

    found = opened(project)
    _tell_expected(found, [(preset, changed | overrides) for preset, changed in chosen], device, epochs)
    planned = enqueue(found, [Planned("", preset, changed | overrides, epochs) for preset, changed in chosen])
    return _trained(found, _in_turn(found, [entry.run for entry in planned], device, beside))


def _train_seeds(
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
    _tell_expected(found, told, device, epochs, seeds)
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


def _train_queue(project: str, device: str, beside: bool) -> dict[str, Any]:
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
    with _epochs_shown() as on_epoch, _listed(project, runs, where) as report:
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
def _epochs_shown() -> Iterator[Callable[[str, dict[str, Any]], None]]:
    """A function (run, line of metrics) that moves the progress bar."""
    with progress_bar() as update:

        def on_epoch(run: str, metrics: dict[str, Any]) -> None:
            update(
                f"Training {run}".rstrip() + f", loss {metrics['loss']:.3f}",
                metrics["epoch"] / metrics["epochs"],
            )

        yield on_epoch


def _read_preset(text: str) -> tuple[str, dict[str, Any]]:
    """The name of a preset and the settings that differ from it; a file holds what `presets NAME` printed, changed."""
    from crvae_core.model.presets import PRESETS, get_preset

    path = Path(text)
    if text in PRESETS or not (path.suffix == ".json" or path.is_file()):
        return text, {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        settings = {**stored["model"], **stored["training"]}
        preset = get_preset(str(stored["preset"]))
    except OSError as error:
        raise ConfigError(f"there is no file {text}: check the path, or give the name of a preset") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{text} holds no preset: write one with `presets NAME`, then change its values"
        ) from error
    before = preset.model.to_json() | preset.training.to_json()
    return preset.name, {
        key: value for key, value in settings.items() if key not in before or value != before[key]
    }


@click.command()
@click.argument("project")
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option(
    "--holdout",
    type=float,
    metavar="SHARE",
    help="Measure on pairs that were not trained on, such as 0.2 of them; trains a copy of the run if it has seen all.",
)
@_DEVICE
@functools.partial(command_output, shown=readable_figures)
def evaluate(project: str, run: str | None, holdout: float | None, device: str) -> dict[str, Any]:
    """Measure a run: losses, token accuracy, latent health, baselines."""
    from crvae_core.evaluation.evaluation import evaluate as run_evaluate
    from crvae_core.runs.run import open_run
    from crvae_core.training.held_out import evaluate_held_out

    found = open_run(opened(project), run)
    if holdout is None:
        return run_evaluate(found).to_json()
    with _epochs_shown() as on_epoch:
        told = functools.partial(on_epoch, "with pairs held out")
        measured, figures = evaluate_held_out(found, holdout, device, told)
    return {"run": measured.name, **figures.to_json()}


def _as_settings(result: dict[str, Any]) -> str:
    """One preset as JSON to copy, a list as lines."""
    from crvae_core.wording import bytes_text

    if "presets" not in result:
        return write_json_text(result, indent=2)
    return "\n".join(
        f"{name}: {line['weights'] / 1e6:,.1f} M weights, {bytes_text(line['memory_bytes'])} of memory, "
        f"{bytes_text(line['disk_bytes'])} on the disk\n    {line['description']}"
        for name, line in result["presets"].items()
    )


@click.command()
@click.argument("name", required=False)
@click.argument("project", required=False)
@click.option(
    "--seeds", default=1, type=click.IntRange(1, MOST_SEEDS), help="With PROJECT: of so many trainings."
)
@_DEVICE
@functools.partial(command_output, shown=_as_settings)
def presets(name: str | None, project: str | None, seeds: int, device: str) -> dict[str, Any]:
    """List all presets, or print the preset NAME in full; with PROJECT also what training it there will take.

    The JSON of a preset can be kept in a file, changed, and trained with `train --preset FILE`.
    """
    from crvae_core.forecast.expectation import expect, need_of
    from crvae_core.model.presets import PRESETS, get_preset

    if name is None:
        return {
            "presets": {
                preset.name: _line(preset.description, need_of(preset)) for preset in PRESETS.values()
            }
        }
    preset = get_preset(name)
    if project is None:
        return preset.to_json()
    return preset.to_json() | {"expected": expect(opened(project), preset, device, trainings=seeds).to_json()}


def _line(description: str, need: Any) -> dict[str, Any]:
    return {
        "description": description,
        "weights": need.weights,
        "memory_bytes": need.total_bytes,
        "disk_bytes": need.disk_bytes,
    }


COMMANDS: tuple[click.Command, ...] = (train, evaluate, presets)
