"""A project on disk: names, damage, versions, locks."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crvae_core.errors import ProjectError
from crvae_core.project.keeping import rename_project
from crvae_core.project.new_project import create_project
from crvae_core.project.project import EARLIER, Project, open_project
from crvae_core.project.workspace import survey


def test_a_new_project_opens_empty(tmp_path: Path) -> None:
    create_project(tmp_path / "one")
    project = open_project(tmp_path / "one")
    assert project.name == "one"
    assert project.videos == ()
    assert len(project.pairs()) == 0
    assert project.runs() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no project"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"schema_version": 1}', "damaged"),
        ('{"schema_version": 99, "name": "x", "created_at": "", "videos": []}', "version 99"),
    ],
)
def test_a_missing_or_damaged_project_is_explained(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "project.json").write_text(content)
    with pytest.raises(ProjectError, match=said):
        open_project(tmp_path)


def test_damaged_projects_are_named_beside_the_others(tmp_path: Path) -> None:
    create_project(tmp_path / "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "project.json").write_text("{")
    (tmp_path / "odd" / "project.json").mkdir(parents=True)
    shelf = survey(tmp_path)
    assert [project.name for project in shelf.projects] == ["good"]
    said = {damaged.folder.name: damaged.reason for damaged in shelf.unreadable}
    assert "damaged" in said["bad"]
    assert "can't be read" in said["odd"]
    assert survey(tmp_path / "nowhere").projects == ()


def test_damaged_pairs_are_explained(tmp_path: Path) -> None:
    project = create_project(tmp_path / "one")
    (project.folder / "pairs.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(ProjectError, match=r"pairs\.parquet can't be read"):
        project.pairs()


@pytest.mark.parametrize("run", ["", "../x", "a/b", ".hidden", "x" * 65, "a b"])
def test_run_names_can_be_folders(tmp_path: Path, run: str) -> None:
    with pytest.raises(ProjectError, match="can't name a run"):
        create_project(tmp_path / "one").run_folder(run)


def test_project_json_is_readable(tmp_path: Path) -> None:
    create_project(tmp_path / "one", "新闻")
    assert json.loads((tmp_path / "one" / "project.json").read_text(encoding="utf-8"))["name"] == "新闻"
    assert "新闻" in (tmp_path / "one" / "project.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("run", ["con", "NUL", "aux.1", "com1", "first."])
def test_run_names_can_be_folders_on_windows(tmp_path: Path, run: str) -> None:
    project = create_project(tmp_path / "one")
    with pytest.raises(ProjectError, match="can't name a run"):
        project.run_folder(run)
    assert project.run_folder(f"x{run}x").name == f"x{run}x"


@pytest.mark.parametrize("earlier", [True, False])
def test_a_project_of_an_earlier_version_is_kept_as_it_was(
    make_project: Callable[..., Project], earlier: bool
) -> None:
    project = make_project((3, 4))
    stored = json.loads(project.file("project.json").read_text(encoding="utf-8"))
    if earlier:
        del stored["videos"][0]["properties"]
    text = json.dumps(stored)
    project.file("project.json").write_text(text, encoding="utf-8")
    opened = open_project(project.folder)
    assert opened.video("v0").properties == {}
    assert len(opened.pairs()) == 3
    assert project.file("project.json").read_text(encoding="utf-8") == text  # to look at it writes nothing
    assert not (project.folder / EARLIER).exists()
    for name in ("Another", "A third"):
        rename_project(open_project(project.folder), name)
    assert open_project(project.folder).name == "A third"
    assert (project.folder / EARLIER).exists() == earlier
    if earlier:
        assert json.loads((project.folder / EARLIER).read_text(encoding="utf-8")) == stored
