"""Paths typed on the page Videos, and films that a project names."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project
from tests.fakes import texts

OpenPage = Callable[..., AppTest]
pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings
VIDEOS = "pages/1_Videos.py"


def _type_a_path(app: AppTest, text: str) -> AppTest:
    app.button_group(key="video-source-0").set_value("path").run()
    return app.text_input(key="video-path-0").set_value(text).run()


@pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes of POSIX")
def test_no_path_ends_the_page(workspace: Path, open_page: OpenPage, tmp_path: Path) -> None:
    create_project(workspace / "p")
    app = open_page(VIDEOS, project="p")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    os.mkfifo(tmp_path / "pipe.mp4")
    for text in (
        "~nosuchuser/x",
        "/" + "x" * 300,
        "a\0b",
        "/dev/zero",
        f"{tmp_path}/pipe.mp4",
        f"{tmp_path}/round",
    ):
        app = _type_a_path(app, text)
        assert not app.exception, text
        assert len(app.error) == 1, text


def test_a_shared_server_offers_paths_only_below_its_folders(
    workspace: Path, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_project(workspace / "p")
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "news.mp4").write_bytes(b"film")
    (tmp_path / "secret.mp4").write_bytes(b"film")
    monkeypatch.setenv("CRVAE_SHARED", "1")
    app = open_page(VIDEOS, project="p")
    assert list(app.button_group(key="video-source-0").options) == ["Upload", "Link"]
    monkeypatch.setenv("CRVAE_FILM_FOLDERS", str(tmp_path / "films"))
    app = open_page(VIDEOS, project="p")
    assert not _type_a_path(app, str(tmp_path / "films" / "news.mp4")).error
    said = {_type_a_path(app, str(tmp_path / name)).error[0].value for name in ("secret.mp4", "none.mp4")}
    assert len(said) == 1


def _name_another_film(project: Project, source: str) -> None:
    path = project.folder / "project.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["videos"][0]["source"] = source
    path.write_text(json.dumps(stored), encoding="utf-8")


def test_a_foreign_project_plays_nothing_outside_until_its_reader_wants_it(
    trained: Project, open_page: OpenPage, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.mp4"
    shutil.copyfile(trained.source_path(trained.videos[0].video_id), outside)
    _name_another_film(trained, str(outside))
    app = open_page(VIDEOS, project="project")
    assert not app.get("video")
    assert "lies outside the project" in texts(app)
    app.button(key=f"show-{trained.videos[0].video_id}").click().run()
    assert len(app.get("video")) == 1
    assert json.loads((trained.folder.parent / "films.json").read_text()) == [str(outside)]


def test_on_a_shared_server_nobody_can_allow_it(
    trained: Project, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRVAE_SHARED", "1")
    outside = tmp_path / "outside.mp4"
    shutil.copyfile(trained.source_path(trained.videos[0].video_id), outside)
    for source in (str(outside), "/etc/passwd", "../../../../outside.mp4"):
        _name_another_film(trained, source)
        app = open_page(VIDEOS, project="project")
        assert not app.exception
        assert not app.get("video")
        assert "Show it from there" not in [button.label for button in app.button]


def test_settings_of_the_lab_that_cannot_be_read_end_the_page(workspace: Path, open_page: OpenPage) -> None:
    create_project(workspace / "p")
    (workspace / "lab.json").write_text("{")
    for page in ("streamlit_app.py", VIDEOS):
        app = open_page(page, project="p")
        assert not app.exception
        assert "it says who may do what" in texts(app)
        assert not app.button


def test_where_nobody_is_known_nobody_removes(
    trained: Project, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Remove this video" in [button.label for button in open_page(VIDEOS, project="project").button]
    monkeypatch.setenv("CRVAE_SHARED", "1")
    app = open_page(VIDEOS, project="project")
    assert "Remove this video" not in [button.label for button in app.button]
    assert "nothing is removed here" in texts(app)


def test_a_login_that_is_wanted_but_not_set_up_lets_nobody_in(
    trained: Project, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRVAE_LOGIN", "1")
    for page in ("streamlit_app.py", VIDEOS):
        app = open_page(page, project="project")
        assert not app.button
        assert "lets nobody in" in texts(app)
