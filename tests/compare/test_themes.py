"""Themes, counterparts and separation on made groups whose truth is known."""

import numpy as np
import pytest

from crvae_core.compare.counterparts import counterparts
from crvae_core.compare.resampling import Sample
from crvae_core.compare.separation import separation, stretches, without_own_look
from crvae_core.compare.themes import GroupMoments, compare_themes


def shots(random: np.random.Generator, moments: int, shares: list[float]) -> np.ndarray:
    found: list[int] = []
    while len(found) < moments:
        found += [int(random.choice(len(shares), p=shares))] * int(random.integers(2, 6))
    return np.array(found[:moments])


def group(
    name: str, random: np.random.Generator, videos: int, moments: int, shares: list[float]
) -> GroupMoments:
    labels = np.concatenate([shots(random, moments, shares) for _ in range(videos)])
    return GroupMoments(name, labels, Sample(np.repeat(range(videos), moments)))


@pytest.mark.parametrize(("videos", "moments"), [(1, 300), (8, 80)])
def test_exclusive_and_shared_themes_are_told_apart(videos: int, moments: int) -> None:
    random = np.random.default_rng(0)
    first = group("A", random, videos, moments, [0.3, 0.3, 0.4, 0.0])
    second = group("B", random, videos, moments, [0.3, 0.3, 0.0, 0.4])
    found = {theme.number: theme for theme in compare_themes(first, second, range(4))}
    assert [found[number].verdict for number in range(4)] == ["shared", "shared", "only first", "only second"]
    assert found[2].difference.low > 0.2
    assert found[2].q < 0.001
    assert found[0].first.low < 0.3 < found[0].first.high


def test_two_films_without_a_difference_report_none() -> None:
    random, reports = np.random.default_rng(1), 0
    for _ in range(60):
        groups = [group(name, random, 1, 150, [0.4, 0.3, 0.2, 0.1]) for name in "AB"]
        reports += any(theme.told_apart for theme in compare_themes(*groups, range(4)))
    assert reports <= 6


def test_a_theme_that_nobody_shows_and_a_group_without_moments() -> None:
    some = GroupMoments("A", np.array([0, 0, 1, 1, 0]), Sample(np.zeros(5, int)))
    none = GroupMoments("B", np.zeros(0, int), Sample(np.zeros(0, int)))
    for themes in (compare_themes(some, none, [0, 1, 2]), compare_themes(none, some, [0, 1, 2])):
        assert [theme.verdict for theme in themes] == ["unclear"] * 3
        assert all(np.isnan(theme.q) for theme in themes)


def test_counterparts_are_near_mutual_and_may_be_missing() -> None:
    random = np.random.default_rng(2)
    scenes = random.normal(0, 10, (6, 5))
    second = np.concatenate([scenes[:5] + random.normal(0, 0.2, (5, 5)) for _ in range(6)])
    first = np.concatenate([scenes + random.normal(0, 0.2, (6, 5)) for _ in range(3)])
    found = counterparts(first, second, np.zeros(len(second), int))
    kinds = np.tile(range(6), 3)
    told = kinds < 5
    assert (found.rows[told] % 5 == kinds[told]).all()
    assert found.found[told].mean() > 0.8
    assert not found.found[~told].any()
    assert found.mutual.any()
    assert (~found.found).sum() >= 3
    back = counterparts(second, first, np.zeros(len(first), int))
    assert back.found.mean() > 0.8
    assert not counterparts(first, second[:0], np.zeros(0, int)).found.any()


def test_a_mere_colour_cast_separates_groups_until_it_is_taken_out() -> None:
    random = np.random.default_rng(3)
    video = np.repeat(range(10), 30)
    same = random.normal(size=(300, 6))
    cast = (
        same
        + 3 * random.normal(size=(10, 6))[video] * (0, 0, 0, 0, 0, 1)
        + np.where(video < 5, 4, 0)[:, None] * (1, 0, 0, 0, 0, 0)
    )
    marks = (video >= 5).astype(int)
    with_cast = separation(cast, marks, video, "video")
    without = separation(without_own_look(cast, video), marks, video, "video")
    assert with_cast.accuracy > 0.9
    assert with_cast.p < 0.05
    assert without.accuracy < 0.65
    assert separation(same, marks, video, "video").p > 0.05


def test_stretches_are_about_as_long_as_asked_for() -> None:
    found = stretches(np.repeat([3, 7], [10, 21]), 5)
    assert np.bincount(found).tolist() == [5, 5, 6, 5, 5, 5]
    assert stretches(np.zeros(3, int), 50).tolist() == [0, 0, 0]
