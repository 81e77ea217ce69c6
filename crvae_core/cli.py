"""The commands: `python -m crvae_core COMMAND --help`. Heavy imports wait until a command needs them."""

import re
from pathlib import Path
from typing import Any

import click
import numpy as np

from crvae_core.bench.commands import bench
from crvae_core.commands import latents as latent_commands
from crvae_core.commands import material, training
from crvae_core.commands.vectors import vectors
from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", is_flag=True, help="Log what happens.")
def main(verbose: bool) -> None:
    """CRVAE explorer: from a video and its captions to one vector per moment, and what they show."""
    import logging

    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(message)s"
    )


for command in (*material.COMMANDS, *training.COMMANDS, *latent_commands.COMMANDS):
    main.add_command(command)


@main.command()
@click.argument("project")
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the pictures and words; default: in the run."
)
@command_output
def reconstruct(project: str, run: str | None, out: Path | None) -> dict[str, Any]:
    """Write every picture as the model sees it, and its words read back from the latent alone."""
    from crvae_core.export.reconstructions import write_reconstructions

    return write_reconstructions(opened(project), run, out)


@main.command()
@click.argument("project", required=False)
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option("--k", type=int, default=5, show_default=True, help="Number of clusters.")
@click.option("--k-range", help="Compare several numbers of clusters, such as 2-12.")
@click.option(
    "--latents", type=click.Path(path_type=Path), help="A CSV or .npy table of vectors instead of a run."
)
@click.option("--picture-weight", type=click.FloatRange(0, 1), help="1: pictures alone, 0: words alone.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**32 - 1))
@command_output
def cluster(
    project: str | None,
    run: str | None,
    k: int,
    k_range: str | None,
    latents: Path | None,
    picture_weight: float | None,
    seed: int,
) -> dict[str, Any]:
    """Cluster the latents of a run in PROJECT, or any table of vectors."""
    from crvae_core.analysis.clustering import cluster as run_cluster
    from crvae_core.analysis.k_selection import curve_records, suggest_k, sweep_k

    vectors = _vectors_to_cluster(project, run, latents, picture_weight)
    suggested = None
    curves: list[dict[str, Any]] | None = None
    if k_range:
        with progress_bar() as update:
            sweep = sweep_k(vectors, _k_range(k_range), seed, lambda share: update("Clustering", share))
        if not sweep.ks:
            raise InputError(
                f"no k in {k_range} is possible for these {len(vectors)} vectors: ask for a smaller one"
            )
        suggested, curves = suggest_k(sweep.curves), curve_records(sweep.curves)
        k = suggested or sweep.ks[0]
    result = run_cluster(vectors, k, seed)
    found: dict[str, Any] = {"k": result.k, "labels": result.labels.tolist(), "sizes": result.sizes.tolist()}
    return found | ({"curves": curves, "suggested_k": suggested} if k_range else {})


main.add_command(bench)
main.add_command(vectors)


@main.group()
def demo() -> None:
    """The two demo bulletins: open them as a project, or build them again."""


@demo.command("open")
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: CRVAE_HOME, else ~/.crvae.")
@command_output
def open_the_demo(workspace: Path | None) -> dict[str, Any]:
    """Put the trained demo into the workspace."""
    from crvae_core.demo.opening import open_demo

    project = open_demo(workspace)
    return {"project": str(project.folder), "pairs": len(project.pairs()), "run": project.latest_run()}


@demo.command("build")
@click.option("--media/--no-media", default=True, help="Draw the two videos.")
@click.option("--checkpoint/--no-checkpoint", default=True, help="Train the demo's model.")
@command_output
def build_demo(media: bool, checkpoint: bool) -> dict[str, Any]:
    """Draw the demo videos and train their model, into assets/ and checkpoints/."""
    from crvae_core.demo.build import build_demo_media
    from crvae_core.demo.checkpoint import build_demo_checkpoint
    from crvae_core.demo.opening import CHECKPOINT_FOLDER, MEDIA_FOLDER

    with progress_bar() as update:
        if media:
            build_demo_media(MEDIA_FOLDER, lambda done, total, name: update(f"Drawing {name}", done / total))
        if checkpoint:
            build_demo_checkpoint(CHECKPOINT_FOLDER, update)
    return {"media": str(MEDIA_FOLDER), "checkpoint": str(CHECKPOINT_FOLDER)}


def _vectors_to_cluster(
    project: str | None, run: str | None, latents: Path | None, picture_weight: float | None
) -> np.ndarray:
    if (project is None) == (latents is None):
        raise InputError("give either a PROJECT or --latents FILE")
    if latents is not None:
        from crvae_core.analysis.latent_files import read_latents

        return read_latents(latents)
    from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT, weigh_parts
    from crvae_core.training.checkpoints import open_run

    assert project is not None
    trained = open_run(opened(project), run)
    weight = DEFAULT_PICTURE_WEIGHT if picture_weight is None else picture_weight
    return weigh_parts(trained.latents(), trained.config["latent_parts"], weight)


def _k_range(text: str) -> range:
    match = re.fullmatch(r"\s*(\d{1,3})\s*-\s*(\d{1,3})\s*", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise InputError(f"{text!r} is not a range of k: write it like 2-12")
    return range(int(match[1]), int(match[2]) + 1)
