"""Which k the curves speak for, and why; "no clear k" is an answer."""

import math
from dataclasses import dataclass

import pandas as pd

PREDICTS = 0.8  # Tibshirani & Walther (2005): prediction strength of clusters that are there
STABLE = 0.75  # Hennig (2007): mean Jaccard similarity of a stable cluster
MARGIN = 0.05  # by which the silhouette must exceed that of data without clusters


@dataclass(frozen=True)
class Recommendation:
    """k, or None for "no clear k", and the reason in one sentence."""

    k: int | None
    reason: str


def recommend_from_curves(curves: pd.DataFrame) -> Recommendation:
    """The k of highest silhouette among those that hold up, or None.

    A k holds up if its silhouette exceeds by 0.05 that of made data of the same spread without clusters, if one half of
    the moments predicts the clusters of the other (prediction strength of 0.8 and more), and if clusters come back when
    moments are drawn anew (mean Jaccard of 0.75 and more).
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
    holding = [row for row in apart if row["prediction_strength"] >= PREDICTS and row["stability"] >= STABLE]
    if not holding:
        best = max(apart, key=lambda row: row["silhouette"])
        return Recommendation(
            None,
            "No clear k: no number of clusters comes back reliably when moments are drawn anew (at the highest silhouette, "
            f"k = {best['k']}, prediction strength {best['prediction_strength']:.2f}, stability {best['stability']:.2f}).",
        )
    best = max(holding, key=lambda row: row["silhouette"])
    return Recommendation(
        int(best["k"]),
        f"k = {best['k']} has the highest silhouette of all k that hold up ({best['silhouette']:.2f}; data without "
        f"clusters reach {best['null_silhouette']:.2f}), with prediction strength {best['prediction_strength']:.2f} and "
        f"stability {best['stability']:.2f}.",
    )
