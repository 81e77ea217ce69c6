"""Nearest words are exact, ordered, and found across blocks."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.text import nearest_words as module
from crvae_core.text.nearest_words import nearest_words


def test_known_neighbours() -> None:
    words = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]], np.float32)
    indices, distances = nearest_words(np.array([[0.0, 0.0], [3.0, 3.0]], np.float32), words, k=2)
    assert indices.tolist() == [[0, 2], [1, 2]]
    np.testing.assert_allclose(distances, [[0.0, 1.0], [1.0, 13**0.5]], rtol=1e-6)


@pytest.mark.parametrize("k", [1, 5])
def test_equals_brute_force_across_blocks(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORDS", 64)
    monkeypatch.setattr(module, "ROWS", 16)
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


@pytest.mark.parametrize("k", [1, 7])
def test_cosine_equals_brute_force(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORDS", 64)
    random = np.random.default_rng(1)
    queries, words = random.normal(size=(30, 8)), random.normal(size=(300, 8)) * random.random((300, 1))
    indices, distances = nearest_words(queries, words, k, "cosine")
    lengths = np.linalg.norm(queries, axis=1)[:, None] * np.linalg.norm(words, axis=1)
    full = 1 - queries @ words.T / lengths
    assert (indices == np.argsort(full, axis=1)[:, :k]).all()
    np.testing.assert_allclose(distances, np.sort(full, axis=1)[:, :k], atol=1e-6)


def test_nearly_equal_distances_are_put_in_the_right_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORDS", 16)
    direction = np.random.default_rng(2).normal(size=300)
    words = direction * (1 + np.linspace(1e-7, 4e-6, 40)[::-1, None])  # below what single precision resolves
    assert nearest_words(direction[None], words, 40)[0].ravel().tolist() == list(range(39, -1, -1))


def test_vectors_that_are_no_numbers_do_not_fail() -> None:
    indices, _ = nearest_words(np.full((1, 2), np.nan), np.eye(2))
    assert indices.tolist() == [[0]]


def test_a_memory_map_of_many_words(tmp_path: Path) -> None:
    words = np.memmap(tmp_path / "rows", "<f4", mode="w+", shape=(40_000, 16))
    words[:] = np.random.default_rng(3).normal(size=words.shape)
    rows = np.array([0, 8191, 8192, 39_999])
    indices, distances = nearest_words(words[rows], words)
    assert indices.ravel().tolist() == rows.tolist()
    assert not distances.any()
