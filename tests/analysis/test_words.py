"""Words of clusters and clusters of words, by hand."""

import numpy as np
import pytest

from crvae_core.analysis.words import cluster_words, log_odds, wilson_interval, word_clusters

TOKENS = [
    ["Flu", "doctor"],
    ["doctor", "mask"],
    ["doctor", "the"],
    ["the", "snow"],
    ["snow", "the"],
    ["the"],
    None,
]
LABELS = np.array([0, 0, 0, 1, 1, 1, 1])


def test_the_words_that_set_a_cluster_apart_come_first() -> None:
    table = cluster_words(TOKENS, LABELS, 0, prior=5)
    assert table["word"][0] == "doctor"
    assert (table["count"][0], table["count_elsewhere"][0]) == (3, 0)
    assert table["z"].is_monotonic_decreasing
    assert (table["low"] < table["log_odds"]).all()
    assert (table["log_odds"] < table["high"]).all()
    the = table.set_index("word").loc["the"]
    assert the["log_odds"] < 0
    assert "snow" not in set(table["word"])
    assert len(cluster_words(TOKENS, LABELS, 0, top=2)) == 2


def test_log_odds_by_hand() -> None:
    row = log_odds(np.array([4.0, 6.0]), np.array([1.0, 9.0]), prior=2).iloc[0]
    alpha = 2 * 5 / 20
    here = (4 + alpha) / (10 + 2 - 4 - alpha)
    elsewhere = (1 + alpha) / (10 + 2 - 1 - alpha)
    assert row["log_odds"] == pytest.approx(np.log(here / elsewhere))
    assert row["z"] == pytest.approx(row["log_odds"] / np.sqrt(1 / (4 + alpha) + 1 / (1 + alpha)))


def test_even_words_have_an_interval_round_zero() -> None:
    table = cluster_words([["a", "b"], ["a", "b"]], np.array([0, 1]), 0)
    assert table["log_odds"].abs().max() == pytest.approx(0)
    assert (table["low"] < 0).all()


@pytest.mark.parametrize("tokens", [[[], []], [None, ["word"]]])
def test_a_cluster_without_words_has_none(tokens: list) -> None:
    assert cluster_words(tokens, np.array([0, 1]), 0).empty


def test_the_only_word_of_all() -> None:
    assert np.isfinite(cluster_words([["a"], ["a"]], np.array([0, 0]), 0)["log_odds"]).all()


def test_clusters_of_a_word() -> None:
    table = word_clusters(TOKENS, LABELS, " THE ")
    assert table["cluster"].tolist() == [1, 0]
    assert table["count"].tolist() == [3, 1]
    assert table["share"].tolist() == [0.75, pytest.approx(1 / 3)]
    assert table["low"][0] == pytest.approx(0.3006, abs=1e-3)  # Wilson, by hand
    assert table["high"][0] == pytest.approx(0.9544, abs=1e-3)
    assert word_clusters(TOKENS, LABELS, "unheard")["count"].sum() == 0


def test_wilson_stays_within_0_and_1() -> None:
    assert wilson_interval(0, 10)[0] == 0
    assert wilson_interval(10, 10)[1] == 1
    assert wilson_interval(0, 0) == (0.0, 1.0)
