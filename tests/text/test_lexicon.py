"""Vectors are read as words; what can't be told is unknown, never one arbitrary word."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.text import lexicon
from crvae_core.text.lexicon import UNKNOWN, Choice, Lexicon
from crvae_core.text.shared_space import open_shared_space
from crvae_core.text.vocabulary import own_vector

WORDS = ["up", "right", "nothing", "down", "twin", "sister"]
MATRIX = np.array([[0, 1], [1, 0], [0, 0], [0, -1], [-2, 0], [-2, 0]], np.float32)


def test_the_best_words_with_their_distances() -> None:
    (found,) = Lexicon(WORDS, MATRIX).nearest(np.array([[0.1, 0.9]]), 2)
    assert [choice.word for choice in found] == ["up", "right"]
    assert found[0].score == pytest.approx(0.02**0.5)
    (found,) = Lexicon(WORDS, MATRIX).nearest(np.array([[0.0, 9.0]]), 2, "cosine")
    assert found == [Choice("up", 1.0), Choice("right", 0.0)]


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_vectors_that_say_nothing_are_unknown(metric) -> None:
    nothing = np.array([[0.0, 0.0], [np.nan, 1.0], [np.inf, 0.0]])
    for choice, *_ in Lexicon(WORDS, MATRIX).nearest(nothing, 1, metric):
        assert choice.word == UNKNOWN


def test_words_without_a_vector_are_never_shown() -> None:
    (found,) = Lexicon(WORDS, MATRIX).nearest(np.array([[0.1, 0.1]]), 3)
    assert found[0].word == UNKNOWN  # nearer to the zeros than to any word
    assert "nothing" not in {choice.word for choice in found}
    (found,) = Lexicon(["lost", "gone"], np.zeros((2, 3))).nearest(np.ones((1, 3)))
    assert found[0].word == UNKNOWN
    assert Lexicon([], np.zeros((0, 3))).nearest(np.zeros((0, 3))) == []


def test_words_that_share_a_vector_stand_together_or_are_unknown() -> None:
    assert Lexicon(WORDS, MATRIX).nearest(np.array([[-2.0, 0.1]]))[0][0].word == "twin/sister"
    many = np.concatenate([MATRIX, np.tile([[5.0, 5.0]], (4, 1))])
    crowd = Lexicon([*WORDS, "a", "b", "c", "d"], many)
    assert crowd.nearest(np.array([[5.0, 5.0]]))[0][0].word == UNKNOWN


def test_a_random_direction_is_no_word_of_another_language() -> None:
    words, matrix = open_shared_space("en")
    strict = Lexicon(words, matrix, strict=True)
    noise = np.stack([own_vector(f"x{i}", matrix.shape[1]) for i in range(40)])
    unknown = [found[0].word == UNKNOWN for found in strict.nearest(noise, 1, "cosine")]
    assert sum(unknown) >= 36
    zh, rows = open_shared_space("zh")
    told = strict.nearest(rows[[zh.index(word) for word in ("病毒", "医生", "中国")]], 1, "cosine")
    assert [found[0].word for found in told] == ["virus", "doctor", "china"]


def test_frequent_words_are_the_first_ones() -> None:
    head = Lexicon(WORDS, MATRIX).first(2)
    assert len(head.words) == 2
    assert head.nearest(np.array([[0.0, -1.0]]), 5)[0][0].word in ("up", "right")
    assert len(Lexicon(WORDS, MATRIX).first(99).words) == len(WORDS)


def test_whole_files_are_read_from_disk_in_blocks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(lexicon, "BLOCK", 1000)
    rows = np.memmap(tmp_path / "rows", "<f4", mode="w+", shape=(20_000, 16))
    rows[:] = np.random.default_rng(0).normal(size=rows.shape)
    rows[500], rows[19_999] = 0, rows[3]
    found = Lexicon([str(row) for row in range(20_000)], rows).nearest(rows[[3, 8000, 15_000]])
    assert [choices[0].word for choices in found] == ["3/19999", "8000", "15000"]


def test_wrong_sizes() -> None:
    with pytest.raises(ValueError, match="nearest"):
        Lexicon(WORDS, MATRIX).nearest(np.ones((1, 3)))
