"""Archives on the start page: made, saved, taken in as a new project, refused with a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.components.start import archives
from crvae_core.files import write_json
from crvae_core.notes.findings import Finding, add_finding, read_findings
from crvae_core.project.archive import export_project
from crvae_core.project.project import Project, open_project
from crvae_core.tasks.archive import KIND, pack_project
from crvae_core.work.item import create
from crvae_core.work.serving import at_work
from tests.fakes import texts

Open = Callable[..., AppTest]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives are made while the page waits, not in a process of their own."""

    def start(project: Project, with_films: bool, shared: bool) -> None:
        item = create(project.folder, KIND, "Packing", {}, KIND)
        with at_work(item) as report:
            write_json(item.folder / "result.json", pack_project(report, with_films, shared))

    monkeypatch.setattr(archives, "start_archive", start)


def test_an_archive_is_made_and_taken_in(
    trained: Project, open_page: Open, workspace: Path, at_once: None
) -> None:
    add_finding(trained, Finding("view", "a map"))
    app = open_page("streamlit_app.py")
    app = app.button(key="archive-make-project").click().run()
    assert not app.exception
    (path,) = (workspace / ".archives" / "project").iterdir()
    saving = [button.proto.label for button in app.get("download_button")]
    assert len([label for label in saving if label.startswith("Save ")]) == 2, (
        saving
    )  # on the card, in the sidebar
    app = open_page("streamlit_app.py")
    app = app.file_uploader(key="archive-upload").upload("a.zip", path.read_bytes(), "application/zip").run()
    app = app.button(key="archive-take").click().run()
    assert app.title[0].value == "Findings"
    (other,) = {one.parent for one in workspace.glob("*/project.json")} - {trained.folder}
    assert [one.title for one in read_findings(open_project(other)).rows] == ["a map"]


def test_what_is_no_archive_is_refused(
    trained: Project, open_page: Open, workspace: Path, tmp_path: Path
) -> None:
    export_project(trained, tmp_path / "a.zip")
    app = open_page("streamlit_app.py")
    cut = (tmp_path / "a.zip").read_bytes()[:-100]
    app = app.file_uploader(key="archive-upload").upload("a.zip", cut, "application/zip").run()
    app = app.button(key="archive-take").click().run()
    assert "fetch it anew" in texts(app)
    assert len(list(workspace.glob("*/project.json"))) == 1
