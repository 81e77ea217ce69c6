"""The groups of a run's moments, and what is said where there is nothing to compare."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from crvae_core.compare.comparison import sides_of
from crvae_core.compare.groups import groups_of
from crvae_core.errors import GroupsError
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
    assert groups.group.tolist() == [0] * 4 + [1] * 3 + [0] * 2
    assert groups.rows("A <b>").tolist() == [0, 1, 2, 3, 7, 8]
    assert groups.videos_of("A <b>") == ("v0", "v2")
    assert groups.time[:3].tolist() == [0, 2, 4]
    assert not groups.one_film_each("A <b>", "video v1")
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
