"""Answers of a comparison: what they say of two films or groups, how they lie on disk, and bad input."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.compare.as_2023 import TwoGaussians, two_gaussians
from crvae_core.compare.film_look import culture_or_film
from crvae_core.compare.records import codec, to_json
from crvae_core.compare.sides import Between, SideNote, size_note, two_sides
from crvae_core.compare.spaces import Spaces
from crvae_core.compare.style import MEASURES
from crvae_core.compare.style_effects import (
    OVERALL,
    STANDARDISED,
    StyleEffects,
    ends_of_scale,
    style_effects,
)
from crvae_core.compare.timelines import timelines
from crvae_core.compare.told import Told, unlike_pairs, who_tells
from crvae_core.errors import InputError


def sides_of_films(films: int, moments: int, names: tuple[str, str] = ("A", "B")):  # type: ignore[no-untyped-def]
    video = np.repeat([f"v{number}" for number in range(2 * films)], moments)
    group = np.repeat(names, films * moments)
    return two_sides(group, video, np.tile(np.arange(moments) * 2.0, 2 * films))


def between(first: int, second: int) -> Between:
    return Between(SideNote("A", first, 10, "video"), SideNote("B", second, 10, "video"))


def test_films_are_in_the_order_of_time_whatever_the_rows() -> None:
    sides = two_sides(["B", "A", "A", "B", "A", ""], ["x", "z", "y", "x", "y", "q"], [4, 0, 3, 2, 1, 0])
    assert (sides.first.name, sides.first.rows.tolist(), sides.first.video.tolist()) == ("B", [3, 0], [0, 0])
    assert (sides.second.rows.tolist(), sides.second.video.tolist()) == ([1, 4, 2], [0, 1, 1])
    assert sides.video.tolist() == [0, 0, 1, 2, 2]


@pytest.mark.parametrize(
    ("group", "asked", "said"),
    [
        (["A", "A"], {}, "all moments are of the group 'A'"),
        (["", ""], {}, "no video has a group"),
        (["A", "B"], {"first": "C"}, "no kept moment is of the group 'C'"),
        (["A", "B"], {"first": "B", "second": "B"}, "compared with itself"),
    ],
)
def test_what_compare_needs_is_said(group: list[str], asked: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        two_sides(group, ["x", "y"], [0, 0], **asked)


def test_the_largest_groups_are_compared_if_none_is_named() -> None:
    group, video = ["C", "A", "A", "B", "B", "B"], list("xyyzzz")
    assert [side.name for side in (two_sides(group, video, range(6)).first,)] == ["A"]
    named = two_sides(group, video, range(6), second="C")
    assert (named.first.name, named.second.name) == ("B", "C")


@pytest.mark.parametrize(
    ("films", "who"), [((1, 1), "these two films"), ((1, 4), "these 5 films"), ((2, 2), "these two groups")]
)
def test_nobody_speaks_of_cultures_where_there_is_one_film(films: tuple[int, int], who: str) -> None:
    assert between(*films).who == who
    assert ("alone" in between(*films).caution) == (1 in films)


def test_names_of_groups_may_hold_any_characters() -> None:
    names = ("second <b>", 'first "{x}" 中国')
    sides = sides_of_films(1, 30, names)
    assert sides.between().named("mostly first") == "mostly second <b>"
    assert sides.between().named("only second") == f"only {names[1]}"
    assert sides.between().named("shared") == "shared"


def test_groups_of_very_different_size_are_noted() -> None:
    uneven = Between(SideNote("A", 1, 10, "video"), SideNote("B", 1, 500, "video"))
    assert size_note(uneven).startswith("A has 10 moments")
    assert not size_note(between(1, 1))


def made_style(films: int, moments: int, gap: float, seed: int = 0):  # type: ignore[no-untyped-def]
    """Two themes; B shows the bright one more often, and inside both themes A is brighter by `gap`."""
    random = np.random.default_rng(seed)
    sides = sides_of_films(films, moments)
    second = np.repeat([0, 1], films * moments)
    labels = (random.random(len(second)) < np.where(second, 0.7, 0.3)).astype(int)
    values = 10.0 * labels + gap * (second == 0) + random.normal(size=len(second))
    return sides, labels, {MEASURES[2].key: values}


@pytest.mark.parametrize(("films", "moments"), [(1, 300), (8, 60)])
def test_a_difference_of_style_is_told_from_one_of_themes(films: int, moments: int) -> None:
    sides, labels, values = made_style(films, moments, 1.0)
    found = style_effects(sides, labels, {0: "dark", 1: "bright"}, values, MEASURES[2:3])
    overall, same = found.of("brightness", OVERALL), found.of("brightness", STANDARDISED)
    assert overall is not None
    assert same is not None
    assert overall.difference.value < -2  # B looks brighter, since it shows the bright theme more often
    assert same.difference.low < 1 < same.difference.high
    assert same.told_apart
    assert [one.told_apart for one in found.effects if one.theme >= 0] == [True, True]
    assert "more in A" in same.sentence()
    assert "with the same mixture" in found.sentence().lower()


def test_a_theme_with_a_moment_or_a_measure_that_is_not_known_is_not_compared() -> None:
    sides, labels, values = made_style(1, 40, 0.0)
    labels[0] = 7
    values["brightness"][sides.second.rows] = np.nan
    found = style_effects(sides, labels, {0: "dark", 1: "bright", 7: "one"}, values, MEASURES[2:3])
    assert all(np.isnan(one.q) for one in found.effects)
    assert "too little to compare" in found.effects[0].sentence()
    assert (
        "can be compared: the themes that both show have too few moments; nor can one inside"
        in found.sentence()
    )
    assert "differ" not in found.sentence()  # what was not measured is not said to be alike


def test_without_the_look_a_film_s_own_brightness_is_gone() -> None:
    sides, labels, values = made_style(1, 200, 3.0)
    with_look, without = (
        style_effects(sides, labels, {0: "dark", 1: "bright"}, values, MEASURES[2:3], look).of("brightness")
        for look in (False, True)
    )
    assert without is not None
    assert abs(without.difference.value) < 1e-9
    assert with_look is not None
    assert abs(with_look.difference.value) > 0.5
    assert "without each film's own look" in without.sentence()


def test_the_ends_of_a_scale_are_apart_in_time() -> None:
    sides = sides_of_films(1, 20)
    low, high = ends_of_scale(np.arange(40.0), sides.first, np.ones(40, bool), 3)
    assert (low, high) == ([0, 3, 6], [19, 16, 13])


def two_kinds(films: int = 1):  # type: ignore[no-untyped-def]
    """A tells scenes 0 and 1, B scenes 1 and 2; words of scene 1 differ between pictures 3 and 4 of it."""
    random = np.random.default_rng(5)
    sides = sides_of_films(films, 60)
    scene = np.where(
        np.repeat([0, 1], 60 * films) == 0,
        np.arange(120 * films) // 6 % 2,
        1 + np.arange(120 * films) // 6 % 2,
    )
    centres = np.eye(3) * 20
    noise = random.normal(size=(2, len(scene), 3))
    vectors = {name: centres[scene] + part for name, part in zip(("picture", "words"), noise, strict=True)}
    spoken = np.ones(len(scene), bool)
    return sides, scene, Spaces(vectors | {"both": vectors["picture"]}, spoken)


def test_scenes_that_one_group_alone_tells_have_no_counterpart() -> None:
    sides, scene, spaces = two_kinds()
    told = who_tells(sides, spaces, "both")
    common = scene[sides.first.rows] == 1
    assert told.of_first.found[common].mean() > 0.8
    assert not told.of_first.found[~common].any()
    assert told.table["first alone"] + told.table["first, told by both"] == 60
    assert "these two films" in told.sentence()
    drawn = timelines(sides, np.tile(np.arange(60) * 2.0, 2), scene, told)
    assert (scene[drawn.links] == 1).all()
    assert len(timelines(sides, np.zeros(120), scene, told, most=5).links) == 5


def test_moments_without_words_have_no_counterpart_by_words() -> None:
    sides, _, spaces = two_kinds()
    spaces.spoken[sides.second.rows] = False
    told = who_tells(sides, spaces, "words")
    assert not told.of_first.found.any()
    assert len(told.second) == 0
    assert unlike_pairs(sides, spaces, who_tells(sides, spaces, "picture"), told, "same words").pairs == ()


def test_the_same_words_with_another_picture_come_first() -> None:
    sides, scene, spaces = two_kinds()
    odd = int(sides.first.rows[scene[sides.first.rows] == 1][4])
    spaces.vectors["picture"][odd] += 60
    told = {space: who_tells(sides, spaces, space) for space in ("picture", "words")}
    found = unlike_pairs(sides, spaces, told["picture"], told["words"], "same words")
    assert found.pairs[0].first == odd
    assert found.pairs[0].unlike > 10 > 1 > found.pairs[0].alike
    assert "times as far apart" in found.sentence()


def test_a_mere_look_is_called_one_and_a_few_moments_are_not_judged() -> None:
    random = np.random.default_rng(1)
    sides = sides_of_films(1, 150)
    vectors = random.normal(size=(300, 8))
    look = vectors + np.where(sides.is_second[:, None] == 1, 4.0, 0.0)
    assert culture_or_film(sides, look).verdict == "look"
    assert culture_or_film(sides, vectors).verdict == "neither"
    assert "its look (colour cast" in culture_or_film(sides, look).sentence()
    other = (
        vectors + 8 * np.where(sides.is_second == 0, np.sign(vectors[:, 0]), 0)[:, None]
    )  # A shows two kinds, B one
    assert culture_or_film(sides, other).verdict == "content"
    few = culture_or_film(sides_of_films(1, 3), vectors[:6])
    assert few.verdict == "unknown"
    assert "too" in few.sentence()


def test_two_gaussians_find_groups_that_lie_apart() -> None:
    random = np.random.default_rng(2)
    sides = sides_of_films(1, 50)
    apart = random.normal(size=(100, 4)) + 30 * sides.is_second[:, None]
    assert two_gaussians(sides, apart).agreement == 1
    mixed = random.normal(size=(100, 4)) + 30 * (np.arange(100) % 2)[:, None]
    assert two_gaussians(sides, mixed).agreement < 0.6


def test_answers_come_back_from_disk_as_they_were(tmp_path: Path) -> None:
    sides, labels, values = made_style(1, 40, 1.0)
    values["brightness"][:3] = np.nan
    style = style_effects(sides, labels, {0: "dark", 1: "bright"}, values, MEASURES[2:3])
    made, scene, spaces = two_kinds()
    for answer, kind in (
        (style, StyleEffects),
        (who_tells(made, spaces, "both"), Told),
        (two_gaussians(sides, np.random.default_rng(0).normal(size=(80, 3))), TwoGaussians),
    ):
        place = codec(kind)
        place.write(tmp_path / "answer.npz", answer)
        back = place.read(tmp_path / "answer.npz")
        assert to_json(back) == to_json(answer)
        assert back.sentence() == answer.sentence()
    assert scene.size
