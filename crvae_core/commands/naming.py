"""Commands that name clusters, show several as one, and write the map: what the pages Map and Clusters do."""

from __future__ import annotations  # numpy is named, not loaded: --help is quick

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crvae_core.commands.clusters import HELP_ON_K, METHODS, weight_asked
from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened
from crvae_core.wording import clock, count, padded, width

if TYPE_CHECKING:
    from crvae_core.analysis.cluster_notes import ClusterNotes
    from crvae_core.analysis.named_clusters import NamedClusters
    from crvae_core.runs.moments import Moments

LAYOUTS = ("tsne", "umap", "pca")  # as analysis.projection has them; not imported for --help


def clustered(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which clusters are meant."""
    options = (
        click.option("--run", help="Name of the run; the newest if not given."),
        click.option("--k", type=click.IntRange(min=1), help=HELP_ON_K),
        click.option("--method", default="kmeans", show_default=True, type=click.Choice(METHODS)),
        click.option(
            "--picture-weight",
            type=click.FloatRange(0, 1),
            help="1: pictures alone, 0: words alone; default: as the pages.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def readable_clusters(result: dict[str, Any]) -> str:
    """Clusters as a table: number, name, moments."""
    rows = [(str(one["cluster"]), one["name"], count(one["moments"], "moment")) for one in result["clusters"]]
    wide = max((width(name) for _, name, _ in rows), default=0)
    lines = [f"{number:>3}  {padded(name, wide)}  {moments}" for number, name, moments in rows]
    return "\n".join(lines) or "no clusters were found: no place is dense enough"


@click.command()
@click.argument("project")
@click.argument("cluster", type=click.IntRange(min=1), required=False)
@click.argument("name", required=False)
@clustered
@click.option("--note", default=None, help="A note on the cluster.")
@functools.partial(command_output, shown=readable_clusters)
def name(
    project: str,
    cluster: int | None,
    name: str | None,
    run: str | None,
    k: int | None,
    method: str,
    picture_weight: float | None,
    note: str | None,
) -> dict[str, Any]:
    """Call a CLUSTER of PROJECT by a NAME, on all pages too; without them, list the clusters.

    CLUSTER is the number that the list shows. An empty NAME takes the name away.
    """
    from dataclasses import replace

    moments, clusters = _clusters(project, run, k, method, picture_weight)
    if cluster is None:
        return _listed(clusters)
    number = _number(clusters, cluster)
    if name is None and note is None:
        raise InputError("say the NAME of the cluster, or --note TEXT")
    before = clusters.notes.of(number)
    after = replace(
        before,
        name=before.name if name is None else " ".join(name.split()),
        note=before.note if note is None else note.strip(),
    )
    return _kept(moments, clusters, clusters.notes.with_note(number, after), (run, k, method, picture_weight))


@click.command()
@click.argument("project")
@click.argument("clusters", nargs=-1, type=click.IntRange(min=1), required=True)
@clustered
@click.option("--split", is_flag=True, help="Show merged clusters apart again.")
@functools.partial(command_output, shown=readable_clusters)
def merge(
    project: str,
    clusters: tuple[int, ...],
    run: str | None,
    k: int | None,
    method: str,
    picture_weight: float | None,
    split: bool,
) -> dict[str, Any]:
    """Show CLUSTERS of PROJECT (their numbers) as one, on all pages too; --split undoes it."""
    moments, found = _clusters(project, run, k, method, picture_weight)
    numbers = [_number(found, one, merged=True) for one in clusters]
    notes = found.notes
    if split:
        for number in numbers:
            notes = notes.without_merge(number)
    elif len(set(numbers)) < 2:
        raise InputError("say two or more CLUSTERS that are to be shown as one")
    else:
        notes = notes.with_merge(numbers)
    return _kept(moments, found, notes, (run, k, method, picture_weight))


def readable_map(result: dict[str, Any]) -> str:
    """Where the map was written, or its first places."""
    head = f"{count(result['moments'], 'moment')}, {result['layout']}"
    if result.get("file"):
        return f"{head}: {result['file']}"
    lines = [
        f"{place['x']:>9.3f} {place['y']:>9.3f}  {place['time']:>8}  {place['video']}  {place['name']}"
        for place in result["places"][:SHOWN]
    ]
    if result["moments"] > SHOWN:
        lines.append(f"the first {SHOWN} are shown: --out FILE.csv or --json has all")
    return "\n".join([head, *lines])


SHOWN = 24


@click.command("map")
@click.argument("project")
@clustered
@click.option("--layout", default="tsne", show_default=True, type=click.Choice(LAYOUTS))
@click.option(
    "--neighbours", type=click.FloatRange(min=1), help="Perplexity of t-SNE, or neighbours of UMAP."
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Of the layout."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it into a CSV file.")
@functools.partial(command_output, shown=readable_map)
def map_command(
    project: str,
    run: str | None,
    k: int | None,
    method: str,
    picture_weight: float | None,
    layout: str,
    neighbours: float | None,
    seed: int,
    out: Path | None,
) -> dict[str, Any]:
    """The map of PROJECT: where each moment lies in two dimensions, its cluster, its film and time."""
    from crvae_core.analysis.projection import MapSettings, stored_map

    moments, clusters = _clusters(project, run, k, method, picture_weight)
    settings = MapSettings(layout, neighbours, seed).for_moments(len(moments))
    points = stored_map(moments.run.project.folder / "analysis", clusters.vectors, settings)
    titles = {video.video_id: video.name for video in moments.run.project.videos}
    places = [
        {
            "pair_id": str(pair["pair_id"]),
            "video": titles.get(pair["video_id"], pair["video_id"]),
            "time_s": float(pair["frame_time_s"]),
            "time": clock(pair["frame_time_s"]),
            "x": float(x),
            "y": float(y),
            "cluster": int(label) + 1,
            "name": clusters.names.get(int(label), ""),
            "text": pair["text"],
        }
        for pair, (x, y), label in zip(
            moments.pairs.to_dict(orient="records"), points, clusters.labels.tolist(), strict=True
        )
    ]
    result: dict[str, Any] = {
        "moments": len(moments),
        "layout": layout,
        "neighbours": settings.neighbours,
        "seed": seed,
    }
    if out is None:
        return result | {"places": places}
    _write(out, places)
    return result | {"file": str(out)}


def _write(path: Path, places: list[dict[str, Any]]) -> None:
    import pandas as pd

    from crvae_core.files import atomic_path

    if path.suffix.lower() != ".csv":
        raise InputError(f"{path.name} does not end in .csv: call the file map.csv, for instance")
    with atomic_path(path) as temporary:
        pd.DataFrame(places).to_csv(temporary, index=False)


def _clusters(
    project: str, run: str | None, k: int | None, method: str, picture_weight: float | None
) -> tuple[Moments, NamedClusters]:
    from crvae_core.runs.clusters import clusters_of
    from crvae_core.runs.moments import moments_of
    from crvae_core.runs.run import open_run

    moments = moments_of(open_run(opened(project), run))
    weight = weight_asked(picture_weight)
    return moments, clusters_of(moments, k, method, weight)


def _number(clusters: NamedClusters, asked: int, merged: bool = False) -> int:
    """The number of a cluster, counted from 0; merged: also of one that is shown with another."""
    known = range(clusters.found.k) if merged else clusters.numbers
    if asked - 1 not in known:
        shown = ", ".join(str(number + 1) for number in known)
        raise InputError(f"there is no cluster {asked}: the clusters are {shown}")
    return asked - 1


def _kept(
    moments: Moments,
    clusters: NamedClusters,
    notes: ClusterNotes,
    asked: tuple[str | None, int | None, str, float | None],
) -> dict[str, Any]:
    """Write the notes beside the run, and list the clusters as they are called now."""
    from crvae_core.analysis.cluster_notes import save_notes

    save_notes(moments.run.folder, notes, clusters.found.labels, moments.pair_ids)
    project, (run, k, method, weight) = str(moments.run.project.folder), asked
    return _listed(_clusters(project, run, k, method, weight)[1])


def _listed(clusters: NamedClusters) -> dict[str, Any]:
    return {
        "clusters": [
            {
                "cluster": number + 1,
                "name": clusters.names[number],
                "moments": len(clusters.members(number)),
                "note": clusters.notes.of(number).note,
            }
            for number in clusters.numbers
        ]
    }


COMMANDS = (map_command, name, merge)
