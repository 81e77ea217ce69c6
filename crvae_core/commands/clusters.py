"""The command that clusters the latents of a run, or any table of vectors, and compares numbers of clusters."""

from __future__ import annotations  # numpy is named, not loaded: --help is quick

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar
from crvae_core.wording import count, padded, width

if TYPE_CHECKING:
    import numpy as np

if TYPE_CHECKING:
    from crvae_core.analysis.clustering import Clustering
    from crvae_core.runs.moments import Moments

HELP_ON_K = (
    "Number of clusters; by default what the curves over k speak for, where they were measured, else 5."
)
METHODS = (
    "kmeans",
    "gmm",
    "agglomerative",
    "hdbscan",
    "consensus",
)  # as runs.clusters has them; not imported for --help


def readable_clustering(result: dict[str, Any]) -> str:
    """The clusters as a table; above them the numbers of clusters that were compared. Labels are for --json."""
    lines = []
    if "curves" in result:
        lines = ["  k  silhouette  stability"]
        lines += [
            f"{row['k']:>3}  {_or_none(row, 'silhouette')}  {_or_none(row, 'stability')}"
            for row in result["curves"]
        ]
        lines += [result["reason"], ""]
    names = result.get("names") or [f"Cluster {number + 1}" for number in range(len(result["sizes"]))]
    wide = max(map(width, names), default=0)
    for number, (name, size) in enumerate(zip(names, result["sizes"], strict=True), start=1):
        lines.append(f"{number:>3}  {padded(name, wide)}  {count(size, 'moment')}")
    return "\n".join([*lines, *result.get("notes", ())])


