"""Packing a project in the background: what came of it, films that may not travel, and nothing half done."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from crvae_core.errors import CancelledError, InputError, WorkError
from crvae_core.files import write_json
from crvae_core.project.project import Project, save_project
from crvae_core.tasks.archive import FOLDER, KIND, archive_file, newest_archive, pack_project
from crvae_core.work.item import WorkItem, create
from crvae_core.work.report import Report


def _item(project: Project) -> WorkItem:
    return create(project.folder, KIND, "x", {}, KIND)


def test_an_archive_lies_in_the_workspace_until_it_goes(project: Project, tmp_path: Path) -> None:
    gone = tmp_path / FOLDER / "gone"
    gone.mkdir(parents=True)
    item = _item(project)
    write_json(item.folder / "result.json", pack_project(Report(item), False, False))
    path = archive_file(item)
    assert path.parent == tmp_path / FOLDER / project.folder.name
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if name.startswith("work")]
    assert not gone.exists()
    found = newest_archive(project)
    assert found is not None
    assert found.work_id == item.work_id
    path.unlink()
    with pytest.raises(WorkError, match="make it again"):
        archive_file(item)
    write_json(item.folder / "result.json", {"name": "../../project/project.json"})
    with pytest.raises(InputError, match="leads out"):
        archive_file(item)


@pytest.mark.parametrize("shared", [False, True])
def test_films_outside_travel_only_where_they_are_allowed(
    project: Project, tmp_path: Path, shared: bool
) -> None:
    film = tmp_path / "elsewhere" / "film.mp4"
    film.parent.mkdir()
    film.write_bytes(b"film")
    save_project(replace(project, videos=(replace(project.videos[0], source=str(film)),)))
    write_json(tmp_path / "films.json", [str(film)])
    found = pack_project(Report(_item(project)), True, shared)
    assert (found["films"], list(found["films_missing"])) == ((0, ["v0"]) if shared else (1, []))


def test_a_cancelled_archive_leaves_the_earlier_one(project: Project, tmp_path: Path) -> None:
    first = _item(project)
    write_json(first.folder / "result.json", pack_project(Report(first), False, False))
    before = archive_file(first).read_bytes()
    item = _item(project)
    item.request_cancel()
    with pytest.raises(CancelledError):
        pack_project(Report(item), False, False)
    assert archive_file(first).read_bytes() == before
    assert len(list((tmp_path / FOLDER / project.folder.name).iterdir())) == 1
