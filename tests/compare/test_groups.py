"""The groups of a run's moments, and what is said where there is nothing to compare."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from crvae_core.compare.comparison import sides_of
from crvae_core.compare.groups import BY_TAG, OTHERS, groups_of
from crvae_core.errors import GroupsError, InputError
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.marks import moment_place, put_marks
from crvae_core.project.project import Project
from crvae_core.project.properties import set_properties
from crvae_core.runs.left_out import LeftOut
from crvae_core.runs.moments import Moments


def _moments(project: Project, videos: str = "v0 v1 v2") -> Moments:
    pairs = project.pairs()
    pairs = pairs[pairs["video_id"].isin(videos.split())].reset_index(drop=True)
    run = cast("Any", SimpleNamespace(project=project, name="r"))
    return Moments(
        run, pairs, np.zeros((len(pairs), 2), np.float32), {}, np.ones(len(pairs), bool), LeftOut()
    )


@pytest.fixture
def three(make_project: Callable[..., Project]) -> Project:
    """Three videos of 4, 3 and 2 moments."""
    return make_project((4, 6), (3, 6), (2, 6))


def test_a_video_without_group_stands_for_itself(three: Project) -> None:
    project = set_properties(three, {"v0": {"group": "A <b>"}, "v2": {"group": "A <b>"}})
    groups = groups_of(_moments(project))
    assert groups.names == ("A <b>", "video v1")
    assert [rows.tolist() for rows in groups.members] == [[0, 1, 2, 3, 7, 8], [4, 5, 6]]
    assert groups.rows("A <b>").tolist() == [0, 1, 2, 3, 7, 8]
    assert groups.videos_of("A <b>") == ("v0", "v2")
    assert groups.time[:3].tolist() == [0, 2, 4]
    assert groups.alone == {"video v1"}


def test_groups_that_somebody_gave_are_compared_before_films_without_one(three: Project) -> None:
    project = set_properties(three, {"v1": {"group": "B"}, "v2": {"group": "C"}})  # v0 has the most moments
    groups = groups_of(_moments(project))
    assert groups.by_weight() == ["B", "C", "video v0"]
    assert groups.by_weight(but=["B"]) == ["C", "video v0"]
    assert [side.name for side in (sides_of(groups).first, sides_of(groups).second)] == ["B", "C"]
    assert sides_of(groups, "video v0").second.name == "B"


def test_groups_by_other_properties(three: Project) -> None:
    project = set_properties(three, {"v0": {"outlet": "X"}, "v1": {"outlet": "video v2"}})
    assert groups_of(_moments(project), "video").names == ("video v0", "video v1", "video v2")
    assert groups_of(_moments(project), "outlet").names == ("X", "video v2", "video v2 (v2)")
    with pytest.raises(GroupsError, match="no property 'colour': choose from group"):
        groups_of(_moments(project), "colour")


def test_what_comparing_needs_is_said(three: Project, make_project: Callable[..., Project]) -> None:
    alone = make_project((4, 6), folder="alone")
    one = set_properties(three, {video: {"group": "A"} for video in ("v0", "v1", "v2")})
    two = set_properties(three, {"v2": {"group": "B"}})
    for moments, needs in (
        (_moments(alone), "videos"),
        (_moments(one), "groups"),
        (_moments(two, "v0"), "moments"),
    ):
        with pytest.raises(GroupsError) as raised:
            groups_of(moments)
        assert raised.value.needs == needs
    with pytest.raises(GroupsError, match="no moments of the project's videos"):
        groups_of(_moments(two, ""))


def test_an_empty_group_is_named(three: Project) -> None:
    project = set_properties(three, {"v0": {"group": "A"}, "v1": {"group": "B"}, "v2": {"group": "C"}})
    groups = groups_of(_moments(project, "v0 v1"))
    assert (groups.names, groups.empty) == (("A", "B"), ("C",))
    with pytest.raises(GroupsError, match="'C' has no moment"):
        groups.rows("C")
    with pytest.raises(GroupsError, match="no group 'D'"):
        groups.number("D")


@pytest.fixture
def tagged(three: Project) -> Project:
    """Masks on moments 0 to 4, coats on 4 to 6; a tag without a moment, and one called like the others."""
    for name in ("mask", "coat", "unused", OTHERS):
        add_tag(three, name)
    pairs = three.pairs()
    put_marks(three, [moment_place(pairs.iloc[row]) for row in range(5)], "mask", coder="Ada")
    put_marks(three, [moment_place(pairs.iloc[row]) for row in range(4, 7)], "coat", coder="Bo")
    return three


def test_moments_are_grouped_by_tag_and_those_with_both_are_left_out(tagged: Project) -> None:
    groups = groups_of(_moments(tagged), BY_TAG)
    assert groups.names == ("mask", "coat", OTHERS)
    assert groups.empty == ("unused", f"“{OTHERS}”")
    sides = sides_of(groups)
    assert (sides.first.name, sides.first.rows.tolist()) == ("mask", [0, 1, 2, 3])
    assert (sides.second.rows.tolist(), sides.in_both) == ([5, 6], 1)
    against = sides_of(groups, OTHERS, "mask")
    assert against.first.rows.tolist() == [5, 6, 7, 8]
    assert against.second.rows.tolist() == [0, 1, 2, 3, 4]
    assert groups.pair("coat") == ("coat", "mask")
    with pytest.raises(InputError, match="itself"):
        sides_of(groups, "mask", "mask")


def test_groups_by_tag_may_be_of_one_film_which_is_said(tagged: Project) -> None:
    sides = sides_of(groups_of(_moments(tagged), BY_TAG), "mask", OTHERS)
    between = sides.between()
    assert (between.shared, between.who) == (1, "these two sets of moments")
    assert "same film, so they are not quite independent" in between.caution
    assert sides.film.tolist() == [0, 0, 0, 0, 1, 1, 1, 2, 2]
    assert len(set(sides.video.tolist())) == 4  # the film of both counts for either of them
    with pytest.raises(GroupsError, match="have the tag 'mask' alone"):
        groups_of(_moments(tagged, "v0"), BY_TAG)


def test_a_filter_by_tag_leaves_its_moments_in_every_group(tagged: Project) -> None:
    groups = groups_of(_moments(tagged), "video", "mask")
    assert groups.names == ("video v0", "video v1")
    assert [rows.tolist() for rows in groups.members] == [[0, 1, 2, 3], [4]]
    for tag, said in (("gone", "no moment"), ("coat", "belong to 'video v1'")):
        with pytest.raises(GroupsError, match=said) as raised:
            groups_of(_moments(tagged), "video", tag)
        assert raised.value.needs == "tags"
