"""Words inside a theme: known differences are found, words that come in runs do not promise too much."""

import re

import numpy as np
import pytest
from scipy.sparse import csr_array

from crvae_core.analysis.words import log_odds
from crvae_core.compare.said_words import Counted, compare_words, log_odds_by_unit
from crvae_core.compare.sides import Between, SideNote

BETWEEN = Between(SideNote("A", 1, 100, "stretch of time"), SideNote("B", 1, 100, "stretch of time"))
WORDS = [f"word{number}" for number in "abcdefghij"]


def said(
    random: np.random.Generator, rates: np.ndarray, moments: int, units: int, runs: float = 0.0
) -> Counted:
    """Words of moments; runs: how much the units differ in what they say."""
    unit = np.arange(moments) * units // moments
    own = rates * np.exp(runs * random.normal(size=(units, len(rates))))
    counts = random.poisson(own[unit])
    return Counted(csr_array(counts), unit)


def test_the_model_s_z_is_monroe_s() -> None:
    random = np.random.default_rng(0)
    first, second = (said(random, np.full(10, 0.3), 100, 20) for _ in range(2))
    found = log_odds_by_unit(first, second, first.total + second.total)
    expected = log_odds(first.total, second.total)
    np.testing.assert_allclose(found.log_odds, expected["log_odds"])
    np.testing.assert_allclose(found.z, expected["z"])


@pytest.mark.parametrize("runs", [0.0, 0.8])
def test_no_difference_is_rarely_reported_even_where_words_come_in_runs(runs: float) -> None:
    random, reports, believed = np.random.default_rng(1), 0, 0
    for _ in range(100):
        first, second = (said(random, np.full(10, 0.4), 80, 16, runs) for _ in range(2))
        found = log_odds_by_unit(first, second, first.total + second.total)
        reports += int((found.p < 0.05).sum())
        believed += int((np.abs(found.z) > 1.96).sum())
    assert reports <= 0.07 * 1000
    assert (believed > 0.2 * 1000) == (runs > 0)


def words_of(first: Counted, second: Counted, lone: dict[str, tuple[str, float]], one_language: bool):  # type: ignore[no-untyped-def]
    return compare_words(
        BETWEEN, (0, "clinic"), WORDS, (first, second), (first.total, second.total), lambda word: (word, "its gloss"), lone,
        one_language,
    )  # fmt: skip


def test_a_known_word_is_found_and_told_with_its_counts() -> None:
    random = np.random.default_rng(2)
    more = np.full(10, 0.3)
    more[3] = 1.5
    first, second = said(random, more, 120, 24), said(random, np.full(10, 0.3), 120, 24)
    found = words_of(first, second, {}, True)
    assert [word.word for word in found.first if word.told_apart] == ["wordd"]
    assert not any(word.told_apart for word in found.second if word.word == "wordd")
    sentence = found.first[0].sentence(BETWEEN, "clinic")
    assert f"{int(first.total[3])} times by A" in sentence
    assert "(its gloss)" in sentence
    assert "“wordd” for A" in found.sentence()
    other = found.second[0]  # its log-odds, interval and z are all told for the group that says it more often
    told = re.search(r"log-odds ([-.\d]+) for B \(.*; z = ([-.\d]+);", other.sentence(BETWEEN, "clinic"))
    assert other.z < 0
    assert told
    assert [float(one) > 0 for one in told.groups()] == [True, True]


def test_words_of_another_language_are_listed_apart_and_not_tested() -> None:
    random = np.random.default_rng(3)
    a, b = np.full(10, 0.5), np.full(10, 0.5)
    a[:5] = b[5:9] = 0  # the last alone is said by both
    found = words_of(said(random, a, 60, 12), said(random, b, 60, 12), {"wordf": ("worda", 0.2)}, False)
    assert found.tested == 1
    assert [(word.word, word.nearest) for word in found.lone_first] == [("wordf", "worda")]
    assert found.lone_second == ()


def test_captions_in_one_group_alone_are_said_to_be_missing() -> None:
    random = np.random.default_rng(4)
    found = words_of(said(random, np.full(10, 0.5), 60, 12), said(random, np.zeros(10), 60, 12), {}, True)
    assert found.tested >= 0
    assert (found.first, found.second) == ((), ())
    assert "B has no words (no such moment, or no captions)" in found.sentence()
