"""Any point of a latent space can be decoded."""

import numpy as np
import pytest

from crvae_core.api import encode, reconstruct
from crvae_core.decoding.loaded import load
from crvae_core.decoding.points import decode_point
from crvae_core.errors import ConfigError
from crvae_core.text.lexicon import UNKNOWN


@pytest.fixture
def opened(project, tiny, train_once):
    return load(train_once(project, "r", overrides=tiny, epochs=3))


def test_a_moments_own_point_gives_its_reconstruction(project, opened) -> None:
    latents, back = encode(project, "r"), reconstruct(project, "r")
    images, words = decode_point(opened.model, opened.data, latents)
    assert np.array_equal(images, back.images)
    assert words[:9] == back.words_free[:9]  # the last pair has no words: `reconstruct` leaves them out


def test_points_anywhere_are_decoded(opened) -> None:
    points = np.concatenate(
        [np.random.default_rng(1).normal(size=(3, 12)), np.zeros((1, 12)), np.full((1, 12), 50.0)]
    )
    images, words = decode_point(opened.model, opened.data, points)
    assert images.shape == (5, 120, 200, 3)
    assert images.dtype == np.uint8
    assert len(words) == 5
    assert {word for text in words for word in text} <= {*opened.data.words, UNKNOWN}


@pytest.mark.parametrize("points", [np.zeros((2, 11)), np.zeros(12), np.full((1, 12), np.nan)])
def test_points_of_no_use_are_refused(opened, points) -> None:
    with pytest.raises(ConfigError):
        decode_point(opened.model, opened.data, points)
