"""Shares and means of groups: known values, and intervals that keep their promise where moments hang together."""

import numpy as np
import pytest

from crvae_core.compare.intervals import corrected, mean, mean_difference, share, share_difference
from crvae_core.compare.resampling import Sample, mean_error, series_length, stretch_length


def film(random: np.random.Generator, moments: int, p: float) -> np.ndarray:
    """Whether each moment shows the theme, in shots of two to six moments."""
    shots: list[int] = []
    while len(shots) < moments:
        shots += [int(random.random() < p)] * int(random.integers(2, 7))
    return np.array(shots[:moments], float)


def test_the_video_is_the_unit_from_five_on() -> None:
    few, many = Sample(np.repeat(range(4), 10)), Sample(np.repeat(range(5), 10))
    assert (few.unit, many.unit) == ("stretch of time", "video")
    assert [rows.start for rows in many.films] == [0, 10, 20, 30, 40]


def test_videos_count_alike_however_long_they_are() -> None:
    sample = Sample(np.repeat(range(5), [100, 10, 10, 10, 10]))
    has = (np.arange(140) < 100).astype(float)
    found = share(has, sample)
    assert found.value == pytest.approx(0.2)
    assert (found.units, found.freedom, found.n) == (5, 4, 140)


def test_stretches_are_as_long_as_the_data_hang_together() -> None:
    random = np.random.default_rng(0)
    alone = random.normal(size=2000)
    together = np.convolve(random.normal(size=2010), np.ones(11) / 11, "valid")
    assert series_length(alone) < 5 < series_length(together)
    assert stretch_length([alone, together]) == series_length(together)
    assert series_length(np.ones(50)) == 1


def test_the_error_of_a_mean_equals_that_of_drawn_stretches() -> None:
    random, length = np.random.default_rng(1), 5.0
    values = film(random, 90, 0.4)
    means = []
    for _ in range(4000):
        rows = np.empty(90, int)
        starts = random.random(90) < 1 / length
        starts[0] = True
        for place in range(90):
            rows[place] = random.integers(90) if starts[place] else (rows[place - 1] + 1) % 90
        means.append(values[rows].mean())
    expected = np.std(means) / np.sqrt(1 - length / 90)
    assert mean_error(values, length) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(("videos", "moments", "p"), [(1, 240, 0.2), (2, 150, 0.5), (8, 40, 0.3)])
def test_intervals_cover_the_truth_as_often_as_they_say(videos: int, moments: int, p: float) -> None:
    random, covered, rounds = np.random.default_rng(2), 0, 250
    for _ in range(rounds):
        has = np.concatenate([film(random, moments, p) for _ in range(videos)])
        found = share(has, Sample(np.repeat(range(videos), moments)))
        covered += found.low <= p <= found.high
    assert 0.9 <= covered / rounds <= 0.99


def test_no_difference_is_rarely_reported() -> None:
    random, found = np.random.default_rng(3), []
    for _ in range(200):
        groups = [share(film(random, 200, 0.3), Sample(np.zeros(200, int))) for _ in range(2)]
        found.append(share_difference(*groups).p)
    assert np.mean(np.array(found) < 0.05) <= 0.1
    assert np.mean(np.array(found) < 0.5) > 0.35


def test_a_theme_that_one_group_lacks_has_an_interval_all_the_same() -> None:
    none, some = share(np.zeros(100), Sample(np.zeros(100, int)), 5.0), share(
        np.r_[np.ones(40), np.zeros(60)], Sample(np.zeros(100, int)), 5.0
    )  # fmt: skip
    assert none.low == 0
    assert 0.03 < none.high < 0.4
    assert share_difference(some, none).low > 0
    empty = share(np.zeros(0), Sample(np.zeros(0, int)))
    assert (empty.n, empty.low, empty.high) == (0, 0, 1)
    assert np.isnan(share_difference(some, empty).p)


def test_means_of_ten_videos_are_welchs() -> None:
    from scipy import stats

    random = np.random.default_rng(4)
    first, second = random.normal(0, 1, 10), random.normal(1, 2, 10)
    sample = Sample(np.repeat(range(10), 3))
    found = mean_difference(mean(np.repeat(first, 3), sample), mean(np.repeat(second, 3), sample))
    expected = stats.ttest_ind(first, second, equal_var=False)
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval()))


def test_the_correction_is_benjamini_and_hochbergs() -> None:
    np.testing.assert_allclose(corrected(np.array([0.01, 0.04, np.nan, 0.03])), [0.03, 0.04, np.nan, 0.04])
    assert np.isnan(corrected(np.full(2, np.nan))).all()
