"""A name means the same project to commands and in Python."""

from pathlib import Path

import pytest

from crvae_core import open_project
from crvae_core.errors import ProjectError
from crvae_core.project.keeping import rename_project
from crvae_core.project.naming import project_folder
from crvae_core.project.new_project import create_project
from crvae_core.terminal import opened


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, elsewhere than the working directory."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_name_alone_is_a_project_of_the_workspace(home: Path) -> None:
    assert project_folder("news", home) == home / "news"
    assert project_folder("./news", home) == Path("news")  # pathlib takes the dot away, the choice is kept
    assert project_folder("新闻", home).parent == home
    rename_project(create_project(home / "vaccine-1a2b"), "Vaccine news")
    assert project_folder("Vaccine news", home) == home / "vaccine-1a2b"
    create_project(Path("news"))
    assert project_folder("news", home) == Path("news")


def test_python_opens_what_commands_open(home: Path) -> None:
    rename_project(create_project(home / "vaccine-1a2b"), "Vaccine news")
    here = create_project(Path("mine"))
    for named, folder in (
        ("Vaccine news", home / "vaccine-1a2b"),
        ("vaccine-1a2b", home / "vaccine-1a2b"),
        ("mine", here.folder),
        (str(home / "vaccine-1a2b"), home / "vaccine-1a2b"),
    ):
        assert open_project(named).folder == opened(named).folder == folder
    with pytest.raises(ProjectError, match="home"):  # it says where it was looked for
        open_project("news")
    with pytest.raises(ProjectError, match="there is no project"):
        open_project(Path("vaccine-1a2b"))  # a path is a path
