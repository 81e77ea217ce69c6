"""Which k is recommended: made groups, data without groups, and each way to have no clear k."""

import math

import numpy as np
import pandas as pd
import pytest

from crvae_core.analysis.k_selection import sweep_k
from crvae_core.analysis.recommendation import recommend_k
from crvae_core.bench.recommendation import made_data


def curves(*rows: tuple[float, ...], beyond: float = math.nan) -> pd.DataFrame:
    """Rows of silhouette, silhouette without clusters, prediction strength, stability, gap; k counts from 2."""
    names = ["silhouette", "null_silhouette", "prediction_strength", "stability", "gap"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(
        k=range(2, len(rows) + 2),
        sizes=[[20] * k for k in range(2, len(rows) + 2)],
        gap_error=0.01,
        silhouette_next=[*table["silhouette"][1:], beyond],
    )


GOOD, BETTER, WEAK = (0.6, 0.2, 0.95, 0.95, 1.0), (0.65, 0.2, 0.95, 0.95, 1.2), (0.3, 0.2, 0.2, 0.5, 1.1)


@pytest.mark.parametrize(
    ("table", "k", "said"),
    [
        (curves(GOOD, BETTER, WEAK), 3, "k = 3 is the finest division"),
        (curves(BETTER, GOOD, WEAK), 2, "k = 2"),  # the gap falls towards 3
        (curves(GOOD, (0.58, 0.2, 0.95, 0.95, 1.5), WEAK), 3, "k = 3"),  # hardly less silhouette, more gap
        (curves(GOOD, (0.4, 0.2, 0.95, 0.95, 1.5), WEAK), 2, "k = 2"),
        (
            curves((0.21, 0.2, 0.95, 0.95, 1.0), (0.29, 0.29, 0.9, 0.9, 1.0)),
            None,
            "without any clusters",
        ),
        (
            curves((0.6, 0.2, 0.7, 0.8, 1.0), (0.6, 0.2, 0.95, 0.6, 1.0)),
            None,
            "are not found again in another half",
        ),
        (curves((0.4, 0.2, 0.7, 0.95, 1.0)), None, "are not found again in another half"),
        (
            curves((0.6, 0.2, 0.7, 0.95, 1.0)),
            2,
            "not every cluster of one half of the moments is found in the other half",
        ),
        (curves(GOOD, (0.58, 0.2, 0.7, 0.95, 1.5)), 2, "k = 2"),  # finer, but not foretold
        (curves(GOOD, (0.8, 0.2, 0.5, 0.7, 1.0)), None, "highest at k = 3"),
        (curves(GOOD, BETTER, beyond=0.8), None, "try a larger range"),
        (curves(GOOD, BETTER, beyond=0.5), 3, "k = 3"),
        (curves((math.nan,) * 5), None, "too few different moments"),
    ],
)
def test_what_the_curves_speak_for(table: pd.DataFrame, k: int | None, said: str) -> None:
    found = recommend_k(table)
    assert found.k == k
    assert said in found.reason
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("kind", "seed"), [("blobs", 0), ("uneven blobs", 3), ("uniform", 1), ("gaussian", 2)]
)
def test_made_data(kind: str, seed: int) -> None:
    vectors, truth = made_data(kind, seed)
    ks = range(max(2, (truth or 3) - 1), (truth or 3) + 2)
    assert recommend_k(sweep_k(vectors, ks).curves).k == truth


def test_more_groups_than_were_tried() -> None:
    random = np.random.default_rng(0)
    vectors = np.repeat(random.normal(size=(6, 8)) * 20, 12, axis=0) + random.normal(size=(72, 8))
    assert recommend_k(sweep_k(vectors, [2, 3, 4]).curves).k is None
