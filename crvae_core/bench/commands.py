"""The commands `python -m crvae_core bench NAME`; each measures when it is asked to, never in the tests."""

from typing import Any

import click

from crvae_core.terminal import command_output, progress_bar


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
