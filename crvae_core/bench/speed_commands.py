"""The commands of `bench` that measure time and memory, and how often comparisons and recommendations are right."""

from pathlib import Path
from typing import Any

import click

from crvae_core.bench.options import numbers
from crvae_core.terminal import command_output, progress_bar


@click.command("ingest")
@click.option("--pairs", default=5, show_default=True, help="How often both are run, in turn.")
@click.option("--minutes", default=5.0, show_default=True, help="Length of the film that is timed.")
@click.option("--long-minutes", default=60.0, show_default=True, help="Length of the film for the memory.")
@command_output
def bench_ingest(pairs: int, minutes: float, long_minutes: float) -> dict[str, Any]:
    """Sampling a film against ffmpeg's fps filter, and the memory that a long film takes."""
    from crvae_core.bench.ingest import measure_ingest

    with progress_bar() as update:
        return measure_ingest(pairs, minutes, long_minutes, update)


@click.command("long-films")
@click.option("--hours", default=10.0, show_default=True, help="Length of the long film.")
@command_output
def bench_long_films(hours: float) -> dict[str, Any]:
    """Memory and disk of very long films: adding them, and reading their frames batch by batch."""
    from crvae_core.bench.long_films import measure_long_films

    with progress_bar() as update:
        return measure_long_films(hours, update)


@click.command("compare")
@click.option("--draws", default=100, show_default=True, help="Seeded draws of each kind.")
@click.option("--times", is_flag=True, help="Instead: how long the answers take for many moments.")
@click.option("--moments", default="20000,200000", show_default=True, help="How many, for --times.")
@command_output
def bench_compare(draws: int, times: bool, moments: str) -> dict[str, Any]:
    """How often a comparison of made groups with known differences is right; or how long it takes."""
    with progress_bar() as update:
        if times:
            from crvae_core.bench.compare_times import measure_times

            return {str(number): measure_times(number, update) for number in numbers(moments)}
        from crvae_core.bench.compare import measure_comparison

        return measure_comparison(draws, update)


@click.command("export")
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


@click.command("explore")
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


@click.command("load")
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


@click.command("uploads")
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


@click.command("memory")
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
        return measure_memory(numbers(counts), small, folder, update)


COMMANDS: tuple[click.Command, ...] = (
    bench_ingest,
    bench_long_films,
    bench_compare,
    bench_export,
    bench_explore,
    bench_load,
    bench_uploads,
    bench_memory,
)
