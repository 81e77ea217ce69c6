"""The command that measures a run."""

import functools
from typing import Any

import click

from crvae_core.commands.device_option import DEVICE
from crvae_core.commands.latents import readable_figures
from crvae_core.commands.train_runs import epochs_shown
from crvae_core.terminal import command_output, opened


@click.command()
@click.argument("project")
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option(
    "--holdout",
    type=float,
    metavar="SHARE",
    help="Measure on pairs that were not trained on, such as 0.2 of them; trains a copy of the run if it has seen all.",
)
@DEVICE
@functools.partial(command_output, shown=readable_figures)
def evaluate(project: str, run: str | None, holdout: float | None, device: str) -> dict[str, Any]:
    """Measure a run: losses, token accuracy, latent health, baselines."""
    from crvae_core.evaluation.evaluation import evaluate as run_evaluate
    from crvae_core.runs.run import open_run
    from crvae_core.training.held_out import evaluate_held_out

    found = open_run(opened(project), run)
    if holdout is None:
        return run_evaluate(found).to_json()
    with epochs_shown() as on_epoch:
        told = functools.partial(on_epoch, "with pairs held out")
        measured, figures = evaluate_held_out(found, holdout, device, told)
    return {"run": measured.name, **figures.to_json()}
