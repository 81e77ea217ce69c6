"""Taking out in the background: a file to save, several as one ZIP, and nothing half done."""

import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from crvae_core.errors import CancelledError, WorkError
from crvae_core.export.selection import Selection
from crvae_core.files import write_json
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import Run
from crvae_core.tasks import export
from crvae_core.tasks.export import FOLDER, KEPT, ExportOrder, exported_file
from crvae_core.work.item import WorkItem, create
from crvae_core.work.report import Report
from tests.export.conftest import run as run  # the run with hard names

SETTINGS = {"k": 2, "layout": "pca"}


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Project:
    shutil.copytree(run.project.folder, tmp_path / "own")
    return open_project(tmp_path / "own")


def _done(project: Project, to: str, selection: Selection = Selection()) -> WorkItem:  # noqa: B008
    item = create(
        project.folder, export.KIND, "x", ExportOrder("r", to, selection, SETTINGS).to_json(), "", None
    )
    item.files.mkdir(exist_ok=True)
    write_json(item.folder / "result.json", export.take_out_run(Report(item), **item.arguments))
    return item


def test_one_file_is_given_as_it_is(project: Project) -> None:
    path = exported_file(_done(project, "web-annotation"))
    assert path.suffix == ".jsonld"
    assert path.is_relative_to(project.folder / FOLDER)


def test_several_files_become_one_zip(project: Project) -> None:
    path = exported_file(_done(project, "csv", Selection("moments", pair_ids=("v0-002", "v1-001"))))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        (name,) = (name for name in archive.namelist() if not name.endswith(".columns.csv"))
        with archive.open(name) as stream:
            assert pd.read_csv(stream)["pair_id"].tolist() == ["v0-002", "v1-001"]


def test_old_exports_make_room(project: Project) -> None:
    for number in range(KEPT + 3):
        (project.folder / FOLDER / f"20200101-000000-export-{number:08x}").mkdir(parents=True)
    item = _done(project, "web-annotation")
    left = list((project.folder / FOLDER).iterdir())
    assert len(left) == KEPT
    assert exported_file(item).exists()


def test_a_file_that_has_gone_is_told(project: Project) -> None:
    item = _done(project, "web-annotation")
    exported_file(item).unlink()
    with pytest.raises(WorkError, match="not there any more"):
        exported_file(item)
    write_json(item.folder / "result.json", {"file": "project.json"})
    with pytest.raises(WorkError):
        exported_file(item)


def test_a_cancelled_export_leaves_no_file(project: Project) -> None:
    order = ExportOrder("r", "parquet", Selection(), SETTINGS)
    item = create(project.folder, export.KIND, "x", order.to_json(), "", None)
    item.request_cancel()
    with pytest.raises(CancelledError):
        export.take_out_run(Report(item), **item.arguments)
    assert not list((project.folder / FOLDER).rglob("*.parquet"))
