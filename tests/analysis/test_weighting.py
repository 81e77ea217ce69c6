import numpy as np
import pytest

from crvae_core.analysis.weighting import weigh_parts
from crvae_core.errors import ConfigError

PARTS = {"shared": [0, 2], "picture": [2, 5], "words": [5, 6]}


def latents() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(50, 6)) * [1, 2, 3, 4, 5, 100] + 7


def test_parts_count_by_their_weights() -> None:
    weighed = weigh_parts(latents(), PARTS, 0.7)
    assert weighed[:, :2].var(axis=0).sum() == pytest.approx(0.7)
    assert weighed[:, 5:].var(axis=0).sum() == pytest.approx(0.3)
    np.testing.assert_allclose(weighed.mean(axis=0), 0, atol=1e-12)


def test_the_ends_of_the_scale() -> None:
    assert (weigh_parts(latents(), PARTS, 1.0)[:, 5:] == 0).all()
    only_words = weigh_parts(latents(), PARTS, 0.0)
    assert (only_words[:, :5] == 0).all()
    assert only_words[:, 5:].var() == pytest.approx(1)


def test_a_dead_part_stays_zero() -> None:
    dead = latents()
    dead[:, 5] = 3.0
    assert np.isfinite(weigh_parts(dead, PARTS)).all()


def test_other_models_are_only_centred() -> None:
    np.testing.assert_allclose(weigh_parts(latents(), {"all": [0, 6]}), latents() - latents().mean(axis=0))


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_weights_out_of_range(weight) -> None:
    with pytest.raises(ConfigError, match="between 0"):
        weigh_parts(latents(), PARTS, weight)
