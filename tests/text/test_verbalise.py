"""Nearest words are exact, ordered, and found across blocks."""

import numpy as np
import pytest

from crvae_core.text import verbalise
from crvae_core.text.verbalise import nearest_words


def test_known_neighbours() -> None:
    words = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]], np.float32)
    indices, distances = nearest_words(np.array([[0.0, 0.0], [3.0, 3.0]], np.float32), words, k=2)
    assert indices.tolist() == [[0, 2], [1, 2]]
    np.testing.assert_allclose(distances, [[0.0, 1.0], [1.0, 13**0.5]], rtol=1e-6)


@pytest.mark.parametrize("k", [1, 5])
def test_equals_brute_force_across_blocks(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbalise, "WORDS", 64)
    monkeypatch.setattr(verbalise, "ROWS", 16)
    random = np.random.default_rng(0)
    queries, words = random.normal(size=(50, 8)), random.normal(size=(300, 8)).astype(np.float16)
    indices, distances = nearest_words(queries, words, k)
    full = np.linalg.norm(queries[:, None] - words.astype(np.float64)[None], axis=2)
    assert (indices == np.argsort(full, axis=1)[:, :k]).all()
    np.testing.assert_allclose(distances, np.sort(full, axis=1)[:, :k], rtol=1e-6)


def test_more_neighbours_than_words_and_ties() -> None:
    words = np.ones((3, 4), np.float32)
    indices, distances = nearest_words(np.ones((2, 4), np.float32), words, k=10)
    assert indices.tolist() == [[0, 1, 2]] * 2
    assert not distances.any()
    assert nearest_words(np.zeros((0, 4), np.float32), words)[0].shape == (0, 1)


def test_far_from_the_origin_small_differences_count() -> None:
    words = 1000 + np.array([[0.0, 0.0], [0.001, 0.0]])
    assert nearest_words(words, words)[0].ravel().tolist() == [0, 1]


def test_wrong_sizes() -> None:
    with pytest.raises(ValueError, match="nearest"):
        nearest_words(np.ones((1, 3)), np.ones((2, 4)))
    with pytest.raises(ValueError, match="nearest"):
        nearest_words(np.ones((1, 4)), np.ones((2, 4)), k=0)
