"""New projects: names of users, places that are taken, and places whose paths would get too long."""

from pathlib import Path

import pytest

from crvae_core.errors import ProjectError
from crvae_core.project.new_project import create_named_project, create_project
from crvae_core.project.project import is_project, open_project


@pytest.mark.parametrize("name", ["../../etc/passwd", "新闻", "a/b\\c", "CON", "<script>", "x" * 500])
def test_names_of_users_are_shown_but_never_paths(tmp_path: Path, name: str) -> None:
    project = create_named_project(tmp_path, name)
    assert project.folder.parent == tmp_path
    assert project.folder.name.replace("-", "").isalnum()
    assert project.folder.name.isascii()
    assert open_project(project.folder).name == (name if len(name) <= 80 else name[:79] + "…")


def test_a_long_name_is_cut_at_a_blank_and_says_so(tmp_path: Path) -> None:
    name = create_named_project(tmp_path, "A very long title " * 9).name
    assert name.endswith("A very…")
    assert len(name) <= 80


def test_a_name_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="needs a name"):
        create_named_project(tmp_path, "  \n")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    create_project(tmp_path / "one")
    with pytest.raises(ProjectError, match="already a project"):
        create_project(tmp_path / "one")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(ProjectError, match="not an empty folder"):
        create_project(tmp_path / "other")


def test_a_place_whose_paths_get_too_long_for_windows_is_refused(tmp_path: Path, monkeypatch) -> None:
    really = Path.mkdir

    def mkdir(self: Path, *args, **options) -> None:
        if len(str(self)) > 247:
            raise FileNotFoundError(2, "The system cannot find the path specified")
        really(self, *args, **options)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    deep = tmp_path / ("d" * max(1, 170 - len(str(tmp_path))))
    with pytest.raises(
        ProjectError, match="too long for the files of a project: choose a place nearer to the top"
    ):
        create_project(deep)
    assert not is_project(deep)
    assert create_project(tmp_path / "near").name == "near"
