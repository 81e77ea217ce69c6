"""Made corpora hold to their plan, and every figure of a comparison is counted."""

import json

import numpy as np
from click.testing import CliRunner

from crvae_core.bench.compare import measure_comparison
from crvae_core.bench.compare_corpus import GAPS, KINDS, SHARES, Plan, made_corpus
from crvae_core.cli import main


def test_made_films_hold_to_the_plan_and_come_again() -> None:
    corpus, again = (made_corpus(Plan(8, 300), 1) for _ in range(2))
    np.testing.assert_array_equal(corpus.vectors, again.vectors)
    sides = (corpus.sides.first, corpus.sides.second)
    shares = [np.bincount(corpus.kinds[side.rows], minlength=KINDS) / len(side.rows) for side in sides]
    np.testing.assert_allclose(shares, SHARES, atol=0.08)
    assert list(corpus.gaps.values()) == list(GAPS)
    assert (corpus.kinds[1:] == corpus.kinds[:-1]).mean() > 0.7  # shots


def test_films_without_a_difference_have_none_but_their_look() -> None:
    plain, look = (made_corpus(Plan(5, 100, differs=False, look=one), 2) for one in (False, True))
    assert set(plain.gaps.values()) == {0.0}
    means = [
        np.linalg.norm(
            made.vectors[made.sides.first.rows].mean(0) - made.vectors[made.sides.second.rows].mean(0)
        )
        for made in (plain, look)
    ]
    assert means[1] > 2 * means[0]


def test_every_figure_is_counted() -> None:
    found = measure_comparison(1)
    assert list(found) == ["two films", "ten films per group"]
    for figures in found.values():
        assert set(figures["coverage_percent"]) == {
            "shares", "differences of shares", "style inside themes", "style standardised",
        }  # fmt: skip
        assert figures["counterpart_of_right_kind_percent"] > 90


def test_times_of_every_answer_are_printed() -> None:
    done = CliRunner().invoke(main, ["bench", "compare", "--times", "--moments", "2000", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)["2000"]
    assert found["moments"] == 2000
    assert {"themes_s", "style_s", "told both_s", "look_s", "all_s", "first_view_from_disk_s"} <= set(found)
