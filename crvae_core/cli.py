"""The commands: `crvae COMMAND --help`. Heavy imports wait until a command needs them."""

from pathlib import Path
from typing import Any

import click

from crvae_core import __version__
from crvae_core.bench.commands import bench
from crvae_core.commands import doctor, material, naming, notes
from crvae_core.commands import latents as latent_commands
from crvae_core.commands.app import app
from crvae_core.commands.clusters import cluster
from crvae_core.commands.compare import compare
from crvae_core.commands.evaluation import evaluate
from crvae_core.commands.export import export, import_eaf, reproduce
from crvae_core.commands.eye import eye
from crvae_core.commands.presets import presets
from crvae_core.commands.projects import project
from crvae_core.commands.search import search
from crvae_core.commands.share import share
from crvae_core.commands.training import train
from crvae_core.commands.vectors import vectors
from crvae_core.commands.videos import videos
from crvae_core.commands.words import words
from crvae_core.terminal import command_output, opened, progress_bar, write_every_script


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crvae")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens.")
def main(verbose: bool) -> None:
    """CRVAE explorer: from a video and its captions to one vector per moment, and what they show."""
    import logging

    write_every_script()
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(message)s"
    )


for command in (
    *material.COMMANDS,
    train,
    evaluate,
    presets,
    *latent_commands.COMMANDS,
    *doctor.COMMANDS,
    *naming.COMMANDS,
    *notes.COMMANDS,
):
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
    from crvae_core.runs.run import open_run

    return write_reconstructions(open_run(opened(project), run), out)


main.add_command(app)
main.add_command(videos)
main.add_command(cluster)
main.add_command(export)
main.add_command(import_eaf)
main.add_command(reproduce)
main.add_command(words)
main.add_command(compare)
main.add_command(search)
main.add_command(bench)
main.add_command(vectors)
main.add_command(eye)
main.add_command(share)
main.add_command(project)


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
            build_demo_media(MEDIA_FOLDER, update)
        if checkpoint:
            build_demo_checkpoint(CHECKPOINT_FOLDER, update)
    return {"media": str(MEDIA_FOLDER), "checkpoint": str(CHECKPOINT_FOLDER)}
