"""Curves over the number of clusters k, and how clusters split from one k to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.analysis.clustering import Clustering, check_latents, cluster
from crvae_core.analysis.reduction import distinct_vectors, draw_rows, principal_scores
from crvae_core.analysis.references import References, compare_with_nothing, draw_references
from crvae_core.analysis.resampling import bootstrap_stability, prediction_strength
from crvae_core.analysis.scale import even_scale
from crvae_core.analysis.scores import (
    all_distances,
    cross_cluster_distance,
    inter_cluster_distance,
    silhouette,
    spread_scores,
)
from crvae_core.analysis.store import Codec, Store, bundle, inputs_digest, read_bundle
from crvae_core.errors import InputError
from crvae_core.progress import Share

DEFAULT_KS = range(2, 13)  # the curves that the pages measure first, and whose clusters everybody shows
SILHOUETTE_LIMIT = 4_000  # moments up to which all distances are measured
RESAMPLED_LIMIT = 2_000  # moments up to which gap, prediction strength and stability use all of them
WHOLE_VALUES = 60_000  # values (moments x length) up to which they use the vectors as they are
COMPONENTS = 32  # principal components that they use above that
FORMAT = 9  # of stored sweeps; another one is computed anew
CURVE_NOTES = ("The silhouette is that of", "Gap, prediction strength and stability")  # how these notes begin
STEPS = 5  # that are reported for every k: clustered, scored, compared, halved, drawn anew

CURVES = {
    "inter_cluster": "Inter-cluster distance (report): mean distance of a moment to its own centroid. "
    "Falls with k; look for the bend.",
    "cross_cluster": "Cross-cluster distance (report): distances between centroids, summed over pairs, divided "
    "by k(k-1). Higher: clusters lie further apart.",
    "silhouette": "Silhouette, -1 to 1: how much nearer a moment is to its own cluster than to the next one. "
    "Higher is better.",
    "calinski_harabasz": "Calinski-Harabasz: spread between clusters over spread within. Higher is better.",
    "davies_bouldin": "Davies-Bouldin: how much each cluster overlaps its worst neighbour. Lower is better.",
    "gap": "Gap statistic: how much tighter the clusters are than those of evenly spread moments, on a log scale. "
    "Higher is better; take the first k that is not clearly below the next.",
    "prediction_strength": "Prediction strength, 0 to 1: clusters are made in one half of the moments and again in the other; "
    "how far moments that are together in one are together by the other, in the worst cluster. Higher is better; from 0.8 on "
    "clusters of one half are found in the other, too.",
    "stability": "Stability, 0 to 1: how much of a cluster is found again among moments that are drawn anew at random (mean "
    "Jaccard similarity). Higher is better; 0.75 and more is stable.",
    "agreement": "Agreement with k + 1 (adjusted Rand index): 1 if one more cluster changes nothing, 0 if as by "
    "chance. Neither way is better; a drop shows where clusters are cut anew.",
}
HIGHER_IS_BETTER: dict[str, bool | None] = {
    "inter_cluster": None,
    "cross_cluster": True,
    "silhouette": True,
    "calinski_harabasz": True,
    "davies_bouldin": False,
    "gap": True,
    "prediction_strength": True,
    "stability": True,
    "agreement": None,
}
EXTRAS = ["gap_error", "null_silhouette", "silhouette_next"]  # numbers that belong to a curve
LISTS = ["sizes", "cluster_stability"]
COLUMNS = ["k", *CURVES, *EXTRAS, *LISTS]


@dataclass(frozen=True)
class KSweep:
    """What came out for every k.

    curves: one row per k with the columns k, those of CURVES, gap_error (s_k of the gap), null_silhouette (the highest
    silhouette of 16 made data sets without clusters), silhouette_next (at the next k, beyond the last one too), sizes (a
    list, descending) and cluster_stability (a list, by cluster).
    labels: (number of k, N) int64, the cluster of every vector, in the order of the rows of `curves`.
    sampled: curve -> how many moments it was measured on; empty if all were measured on all.
    notes: the same as sentences for the reader. method: one of clustering.METHODS.
    """

    curves: pd.DataFrame
    labels: np.ndarray
    sampled: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    method: str = "kmeans"

    @property
    def ks(self) -> list[int]:
        """The numbers of clusters that were tried."""
        return [int(k) for k in self.curves["k"]]

    def labels_for(self, k: int) -> np.ndarray:
        """The cluster of every vector for one k, (N,)."""
        return self.labels[self.ks.index(k)]

    def notes_for(self, k: int) -> tuple[str, ...]:
        """What must be known of the clusters at one k, without what is said of the curves and of other k."""
        about = (note for note in self.notes if not note.startswith(CURVE_NOTES))
        return tuple(note for note in about if "Gaussians without" not in note or f" {k} Gaussians" in note)


def sweep_k(
    latents: np.ndarray,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Share | None = None,
    method: str = "kmeans",
) -> KSweep:
    """Cluster latents (N, Z) for every k and measure the result.

    A k above the number of distinct vectors is left out; a score that is not defined (k = 1, k = N) is NaN.

    Args:
        latents: (N, Z).
        ks: the numbers of clusters.
        seed: of everything that is drawn.
        progress: called with the share done; raising from it ends the work, and nothing is kept.
        method: one of clustering.METHODS but HDBSCAN, which chooses its own number.

    Raises:
        InputError: a value is not finite, or the method is unknown or takes no k.
    """
    even = even_scale(check_latents(latents))
    vectors = even.vectors
    if method == "hdbscan":
        raise InputError("HDBSCAN finds the number of clusters itself: ask for it without a range of k")
    wanted = sorted({int(k) for k in ks})
    distinct = distinct_vectors(vectors, max(wanted, default=0) + 1)
    wanted = [k for k in wanted if 1 <= k <= distinct]
    bench = _Bench(vectors, seed, method, len(wanted), progress)
    labels = np.empty((len(wanted), len(vectors)), dtype=np.int64)
    rows = []
    notes: list[str] = []
    for index, k in enumerate(wanted):
        clustering = cluster(vectors, k, seed, method)
        labels[index] = clustering.labels
        rows.append(bench.measure(k, clustering))
        notes += [note for note in clustering.notes if note not in notes]
    curves = pd.DataFrame(rows, columns=COLUMNS)
    for name in ("inter_cluster", "cross_cluster"):
        curves[name] = even.length(curves[name].to_numpy(np.float64))
    curves["agreement"] = _agreement(curves["k"].tolist(), labels)
    curves["silhouette_next"] = [*curves["silhouette"].tolist()[1:], bench.silhouette_beyond(wanted)][
        : len(curves)
    ]
    return KSweep(curves, labels, bench.sampled, (*notes, *bench.notes), method)


def stored_sweep(
    folder: Path,
    latents: np.ndarray,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Share | None = None,
    method: str = "kmeans",
) -> KSweep:
    """Like `sweep_k`, but computed once: the result is kept in `folder` under a hash of its inputs."""
    ks = list(ks)
    return Store(folder).get(
        "sweep",
        _digest(latents, ks, seed, method),
        _SWEEP,
        lambda: sweep_k(latents, ks, seed, progress, method),
    )


def known_sweep(
    folder: Path, latents: np.ndarray, ks: Iterable[int] = DEFAULT_KS, seed: int = 0, method: str = "kmeans"
) -> KSweep | None:
    """What `stored_sweep` would answer at once; None where it has not been computed yet."""
    return Store(folder).stored("sweep", _digest(latents, list(ks), seed, method), _SWEEP)


def curve_records(curves: pd.DataFrame) -> list[dict]:
    """The curves as JSON objects, one per k; a score that is not defined is null."""
    return [
        {str(key): _plain(value) for key, value in row.items()} for row in curves.to_dict(orient="records")
    ]


def flows(sweep: KSweep) -> pd.DataFrame:
    """How clusters split from each k to the next that was tried: columns k, next_k, source, target, moments.

    source is a cluster at k, target one at next_k; only pairs with moments in common are listed.
    """
    columns = ["k", "next_k", "source", "target", "moments"]
    tables = []
    for index, (k, next_k) in enumerate(zip(sweep.ks, sweep.ks[1:], strict=False)):
        pairs, counts = np.unique(sweep.labels[index : index + 2], axis=1, return_counts=True)
        tables.append(
            pd.DataFrame(
                {"k": k, "next_k": next_k, "source": pairs[0], "target": pairs[1], "moments": counts}
            )
        )
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


class _Bench:
    """What is prepared once for all k: samples, distances, reference data; and where the work stands."""

    def __init__(
        self, vectors: np.ndarray, seed: int, method: str, count: int, progress: Share | None
    ) -> None:
        self.vectors, self.seed, self.method = vectors, seed, method
        self.progress, self.done = progress, 0
        self.total = max(1, count * STEPS)
        self.shown = draw_rows(len(vectors), SILHOUETTE_LIMIT, seed)
        self.distances = all_distances(vectors[self.shown])
        self.rows = draw_rows(len(vectors), RESAMPLED_LIMIT, seed + 1)
        reduced = vectors.size > WHOLE_VALUES
        self.scores = principal_scores(vectors, COMPONENTS if reduced else vectors.shape[1], seed)
        self.references: References | None = None
        self.sampled: dict[str, int] = {}
        if len(self.shown) < len(vectors):
            self.sampled["silhouette"] = len(self.shown)
        if len(self.rows) < len(vectors):
            self.sampled |= dict.fromkeys(("gap", "prediction_strength", "stability"), len(self.rows))

    @property
    def notes(self) -> list[str]:
        """What was sampled, as sentences."""
        count = len(self.vectors)
        notes = []
        if "silhouette" in self.sampled:
            notes.append(f"{CURVE_NOTES[0]} {len(self.shown):,} of {count:,} moments, drawn at random.")
        drawn = f"draw {len(self.rows):,} of {count:,} moments at a time" if "gap" in self.sampled else ""
        axes = self.scores.shape[1]
        reduced = f"use the first {axes} principal components" if axes < min(self.vectors.shape) else ""
        if drawn or reduced:
            said = " and ".join(part for part in (drawn, reduced) if part)
            notes.append(f"{CURVE_NOTES[1]} {said}.")
        return notes

    def measure(self, k: int, clustering: Clustering) -> dict:
        """One row of the curves."""
        self._tick()
        labels = clustering.labels
        calinski, davies = spread_scores(self.vectors, labels)
        row = {
            "k": k,
            "inter_cluster": inter_cluster_distance(clustering),
            "cross_cluster": cross_cluster_distance(clustering.centroids),
            "silhouette": silhouette(self.distances, labels[self.shown]),
            "calinski_harabasz": calinski,
            "davies_bouldin": davies,
            "sizes": sorted(clustering.sizes.tolist(), reverse=True),
        }
        self._tick()
        return row | self._compare(k, labels) | self._resample(k, labels)

    def silhouette_beyond(self, ks: list[int]) -> float:
        """The silhouette of one cluster more than was tried; NaN where there can't be one more."""
        more = ks[-1] + 1 if ks else 0
        if not ks or distinct_vectors(self.vectors, more) < more:
            return float("nan")
        return silhouette(
            self.distances, cluster(self.vectors, more, self.seed, self.method).labels[self.shown]
        )

    def _compare(self, k: int, labels: np.ndarray) -> dict:
        """Gap and the silhouette without clusters."""
        if self.references is None:
            self.references = draw_references(self.scores[self.rows], self.seed)
        drawn = self.scores[self.rows]
        own = labels
        if len(drawn) < len(labels):
            own = cluster(drawn, k, self.seed, self.method).labels
        found = compare_with_nothing(drawn, own, k, self.references, self.seed, self.method)
        self._tick()
        return {"gap": found.gap, "gap_error": found.gap_error, "null_silhouette": found.silhouette}

    def _resample(self, k: int, labels: np.ndarray) -> dict:
        drawn = self.scores[self.rows]
        strength = prediction_strength(drawn, k, self.seed, self.method)
        self._tick()
        single = bootstrap_stability(drawn, labels[self.rows], k, self.seed, self.method)
        self._tick()
        known = single[np.isfinite(single)]
        return {
            "prediction_strength": strength,
            "stability": float(known.mean()) if len(known) else float("nan"),
            "cluster_stability": single.tolist(),
        }

    def _tick(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(min(1.0, self.done / self.total))


def _agreement(ks: list[int], labels: np.ndarray) -> list[float]:
    """Adjusted Rand index (Hubert & Arabie 1985) of each k with k + 1; NaN where that was not tried."""
    from sklearn.metrics import adjusted_rand_score

    found = [float("nan")] * len(ks)
    for index in range(len(ks) - 1):
        if ks[index + 1] == ks[index] + 1:
            found[index] = float(adjusted_rand_score(labels[index], labels[index + 1]))
    return found


def _digest(latents: np.ndarray, ks: list[int], seed: int, method: str) -> str:
    return inputs_digest(latents, {"ks": ks, "seed": seed, "method": method, "format": FORMAT})


def _write_sweep(path: Path, sweep: KSweep) -> None:
    kept = {"sampled": sweep.sampled, "notes": list(sweep.notes), "method": sweep.method}
    bundle(path, {"labels": sweep.labels}, kept | {"curves": curve_records(sweep.curves)})


def _read_sweep(path: Path) -> KSweep:
    arrays, kept = read_bundle(path)
    table = pd.DataFrame(kept["curves"], columns=COLUMNS)
    for name in (*CURVES, *EXTRAS):
        table[name] = table[name].astype("float64")
    table["cluster_stability"] = pd.Series(
        [[float("nan") if one is None else float(one) for one in row] for row in table["cluster_stability"]],
        dtype=object,
    )
    if len(arrays["labels"]) != len(table):
        raise ValueError("labels of another sweep")
    return KSweep(table, arrays["labels"], dict(kept["sampled"]), tuple(kept["notes"]), str(kept["method"]))


def _plain(value: object) -> object:
    """NaN as None, inside lists as well."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


_SWEEP: Codec[KSweep] = Codec(".npz", _write_sweep, _read_sweep)
