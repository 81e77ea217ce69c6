"""The command that trains one or several presets."""

from typing import Any

import click

from crvae_core.commands.device_option import DEVICE
from crvae_core.commands.presets import MOST_SEEDS, eyeless, read_preset
from crvae_core.commands.train_runs import train_one, train_queue, train_seeds, train_several
from crvae_core.config import parse_assignments
from crvae_core.errors import InputError
from crvae_core.terminal import command_output


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
@DEVICE
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
        return train_queue(project, device, beside)
    chosen = [read_preset(preset) for preset in presets or ("default",)]
    if without_eye:
        chosen = [(name, changed | eyeless(name)) for name, changed in chosen]
    if seeds > 1:
        if resume:
            raise InputError("runs are resumed one at a time: leave --seeds away")
        return train_seeds(project, run, chosen, overrides, epochs, (seeds, device, beside))
    if len(chosen) == 1:
        name, changed = chosen[0]
        return train_one(project, run, name, changed | overrides, epochs, device, resume, beside)
    if run:
        raise InputError(
            "--run names one run: leave it away with several presets, their runs are named by them"
        )
    return train_several(project, chosen, overrides, epochs, device, beside)
