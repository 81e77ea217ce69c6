"""Properties of videos: what may be said, kept in project.json, read from a CSV file."""

import json
from collections.abc import Callable

import pytest

from crvae_core.errors import ProjectError
from crvae_core.project.keeping import remove_video, removed_videos, restore_video
from crvae_core.project.project import Project, open_project
from crvae_core.project.properties import (
    columns_of,
    properties_csv,
    properties_of,
    read_properties,
    set_properties,
)


@pytest.fixture
def two(make_project: Callable[..., Project]) -> Project:
    """Two videos, v0 and v1."""
    return make_project((4, 6), (3, 6))


def test_properties_are_kept_and_taken_back(two: Project) -> None:
    said = {"Culture": " 中国 \n (大陆)", "date": "2021-2", "URL": "https://example.org/a", "Presenter": "A"}
    set_properties(two, {"v0": said | {"title": "News"}, "v1": {"licence note": "CC BY"}})
    again = open_project(two.folder)
    assert again.video("v0").name == "News"
    assert again.video("v0").properties == {
        "group": "中国 (大陆)", "date": "2021-02", "source": "https://example.org/a", "Presenter": "A",
    }  # fmt: skip
    assert columns_of(again) == ["group", "date", "source", "language", "licence", "Presenter"]
    table = properties_of(again)
    assert table["language"].tolist() == ["en", "en"]
    assert table["licence"].tolist() == ["", "CC BY"]
    assert set_properties(again, {"v0": {"Presenter": ""}}).video("v0").properties.keys() == {
        "group", "date", "source",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"date": "yesterday"}, "no date: write it as"),
        ({"date": "2021-13"}, "no date"),
        ({"source": "javascript:alert(1)"}, "no web address"),
        ({"source": "https://"}, "no web address"),
        ({"video_id": "v1"}, "can't be called"),
        ({" ": "x"}, "no name"),
        ({"title": " "}, "needs a name"),
        ({f"column {number}": "x" for number in range(41)}, "more than 40"),
    ],
)
def test_what_can_not_be_said_changes_nothing(two: Project, said: dict[str, str], match: str) -> None:
    with pytest.raises(ProjectError, match=match):
        set_properties(two, {"v0": {"group": "A"}, "v1": said})
    assert open_project(two.folder) == two


def test_a_table_goes_out_and_comes_back(two: Project) -> None:
    set_properties(two, {"v0": {"group": 'A "or" B, C', "note": "x;y"}})
    text = properties_csv(open_project(two.folder)).replace("x;y", "z")
    changed = set_properties(two, read_properties(two, text.encode("utf-16"), "t.csv"))
    assert changed.video("v0").properties == {"group": 'A "or" B, C', "note": "z", "language": "en"}


def test_a_table_of_excel_names_videos_by_title(two: Project) -> None:
    found = read_properties(two, "Title;Group\nvideo v1;日本\n\n".encode("gb18030"), "t.csv")
    assert found == {"v1": {"group": "日本"}}


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ("", "no table of text|no rows"),
        ("title,group\n", "has no rows"),
        ("group\nA\n", "column title, or video_id"),
        ("title,group,culture\nvideo v0,A,B\n", "'group' twice"),
        ("title,group\nvideo v0,A\nvideo v9,B\n", "row 3: the project has no video 'video v9'"),
        ("title,group\nvideo v0,A\nv0,B\n", "another row already"),
        ("title,\nvideo v0,A\n", "line 1: a property has no name"),
        ("\0\1\2\3" * 50, "no table of text"),
    ],
)
def test_a_table_that_can_not_be_is_told_of(two: Project, table: str, match: str) -> None:
    with pytest.raises(ProjectError, match=match):
        read_properties(two, table.encode(), "t.csv")


def test_properties_outlive_removal(two: Project) -> None:
    set_properties(two, {"v0": {"group": "A"}})
    left = remove_video(two, "v0")
    back = restore_video(left, removed_videos(left)[0])
    assert back.video("v0").properties == {"group": "A"}


def test_projects_of_before_have_none(two: Project) -> None:
    path = two.folder / "project.json"
    stored = json.loads(path.read_text())
    for video in stored["videos"]:
        del video["properties"]
    path.write_text(json.dumps(stored))
    assert properties_of(open_project(two.folder))["group"].tolist() == ["", ""]
