"""Any point can be decoded; agreement, errors and oddness say what they should."""

import numpy as np
import pytest

from crvae_core.decoding import points
from crvae_core.decoding.points import (
    agreement,
    decode_point,
    errors,
    halves_agreement,
    interpolate,
    latents_of_halves,
    mean_words,
    oddness,
    open_moments,
    outliers,
    picture_from_words,
    sample_prior,
    typical,
    words_from_picture,
)  # fmt: skip
from crvae_core.decoding.reconstruct import encode, reconstruct
from crvae_core.errors import ConfigError
from crvae_core.text.lexicon import UNKNOWN
from tests.fakes import SMALL_REPORT


@pytest.fixture
def opened(project, tiny, train_once):
    train_once(project, "r", overrides=tiny, epochs=3)
    return open_moments(project, "r")


def test_a_moments_own_point_gives_its_reconstruction(project, opened) -> None:
    latents, back = encode(project, "r"), reconstruct(project, "r")
    images, words = decode_point(opened.model, opened.data, latents)
    assert np.array_equal(images, back.images)
    assert words[:9] == back.words_free[:9]  # the last pair has no words: `reconstruct` leaves them out
    assert mean_words(opened.model, opened.data, latents[:1]) == words[0]


def test_points_anywhere_are_decoded(opened) -> None:
    points = np.concatenate([sample_prior(12, 3, seed=1), np.zeros((1, 12)), np.full((1, 12), 50.0)])
    images, words = decode_point(opened.model, opened.data, points)
    assert images.shape == (5, 120, 200, 3)
    assert images.dtype == np.uint8
    assert len(words) == 5
    assert {word for text in words for word in text} <= {*opened.data.words, UNKNOWN}


@pytest.mark.parametrize("points", [np.zeros((2, 11)), np.zeros(12), np.full((1, 12), np.nan)])
def test_points_of_no_use_are_refused(opened, points) -> None:
    with pytest.raises(ConfigError):
        decode_point(opened.model, opened.data, points)


def test_a_straight_path_has_both_ends() -> None:
    path = interpolate(np.array([0.0, 2.0]), np.array([4.0, 0.0]), 5)
    assert path.tolist() == [[0, 2], [1, 1.5], [2, 1], [3, 0.5], [4, 0]]
    with pytest.raises(ConfigError, match="at least 2"):
        interpolate(path[0], path[1], 1)


def test_draws_follow_the_prior_or_the_moments() -> None:
    assert np.array_equal(sample_prior(4, 7, seed=3), sample_prior(4, 7, seed=3))
    assert abs(sample_prior(2, 4000).std() - 1) < 0.05
    like = np.array([[10.0, 5.0], [14.0, 5.0]])
    draws = sample_prior(2, 4000, like=like)
    assert np.allclose(draws.mean(axis=0), [12, 5], atol=0.2)
    assert np.allclose(draws.std(axis=0), [2, 0], atol=0.1)


def test_halves_that_say_the_same_agree() -> None:
    scenes = np.random.default_rng(0).normal(size=(200, 8))
    spoken = np.ones(200, bool)
    assert np.allclose(halves_agreement(scenes, scenes, spoken), 1)
    strangers = halves_agreement(scenes, scenes[::-1], spoken)
    assert abs(strangers.mean()) < 0.15
    spoken[3] = False
    assert np.flatnonzero(np.isnan(halves_agreement(scenes, scenes, spoken))).tolist() == [3]
    same = np.zeros((4, 2))
    assert np.isfinite(halves_agreement(same, same, np.ones(4, bool))).all()
    assert np.isnan(halves_agreement(same, same, np.zeros(4, bool))).all()


def test_agreement_and_errors_of_a_run(project, opened, monkeypatch) -> None:
    found = agreement(project, "r")
    assert found.shape == (10,)
    assert np.flatnonzero(np.isnan(found)).tolist() == [9]  # the pair without words
    monkeypatch.setattr(points, "BATCH", 3)
    wrong = errors(project, "r")
    back = reconstruct(project, "r").images.astype(float) / 255
    true = project.frames_of(project.pairs()).astype(float) / 255
    assert np.allclose(wrong, ((back - true) ** 2).mean(axis=(1, 2, 3)), atol=2e-4)
    some = project.pairs().iloc[2:5]
    assert np.allclose(errors(project, "r", some), wrong[2:5], atol=1e-6)


def test_each_half_alone_is_decoded(opened) -> None:
    shown, said = latents_of_halves(opened.model, opened.data)
    assert shown.shape == said.shape == (10, 12)
    assert not shown[:, 4:].any()
    assert not said[:, 4:].any()
    assert picture_from_words(opened.model, opened.data).shape == (10, 120, 200, 3)
    assert len(words_from_picture(opened.model, opened.data)) == 10


@pytest.mark.parametrize("preset", ["text-only", "dense-cvae", "ae-lstm-tf"])
def test_other_models_say_what_they_can(project, preset, train_once) -> None:
    train_once(project, "r", preset=preset, overrides=SMALL_REPORT, epochs=1)
    opened = open_moments(project, "r")
    latents = encode(project, "r")
    images, words = decode_point(opened.model, opened.data, latents)
    assert (images is None) == (errors(project, "r") is None) == (preset == "text-only")
    assert len(words) == 10
    assert not (any(words) and preset == "dense-cvae")
    assert agreement(project, "r") is None


def test_the_odd_one_out() -> None:
    points = np.concatenate([np.random.default_rng(0).normal(size=(20, 3)), [[9.0, 9.0, 9.0]]])
    scores = oddness(points)
    assert outliers(scores, 1).tolist() == [20]
    assert 20 not in typical(scores, 5)
    wrong = np.zeros(21)
    wrong[4] = 1.0
    assert set(outliers(oddness(points, wrong), 2)) == {4, 20}
    assert oddness(points[:1]).tolist() == [0]
    assert np.isfinite(oddness(np.zeros((6, 2)), np.zeros(6))).all()
