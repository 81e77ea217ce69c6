"""The button "Take out" on the pages: what it offers, and what it starts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.components.shared import take_out
from crvae_core.errors import WorkError
from crvae_core.export.formats import FORMATS
from crvae_core.export.selection import Selection
from crvae_core.files import write_json
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.findings import Finding, add_finding
from crvae_core.project.project import Project
from crvae_core.tasks.export import FOLDER, ExportOrder
from crvae_core.work.item import create
from tests.fakes import texts

Open = Callable[..., AppTest]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[ExportOrder]:
    """What was asked to be taken out, instead of doing it."""
    orders: list[ExportOrder] = []
    monkeypatch.setattr(take_out, "start_export", lambda project, order: orders.append(order))
    return orders


def test_the_map_takes_out_what_it_shows(
    trained: Project, open_page: Open, started: list[ExportOrder]
) -> None:
    add_tag(trained, "*street*")
    app = open_page("pages/5_Map.py", project="project", k="3", layout="pca")
    what, form = app.selectbox(key="take-out-what"), app.selectbox(key="take-out-as")
    assert len(what.options) == 1 + 3 + 1  # everything, clusters, the tag
    assert form.options == [entry.title for entry in FORMATS.values()]
    app.selectbox(key="take-out-what").select_index(1).run()
    assert {"take-out-pixels", "take-out-blur"} <= {slider.key for slider in app.slider}  # of a report
    app.selectbox(key="take-out-as").set_value("csv").run()
    app.button(key="take-out-go").click().run()
    (order,) = started
    assert (order.to, order.run, order.selection) == ("csv", "first", Selection("cluster", "1"))
    assert (order.settings["k"], order.settings["layout"], order.settings["latents"]) == (3, "pca", True)


def test_findings_are_offered_first_on_their_page(
    trained: Project, open_page: Open, started: list[ExportOrder]
) -> None:
    add_finding(trained, Finding("sentence", "a"))
    app = open_page("pages/8_Findings.py", project="project")
    app.selectbox(key="take-out-as").set_value("web-annotation").run()
    app.button(key="take-out-go").click().run()
    assert started[0].selection == Selection("findings")


def test_what_can_not_be_started_is_told(
    trained: Project, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(project: Project, order: ExportOrder) -> None:
        raise WorkError("the disk is full")

    monkeypatch.setattr(take_out, "start_export", refuse)
    app = open_page("pages/6_Clusters.py", project="project", k="2")
    assert "the disk is full" in texts(app.button(key="take-out-go").click().run())


def test_what_is_done_can_be_saved_and_what_has_gone_is_told(trained: Project, open_page: Open) -> None:
    order = ExportOrder("first", "csv", Selection(), {})
    item = create(trained.folder, "export", "Taking out", order.to_json(), "", None)
    item.write_state(state="done")
    path: Path = trained.folder / FOLDER / item.work_id / "a.zip"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK")
    write_json(item.folder / "result.json", {"file": path.relative_to(trained.folder).as_posix()})
    app = open_page("pages/5_Map.py", project="project", k="2")
    assert any("a\\.zip" in button.proto.label for button in app.get("download_button"))
    path.unlink()
    assert "not there any more" in texts(app.run())