def _or_none(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return f"{value:>10.2f}" if isinstance(value, float) else f"{'':>10}"


@click.command()
@click.argument("project", required=False)
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option("--k", type=int, help=HELP_ON_K)
@click.option("--k-range", help="Compare several numbers of clusters, such as 2-12.")
@click.option(
    "--method",
    default="kmeans",
    show_default=True,
    type=click.Choice(METHODS),
    help="hdbscan finds the number of clusters itself; moments that belong to none get -1. consensus: what all trainings of the "
    "run's settings agree on.",
)
@click.option(
    "--latents",
    type=click.Path(path_type=Path),
    help="A table of vectors instead of a run: CSV, TSV, Parquet, Feather, .npy, .npz or JSON.",
)
@click.option("--picture-weight", type=click.FloatRange(0, 1), help="1: pictures alone, 0: words alone.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option(
    "--consensus",
    is_flag=True,
    help="The clusters that all trainings of the run's settings agree on best (train --seeds), with how far they agree.",
)
@functools.partial(command_output, shown=readable_clustering)
def cluster(
    project: str | None,
    run: str | None,
    k: int | None,
    k_range: str | None,
    method: str,
    latents: Path | None,
    picture_weight: float | None,
    seed: int,
    consensus: bool,
) -> dict[str, Any]:
    """Cluster the latents of a run in PROJECT, or any table of vectors.

    With --k-range all curves over k are printed, and which k they speak for; without --k that one is shown.
    """
    from crvae_core.runs.clusters import method_of_curves

    vectors, moments, notes = _vectors_to_cluster(project, run, latents, picture_weight)
    if consensus:
        if moments is None or k_range or method not in ("kmeans", "consensus"):
            raise InputError(
                "--consensus is for the runs of a PROJECT and one k, by k-means: give --k, and no --latents or other --method"
            )
        if k is None:
            k = _usual(moments, vectors, "consensus", seed)
        return _agreed(moments, vectors, k, seed, picture_weight)
    if method == "consensus" and moments is None:
        raise InputError("a table of vectors has no other trainings to agree with: choose another --method")
    folder = None if moments is None else moments.run.project.folder / "analysis"
    found: dict[str, Any] = {}
    if k_range:
        found = _compare(vectors, _k_range(k_range), seed, method_of_curves(method), folder)
        k = found["suggested_k"] or found["curves"][0]["k"] if k is None else k
    if k is None:
        k = _usual(moments, vectors, method, seed)
    result = _describe(vectors, moments, k, seed, method, picture_weight) | found
    return result | ({"notes": [*notes, *result.get("notes", [])]} if notes else {})


def _usual(moments: Moments | None, vectors: np.ndarray, method: str, seed: int) -> int:
    """The k that nobody asked for; that of a table of vectors, for which no curves are kept, is always the same."""
    from crvae_core.runs.clusters import USUAL_K, usual_k

    return USUAL_K if moments is None else usual_k(moments.run, vectors, method, seed)


def _describe(
    vectors: np.ndarray,
    moments: Moments | None,
    k: int,
    seed: int,
    method: str,
    picture_weight: float | None,
) -> dict[str, Any]:
    from crvae_core.analysis import clustering
    from crvae_core.runs.clusters import clusters_at

    if moments is None:
        result = clustering.cluster(vectors, k, seed, method)
    else:
        result = clusters_at(moments.run, vectors, k, method, seed, weight_asked(picture_weight))
    described: dict[str, Any] = {
        "k": result.k,
        "method": method,
        "labels": result.labels.tolist(),
        "sizes": result.sizes.tolist(),
        "medoids": clustering.medoids(vectors, result).tolist(),
    }
    notes = list(result.notes)
    if moments is not None:
        described["names"], about_names = _names(moments, vectors, result)
        notes += about_names
    return described | ({"notes": notes} if notes else {})


def _agreed(
    moments: Moments, vectors: np.ndarray, k: int, seed: int, picture_weight: float | None
) -> dict[str, Any]:
    """The clusters that the trainings of a run's settings agree on, with how far they do."""
    from crvae_core.runs.trainings import CONSENSUS, trainings_of

    trainings = trainings_of(moments.run, weight_asked(picture_weight))
    if len(trainings) < 2:
        raise InputError(
            f"there is no other training of the settings of {moments.run.name!r}: make some with `train --seeds 3`"
        )
    agreement = trainings.agreement([k])
    return _describe(vectors, moments, k, seed, CONSENSUS, picture_weight) | {
        "runs": [run.name for run in trainings.runs],
        "agreement": None if agreement.empty else float(agreement["between"].iloc[0]),
        "pair_ids": moments.pair_ids,
    }


def weight_asked(asked: float | None) -> float:
    """The weight of the picture that a command asks for, or the usual one."""
    from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT

    return DEFAULT_PICTURE_WEIGHT if asked is None else asked


def _names(moments: Moments, vectors: np.ndarray, found: Clustering) -> tuple[list[str], list[str]]:
    """What each cluster is called on the pages, and what must be known of names; merged clusters have one name."""
    from crvae_core.runs.clusters import named

    clusters = named(moments, vectors, found)
    shown = dict(zip(found.labels.tolist(), clusters.labels.tolist(), strict=True))
    notes = dict.fromkeys(filter(None, map(clusters.name_note, clusters.numbers)))
    return [clusters.names[shown[number]] for number in range(found.k)], list(notes)


def _compare(vectors: np.ndarray, ks: range, seed: int, method: str, folder: Path | None) -> dict[str, Any]:
    from crvae_core.analysis.k_selection import curve_records, stored_sweep, sweep_k
    from crvae_core.analysis.recommendation import recommend_k

    with progress_bar() as update:

        def report(share: float) -> None:
            update("Comparing numbers of clusters", share)

        if folder is None:
            sweep = sweep_k(vectors, ks, seed, report, method)
        else:
            sweep = stored_sweep(folder, vectors, ks, seed, report, method)
    if not sweep.ks:
        raise InputError(
            f"no k in {ks[0]}-{ks[-1]} is possible for these {len(vectors)} vectors: ask for a smaller one"
        )
    advice = recommend_k(sweep.curves)
    compared: dict[str, Any] = {
        "suggested_k": advice.k,
        "reason": advice.reason,
        "curves": curve_records(sweep.curves),
    }
    return compared | ({"sampled": sweep.sampled, "notes": list(sweep.notes)} if sweep.notes else {})


def _vectors_to_cluster(
    project: str | None, run: str | None, latents: Path | None, picture_weight: float | None
) -> tuple[np.ndarray, Moments | None, list[str]]:
    """The vectors, the moments that they belong to where they are those of a run, and what must be known of them."""
    if (project is None) == (latents is None):
        raise InputError("give either a PROJECT or --latents FILE")
    if latents is not None:
        from crvae_core.analysis.latent_files import read_latent_table

        table = read_latent_table(latents)
        return table.vectors, None, [table.note] if table.note else []
    from crvae_core.runs.moments import moments_of
    from crvae_core.runs.run import open_run

    assert project is not None
    moments = moments_of(open_run(opened(project), run))
    return moments.vectors(weight_asked(picture_weight)), moments, []


def _k_range(text: str) -> range:
    match = re.fullmatch(r"\s*(\d{1,3})\s*-\s*(\d{1,3})\s*", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise InputError(f"{text!r} is not a range of k: write it like 2-12")
    return range(int(match[1]), int(match[2]) + 1)
