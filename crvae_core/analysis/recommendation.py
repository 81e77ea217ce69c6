"""Which k the curves speak for, and why; "no clear k" is an answer."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

PREDICTS = 0.8  # Tibshirani & Walther (2005): prediction strength of clusters that are there
STABLE = 0.75  # Hennig (2007): mean Jaccard similarity of a stable cluster
HIGHLY_STABLE = 0.85  # and of a highly stable one
FAR_APART = 0.25  # by which the silhouette of clusters far apart exceeds that of data without clusters
RARE = 5  # moments of the smallest cluster that need not be foretold; fewer are outliers
MARGIN = 0.05  # by which the silhouette must exceed that of data without clusters
CLOSE = 0.9  # a finer partition that holds up may have this share of the highest silhouette
RISING = 0.02  # by which one cluster more than was tried must raise the silhouette


@dataclass(frozen=True)
class Recommendation:
    """k, or None for "no clear k", and the reason in one sentence."""

    k: int | None
    reason: str


def recommend_k(curves: pd.DataFrame) -> Recommendation:
    """The finest of the best partitions that hold up, or None.

    A k holds up if its silhouette exceeds by 0.05 that of made data of the same spread without clusters, if one half of
    the moments predicts the clusters of the other (prediction strength of 0.8 and more), and if clusters come back when
    moments are drawn anew (mean Jaccard of 0.75 and more). Far apart (0.25 above) and highly stable (0.85) it holds up
    as well, if no cluster has fewer than five moments: one half may lack a rare cluster, which spoils prediction strength
    alone, a minimum over clusters.

    Of these the one of highest silhouette is taken, or a larger k that comes near it (nine tenths), is foretold and has a
    clearly higher gap: groups that lie near each other are still groups. None is taken where a k that does not hold up has a
    much higher silhouette, or where the largest k tried is best and one more would be better still.
    """
    known = [
        row
        for row in curves.to_dict(orient="records")
        if row["k"] > 1 and math.isfinite(row["silhouette"]) and math.isfinite(row["null_silhouette"])
    ]
    if not known:
        return Recommendation(
            None, "No clear k: there are too few different moments to compare numbers of clusters."
        )
    apart = [row for row in known if row["silhouette"] > row["null_silhouette"] + MARGIN]
    if not apart:
        best = max(known, key=lambda row: row["silhouette"])
        return Recommendation(
            None,
            f"No clear k: the highest silhouette, {best['silhouette']:.2f} at k = {best['k']}, is hardly more than the "
            f"{best['null_silhouette']:.2f} that data of the same spread without any clusters reach.",
        )
    holding = [row for row in apart if _predicts(row) or _stands_apart(row)]
    if not holding:
        best = max(apart, key=lambda row: row["silhouette"])
        return Recommendation(
            None,
            "No clear k: whatever their number, some clusters are not found again in another half of the moments, or among "
            f"moments that are drawn anew at random (at the highest silhouette, k = {best['k']}, "
            f"prediction strength {best['prediction_strength']:.2f}, stability {best['stability']:.2f}).",
        )
    highest = max(row["silhouette"] for row in holding)
    peak = max(apart, key=lambda row: row["silhouette"])
    if highest < CLOSE * peak["silhouette"]:
        return Recommendation(
            None,
            f"No clear k: the silhouette is highest at k = {peak['k']} ({peak['silhouette']:.2f}), but some of those "
            "clusters are not found again in another half of the moments, or among moments that are drawn anew at random "
            f"(prediction strength {peak['prediction_strength']:.2f}, "
            f"stability {peak['stability']:.2f}).",
        )
    best = max(holding, key=lambda row: row["silhouette"])
    for row in holding:
        finer = row["k"] > best["k"] and row["silhouette"] >= CLOSE * highest and _predicts(row)
        if finer and row["gap"] > best["gap"] + row["gap_error"]:
            best = row
    if best is known[-1] and best["silhouette_next"] > best["silhouette"] + RISING:
        return Recommendation(
            None,
            f"No clear k up to {best['k']}: one cluster more still raises the silhouette (from {best['silhouette']:.2f} to "
            f"{best['silhouette_next']:.2f}), so try a larger range.",
        )
    again = "clusters that are found in one half of the moments are found in the other half, too"
    if not _predicts(best):
        again = (
            "not every cluster of one half of the moments is found in the other half, but they lie far apart"
        )
    return Recommendation(
        int(best["k"]),
        f"k = {best['k']} is the finest division that holds up: moments lie nearer to their own cluster than to the next one "
        f"(silhouette {best['silhouette']:.2f}; data without clusters reach {best['null_silhouette']:.2f}), {again} (prediction "
        f"strength {best['prediction_strength']:.2f}), and nearly the same clusters are found among moments that are drawn anew "
        f"at random (stability {best['stability']:.2f}).",
    )


def _predicts(row: Mapping[Hashable, Any]) -> bool:
    return row["prediction_strength"] >= PREDICTS and row["stability"] >= STABLE


def _stands_apart(row: Mapping[Hashable, Any]) -> bool:
    far_apart = row["silhouette"] >= row["null_silhouette"] + FAR_APART
    return row["stability"] >= HIGHLY_STABLE and far_apart and min(row["sizes"]) >= RARE
