"""How shares, means and their differences are told: a reader can subtract what stands there."""

import re

import numpy as np
import pytest

from crvae_core.compare.intervals import Estimate, share_difference
from crvae_core.compare.phrases import means_told, points, points_interval
from crvae_core.compare.sides import Between, SideNote
from crvae_core.compare.tag_shares import TagShare
from crvae_core.compare.theme_answers import NamedTheme, Themes
from crvae_core.compare.themes import Theme
from crvae_core.compare.word_in_themes import WordInTheme
from crvae_core.wording import percent

A, B = SideNote("A", 9, 50, "video"), SideNote("B", 9, 40, "video")
BETWEEN = Between(A, B)
SHARES = [(0.1754, 0.1604), (0.1246, 0.1154), (0.3, 0.3), (1.0, 0.0), (0.0049, 0.0), (0.62441, 0.62439)]


def _share(value: float) -> Estimate:
    return Estimate(value, 0.05, 8.0, max(0.0, value - 0.1), min(1.0, value + 0.1), 100, 9.0, 50.0)


def _theme(first: float, second: float, verdict: str = "shared") -> NamedTheme:
    one, other = _share(first), _share(second)
    return NamedTheme(
        BETWEEN, "news", Theme(0, one, other, share_difference(one, other), 0.3, verdict), (), ()
    )


def _sentences(first: float, second: float) -> list[str]:
    one, other = _share(first), _share(second)
    difference = share_difference(one, other)
    return [
        *(
            _theme(first, second, verdict).sentence()
            for verdict in ("shared", "unclear", "mostly first", "only first")
        ),
        TagShare("news", one, other, difference, 0.3).sentence(BETWEEN, ""),
        WordInTheme(A, "news", 0, "clinic", one, other, difference, 0.3).sentence(),
    ]


@pytest.mark.parametrize(("first", "second"), SHARES)
def test_the_difference_is_that_of_the_shares_as_they_are_told(first, second):
    for sentence in _sentences(first, second):
        told = [float(share) for share in re.findall(r"([\d.]+)% \(", sentence)]
        gap = re.search(r"(less than )?([\d.]+) percentage points", sentence)
        assert len(told) == 2
        assert gap
        assert (0.0 if gap[1] else float(gap[2])) == pytest.approx(abs(told[0] - told[1]))


def test_shares_that_differ_by_less_than_is_told_are_not_said_to_be_equal():
    assert points(0.62441, 0.62439) == "less than 0.1 percentage points"
    assert points(0.3, 0.3) == "0.0 percentage points"
    assert points_interval(share_difference(_share(0.3), _share(0.3))).startswith("95% interval -")


def test_a_share_has_one_decimal_and_only_none_and_all_are_whole():
    told = {
        0.125: "12.5%",
        0.0: "0%",
        1.0: "100%",
        1 - 1e-12: "100%",
        0.0001: "under 0.1%",
        0.9999: "over 99.9%",
    }
    assert {value: percent(value) for value in told} == told
    assert percent(float("nan")) == "an unknown share"


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (12.32, 4.571, ("12.3", "4.6", "7.7")),
        (312.4, 312.0, ("312.40", "312.00", "0.40")),
        (0.0312, 0.0298, ("0.031", "0.030", "0.001")),
        (0.50001, 0.5, ("0.500", "0.500", "less than 0.001")),
        (-0.00001, 2.0, ("0.00", "2.00", "2.00")),
    ],
)
def test_means_are_told_in_the_digits_of_their_difference(first, second, shown):
    told = means_told(first, second)
    assert (told.number(first), told.number(second), told.gap()) == shown


def test_an_unknown_mean_is_told_as_unknown():
    told = means_told(np.nan, 1.0)
    assert (told.number(np.nan), told.gap()) == ("unknown", "unknown")


def test_a_summary_says_what_shared_and_unclear_mean():
    themes = Themes(
        BETWEEN, tuple(_theme(0.2, 0.1, verdict) for verdict in ("shared", "unclear", "only second"))
    )
    said = themes.sentence()
    assert said.startswith("1 of 3 themes is shared (both show")
    assert "1 is unclear (one group hardly shows" in said
    assert "only B: “news”" in said
    assert "2% at most" in said
    assert "false discovery rate" in said
    assert "false discovery" not in Themes(BETWEEN, (_theme(0.2, 0.1),)).sentence()
