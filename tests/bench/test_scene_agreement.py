import numpy as np
import pytest

from crvae_core.bench.scene_agreement import scene_agreement

KINDS = np.tile(np.repeat([0, 1, 2], 4), 4)  # three kinds that come back in turn, four moments each


def test_vectors_that_are_the_kinds_agree_fully() -> None:
    vectors = np.eye(3)[KINDS] + np.random.default_rng(0).normal(0, 0.01, (len(KINDS), 3))
    assert scene_agreement(vectors, KINDS) == pytest.approx(
        {"nmi": 1.0, "far_1nn": 1.0, "mean_average_precision": 1.0}
    )


def test_vectors_that_know_nothing_are_at_chance() -> None:
    found = scene_agreement(np.random.default_rng(0).normal(size=(len(KINDS), 8)), KINDS)
    assert found["nmi"] < 0.2
    assert found["far_1nn"] < 0.6
    assert 0.25 < found["mean_average_precision"] < 0.5


def test_neighbours_in_time_do_not_count() -> None:
    """Vectors that only tell the time find their neighbours in time, who are left out."""
    vectors = np.arange(len(KINDS), dtype=float)[:, None]
    assert scene_agreement(vectors, KINDS)["far_1nn"] == 0.0


def test_a_kind_that_never_comes_back_is_not_asked_for() -> None:
    kinds = np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
    vectors = np.where(kinds == 0, 0.0, 9.0)[:, None] + np.linspace(0, 0.1, 12)[:, None]
    assert scene_agreement(vectors, kinds)["mean_average_precision"] == pytest.approx(1.0)
