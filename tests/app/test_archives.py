"""Archives on the start page: made, saved, taken in as a new project, refused with a sentence."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from crvae_core.notes.findings import Finding, add_finding, read_findings
from crvae_core.project.archive import export_project
from crvae_core.project.project import Project, open_project
from tests.fakes import texts

Open = Callable[..., AppTest]


def test_an_archive_is_made_and_taken_in(trained: Project, open_page: Open, workspace: Path) -> None:
    add_finding(trained, Finding("view", "a map"))
    app = open_page("streamlit_app.py")
    app = app.button(key="archive-make-project").click().run()
    (path,) = (workspace / ".archives" / "project").iterdir()
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
