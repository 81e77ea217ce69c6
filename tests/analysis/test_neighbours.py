"""Neighbours, trust, places between points and paths, by hand."""

import numpy as np
import pytest

from crvae_core.analysis import neighbours
from crvae_core.analysis.neighbours import interpolate_map, nearest, path, trust
from crvae_core.errors import InputError

LINE = np.array([[0.0, 0], [1, 0], [3, 0], [6, 0], [10, 0]])


def test_nearest_leaves_out_the_moment_and_those_beside_it() -> None:
    rows, distances = nearest(LINE, 2, 2)
    assert rows.tolist() == [1, 0]
    assert distances.tolist() == [2, 3] or rows.tolist() == [1, 3]
    assert nearest(LINE, 2, 9)[0].tolist() == [1, 0, 3, 4]
    assert nearest(LINE, 2, 9, apart=1)[0].tolist() == [0, 4]
    assert nearest(LINE, 2, 9, apart=9)[0].tolist() == []
    assert nearest(LINE, np.array([9.0, 0]), 1)[0].tolist() == [4]
    assert nearest(LINE, 0, 0)[0].tolist() == []


def test_what_is_nowhere_is_refused() -> None:
    with pytest.raises(InputError, match="choose 1 to 5"):
        nearest(LINE, 5, 1)
    with pytest.raises(InputError, match="2 values"):
        nearest(LINE, np.ones(3), 1)
    with pytest.raises(InputError, match="finite"):
        interpolate_map(LINE, LINE, (np.nan, 0))
    with pytest.raises(InputError, match="at least 2"):
        path(LINE, 0, 1, 1)
    with pytest.raises(InputError, match="no moment 8"):
        path(LINE, 0, 7, 3)


def test_a_true_map_is_trusted_and_a_shuffled_one_is_not() -> None:
    latents = np.random.default_rng(0).normal(size=(120, 2))
    assert (trust(latents, latents * 3 + 1, 5) == 1).all()
    assert trust(latents, latents[::-1], 5).mean() < 0.3
    moved = latents.copy()
    moved[7] = 90
    assert trust(latents, moved, 5)[7] < 0.5


def test_trust_by_sample_and_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    latents = np.random.default_rng(0).normal(size=(120, 2))
    monkeypatch.setattr(neighbours, "TRUST_EXACT", 50)
    monkeypatch.setattr(neighbours, "TRUST_SAMPLE", 30)
    assert trust(latents, latents, 5).tolist() == [1.0] * 120
    assert np.isnan(trust(LINE[:2], LINE[:2])).all()
    assert np.isfinite(trust(np.ones((9, 3)), np.ones((9, 2)))).all()


def test_places_on_the_map_are_mixed_from_the_nearest() -> None:
    latents = np.arange(5.0)[:, None]
    vector, rows, weights = interpolate_map(LINE, latents, (2.0, 0.0), neighbours=2)
    assert rows.tolist() == [1, 2]
    assert weights.tolist() == [0.5, 0.5]
    assert vector == pytest.approx([1.5])
    vector, rows, weights = interpolate_map(LINE, latents, (6.0, 0.0))
    assert vector == pytest.approx([3])
    assert weights[0] == 1


def test_a_path_begins_and_ends_at_its_moments() -> None:
    steps = path(LINE, 1, 4, 4)
    assert steps[0].tolist() == [1, 0]
    assert steps[-1].tolist() == [10, 0]
    assert np.diff(steps[:, 0]) == pytest.approx([3, 3, 3])
