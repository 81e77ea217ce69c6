"""Projects and videos that are renamed, copied, removed and had back."""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crvae_core.errors import ProjectError
from crvae_core.files import write_json
from crvae_core.project import keeping
from crvae_core.project.keeping import (
    copy_project,
    remove_project,
    remove_video,
    removed_projects,
    removed_videos,
    rename_project,
    rename_video,
    restore_project,
    restore_video,
)
from crvae_core.project.project import open_project
from crvae_core.project.workspace import survey


def test_names_change_and_nothing_else_does(make_project) -> None:
    project = make_project((6, 4), (5, 4))
    before = project.pairs()
    rename_project(project, "  News \x07 of\n winter  ")
    renamed = rename_video(project, "v1", "CCTV 新闻")
    assert renamed.name == "News of winter"
    assert [video.name for video in open_project(project.folder).videos] == ["video v0", "CCTV 新闻"]
    pd.testing.assert_frame_equal(renamed.pairs(), before)
    for rename in (lambda: rename_project(project, " \n"), lambda: rename_video(project, "v1", "\x00")):
        with pytest.raises(ProjectError, match="needs a name"):
            rename()


def test_a_copy_stands_for_itself(make_project) -> None:
    project = make_project((6, 4))
    write_json(project.folder / "runs" / "r" / "config.json", {})
    write_json(project.folder / "work" / "1" / "work.json", {})
    write_json(project.folder / "access.json", {"owner": "ada", "shared_with": [], "public": True})
    copied = copy_project(project)
    assert not (copied.folder / "access.json").exists()  # it belongs to who made it
    assert copied.name == "tiny (copy)"
    assert copied.folder.parent == project.folder.parent
    assert (copied.folder / "runs" / "r" / "config.json").exists()
    assert not (copied.folder / "work").exists()
    remove_video(copied, "v0")
    assert len(open_project(project.folder).pairs()) == 6
    assert not list(project.folder.parent.glob(".copy-*"))


def test_a_removed_project_can_be_had_back(make_project) -> None:
    project = make_project((6, 4))
    workspace = project.folder.parent
    removed = remove_project(project)
    assert not survey(workspace).projects
    assert not survey(workspace).unreadable
    (found,) = removed_projects(workspace)
    assert (found.name, found.place) == ("tiny", removed.place)
    assert 23.9 < found.hours_left <= 24
    assert len(restore_project(workspace, found).pairs()) == 6
    assert removed_projects(workspace) == []
    with pytest.raises(ProjectError, match="any more"):
        restore_project(workspace, found)


def test_a_removed_video_comes_back_as_it_was(make_project) -> None:
    project = make_project((6, 4), (5, 4))
    before, frames = project.pairs(), np.array(project.frames("v0")[:6])
    changed = remove_video(project, "v0")
    assert set(changed.pairs()["video_id"]) == {"v1"}
    assert not changed.video_folder("v0").exists()
    (removed,) = removed_videos(changed)
    assert removed.name == "video v0"
    back = restore_video(changed, removed)
    assert [video.video_id for video in back.videos] == ["v1", "v0"]
    expected = before.sort_values("pair_id").reset_index(drop=True)
    found = back.pairs().sort_values("pair_id").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)
    assert (np.array(back.frames("v0")[:6]) == frames).all()
    assert removed_videos(back) == []


def test_the_last_video_comes_back_too(make_project) -> None:
    project = remove_video(make_project((6, 4)), "v0")
    assert len(restore_video(project, removed_videos(project)[0]).pairs()) == 6


def test_after_a_day_it_is_gone_for_good(make_project, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project((6, 4), (5, 4))
    remove_video(project, "v0")
    (removed,) = removed_videos(project)
    later = time.time() + keeping.KEPT_S + 1
    monkeypatch.setattr(keeping.time, "time", lambda: later)
    assert removed_videos(project) == []
    assert not removed.place.exists()
    with pytest.raises(ProjectError, match="any more"):
        restore_video(project, removed)


@pytest.mark.parametrize("wrong", ["../../out", "v9", ".hidden"])
def test_what_was_changed_by_hand_is_not_brought_in(make_project, wrong: str) -> None:
    project = remove_video(make_project((6, 4), (5, 4)), "v0")
    (removed,) = removed_videos(project)
    stored = keeping.read_json(removed.place / "video.json")
    write_json(removed.place / "video.json", stored | {"video_id": wrong})
    with pytest.raises(ProjectError, match="any more"):
        restore_video(project, removed)
    outside = replace(removed, place=Path(os.sep) / "etc")
    with pytest.raises(ProjectError, match="any more"):
        restore_video(project, outside)
    with pytest.raises(ProjectError, match="any more"):
        restore_project(project.folder.parent, outside)
