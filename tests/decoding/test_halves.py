"""What one half of a moment says of the other one, and how far both agree."""

import numpy as np
import pytest

from crvae_core.api import encode, reconstruct
from crvae_core.decoding.halves import (
    halves_agreement,
    latents_of_halves,
    picture_from_words,
    words_from_picture,
)
from crvae_core.decoding.loaded import load
from crvae_core.decoding.points import decode_point
from crvae_core.decoding.scores import agreement, picture_errors
from crvae_core.runs import stored_pairs
from tests.fakes import SMALL_REPORT


@pytest.fixture
def opened(project, tiny, train_once):
    return load(train_once(project, "r", overrides=tiny, epochs=3))


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
    found = agreement(opened.run, project.pairs())
    assert found.shape == (10,)
    assert np.flatnonzero(np.isnan(found)).tolist() == [9]  # the pair without words
    monkeypatch.setattr(stored_pairs.chunks, "__defaults__", (3,))  # three pairs in memory at a time
    assert np.allclose(agreement(opened.run, project.pairs()), found, equal_nan=True, atol=1e-5)
    wrong = picture_errors(opened.run, project.pairs())
    back = reconstruct(project, "r").images.astype(float) / 255
    true = project.frames_of(project.pairs()).astype(float) / 255
    assert np.allclose(wrong, ((back - true) ** 2).mean(axis=(1, 2, 3)), atol=2e-4)
    some = project.pairs().iloc[2:5]
    assert np.allclose(picture_errors(opened.run, some), wrong[2:5], atol=1e-6)


def test_each_half_alone_is_decoded(opened) -> None:
    shown, said = latents_of_halves(opened.model, opened.data)
    assert shown.shape == said.shape == (10, 12)
    assert not shown[:, 4:].any()
    assert not said[:, 4:].any()
    assert picture_from_words(opened.model, opened.data).shape == (10, 120, 200, 3)
    assert len(words_from_picture(opened.model, opened.data)) == 10


@pytest.mark.parametrize("preset", ["text-only", "dense-cvae", "ae-lstm-tf"])
def test_other_models_say_what_they_can(project, preset, train_once) -> None:
    opened = load(train_once(project, "r", preset=preset, overrides=SMALL_REPORT, epochs=1))
    latents = encode(project, "r")
    images, words = decode_point(opened.model, opened.data, latents)
    assert (
        (images is None) == (picture_errors(opened.run, project.pairs()) is None) == (preset == "text-only")
    )
    assert len(words) == 10
    assert not (any(words) and preset == "dense-cvae")
    assert agreement(opened.run, project.pairs()) is None
