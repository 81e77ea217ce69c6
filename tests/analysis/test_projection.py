"""Maps: the same every time, on any number of moments."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.analysis.projection import METHODS, MapSettings, default_neighbours, project_map, stored_map
from tests.fakes import blobs

pytestmark = pytest.mark.xdist_group("maps")  # UMAP compiles itself once in every process, for ten seconds


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("method", METHODS)
def test_maps_keep_groups_together_and_repeat(method: str) -> None:
    vectors, truth = blobs(3)
    points = project_map(vectors, MapSettings(method=method))
    assert points.shape == (60, 2)
    assert points.dtype == np.float32
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    assert (truth[distances.argmin(axis=1)] == truth).mean() > 0.95
    assert np.array_equal(points, project_map(vectors, MapSettings(method=method)))


@pytest.mark.parametrize("vectors", [np.eye(2), np.eye(4), np.eye(5), np.ones((7, 3)), np.ones((1, 3))])
def test_few_or_equal_moments_still_get_a_place(vectors: np.ndarray) -> None:
    points = project_map(vectors)
    assert points.shape == (len(vectors), 2)
    assert np.isfinite(points).all()


def test_the_reports_perplexity_for_its_number_of_pairs() -> None:
    assert default_neighbours(96) == 8.0
    assert default_neighbours(10_000) == 30.0
    assert default_neighbours(4) == 1.0


def test_a_map_is_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = blobs(3)
    first = stored_map(tmp_path, vectors)
    monkeypatch.setattr(
        "crvae_core.analysis.projection.project_map", lambda *_: pytest.fail("computed again")
    )
    assert np.array_equal(stored_map(tmp_path, vectors), first)
    for path in tmp_path.iterdir():
        path.write_bytes(b"damaged")
    monkeypatch.undo()
    assert np.array_equal(stored_map(tmp_path, vectors), first)
