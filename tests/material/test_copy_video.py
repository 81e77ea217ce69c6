"""A video that stands in its project twice: each for itself."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.doctor.project import check_project
from crvae_core.material.copy_video import copy_video
from crvae_core.material.dropped import dropped_pairs
from crvae_core.material.revise import keep_pairs
from crvae_core.project.keeping import remove_video
from crvae_core.project.project import Project, open_project


def test_a_copy_has_moments_of_its_own_and_touches_the_first_one_not(
    make_project: Callable[..., Project],
) -> None:
    project = make_project((6, 4))
    first = project.pairs()["pair_id"].iloc[0]
    project = keep_pairs(project, [first], kept=False)
    copied = copy_video(project, "v0")
    twin = copied.videos[1]
    assert twin.name == "video v0 (copy)"
    pairs = copied.pairs()
    own, other = (
        pairs[pairs["video_id"] == video.video_id].reset_index(drop=True) for video in copied.videos
    )
    columns = ["frame_row", "start_s", "text", "kept"]
    pd.testing.assert_frame_equal(own[columns], other[columns])
    assert not set(own["pair_id"]) & set(other["pair_id"])
    assert (np.array(copied.frames(twin.video_id)[:6]) == np.array(copied.frames("v0")[:6])).all()
    found = check_project(copied.folder, deep=True)
    assert {one.mend for one in found if one.subject == twin.video_id} <= {
        one.mend for one in found if one.subject == "v0"
    }  # nothing is wrong with the copy alone
    back = keep_pairs(copied, other["pair_id"].tolist(), kept=True)
    assert dropped_pairs(back, twin.video_id) == set()
    assert dropped_pairs(back, "v0") == {first}
    assert len(remove_video(back, "v0").pairs()) == 6


def test_videos_are_copied_and_had_back_on_the_command_line(make_project: Callable[..., Project]) -> None:
    project = make_project((6, 4), (5, 4))

    def run(*arguments: str) -> int:
        return CliRunner().invoke(main, list(arguments)).exit_code

    folder = str(project.folder)
    assert run("copy", folder, "v0", "--name", "again") == 0
    assert [video.name for video in open_project(project.folder).videos][-1] == "again"
    assert run("remove", folder, "again") == run("remove", folder, "v1") == 0
    assert [video.video_id for video in open_project(project.folder).videos] == ["v0"]
    assert run("restore", folder, "again") == run("restore", folder) == 0
    assert {video.name for video in open_project(project.folder).videos} == {"video v0", "video v1", "again"}
    assert run("restore", folder) == 2


def test_projects_are_renamed_copied_removed_and_had_back_on_the_command_line(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project((6, 4))
    monkeypatch.setenv("CRVAE_HOME", str(project.folder.parent))

    def run(*arguments: str) -> int:
        return CliRunner().invoke(main, ["project", *arguments]).exit_code

    assert run("rename", "project", "News of winter") == 0
    assert run("copy", "News of winter", "--name", "Twin") == 0
    assert run("remove", "Twin") == run("remove", "project") == 0
    assert run("restore", "Twin") == run("restore") == 0
    assert run("restore") == 2
    assert open_project(project.folder).name == "News of winter"
