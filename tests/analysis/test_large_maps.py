"""Maps of many moments: openTSNE, a sample laid out and the others placed among it, and what is said about it."""

import numpy as np
import pytest

from crvae_core.analysis import projection
from crvae_core.analysis.projection import MapSettings, map_note, project_map
from tests.fakes import blobs


def purity(points: np.ndarray, truth: np.ndarray) -> float:
    """The share of points whose nearest other point is of the same group."""
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return float((truth[distances.argmin(axis=1)] == truth).mean())


def test_opentsne_keeps_groups_together_and_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "OPENTSNE_FROM", 50)
    vectors, truth = blobs(3)
    points = project_map(vectors)
    assert points.shape == (60, 2)
    assert purity(points, truth) > 0.95
    assert np.array_equal(points, project_map(vectors))


def test_moments_beyond_the_limit_are_placed_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "LAID_OUT", 45)
    vectors, truth = blobs(3)
    points = project_map(vectors)
    assert points.shape == (60, 2)
    assert purity(points, truth) > 0.95
    note = map_note(60)
    assert note is not None
    assert "45 of 60" in note
    assert map_note(45) is None
    assert map_note(60, MapSettings(method="pca")) is None
