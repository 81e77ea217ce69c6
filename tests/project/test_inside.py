"""Paths that stay in their project, links followed."""

from pathlib import Path

import pytest

from crvae_core.errors import ProjectError
from crvae_core.project.inside import inside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a folder, beside something that is not its own; it is reached through a link itself."""
    (tmp_path / "real" / "videos" / "v").mkdir(parents=True)
    (tmp_path / "real" / "videos" / "here").symlink_to(tmp_path / "real" / "videos" / "v")
    (tmp_path / "other").mkdir()
    (tmp_path / "real" / "videos" / "away").symlink_to(tmp_path / "other")
    (tmp_path / "real" / "round").symlink_to(tmp_path / "real" / "round")
    (tmp_path / "p").symlink_to(tmp_path / "real")
    return tmp_path / "p"


@pytest.mark.parametrize(
    "name", ["videos", "videos/v/frames.npy", "videos/here/frames.npy", "none/of/these", "a.b"]
)
def test_what_is_the_project_s_own_is_given_back(folder: Path, name: str) -> None:
    assert inside(folder, folder / name) == folder / name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "videos/away",
        "videos/away/frames.npy",
        "../other/x",
        "videos/../../other",
        "a\0b",
        "round/x",
        "/etc/passwd",
    ],
)
def test_what_leads_out_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(ProjectError):
        inside(folder, folder / name)
