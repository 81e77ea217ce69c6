"""Trainings that agree, trainings that don't, and the clusters that all agree on."""

import numpy as np
import pytest

from crvae_core.analysis.repeats import agreement_over_k, consensus, possible
from crvae_core.errors import InputError
from tests.fakes import blobs


def turned(vectors: np.ndarray, seed: int) -> np.ndarray:
    """The same vectors in another basis, as another training would have them, with one value more."""
    random = np.random.default_rng(seed)
    basis, _ = np.linalg.qr(random.normal(size=(vectors.shape[1] + 1, vectors.shape[1] + 1)))
    return np.pad(vectors, ((0, 0), (0, 1))) @ basis


def test_the_same_groups_agree_at_their_number() -> None:
    vectors, _ = blobs(4)
    found = agreement_over_k([vectors, turned(vectors, 1), turned(vectors, 2)], [3, 4]).set_index("k")
    assert found.loc[4, "between"] == pytest.approx(1)
    assert found.loc[4, "least"] == pytest.approx(1)


def test_noise_does_not_agree() -> None:
    random = np.random.default_rng(0)
    found = agreement_over_k([random.normal(size=(80, 5)) for _ in range(3)], [3, 5])
    assert (found["between"].abs() < 0.2).all()
    assert (found["least"] <= found["between"]).all()


def test_only_numbers_that_all_have_are_compared() -> None:
    few = np.repeat(np.eye(3), 5, axis=0)
    assert possible([few, np.arange(15.0)[:, None]], range(1, 9)) == [2, 3]
    assert agreement_over_k([few, few], range(5, 9)).empty
    assert agreement_over_k([few, few], []).empty


def test_consensus_overrules_one_bad_training() -> None:
    vectors, true = blobs(3)
    bad = np.random.default_rng(0).normal(size=vectors.shape)
    found = consensus([bad, vectors, turned(vectors, 1)], 3)
    assert found.k == 3
    assert len({(a, b) for a, b in zip(found.labels.tolist(), true.tolist(), strict=True)}) == 3
    assert "3 trainings" in found.notes[0]
    with pytest.raises(InputError, match="not possible"):
        consensus([np.repeat(np.eye(2), 9, axis=0)] * 2, 3)
