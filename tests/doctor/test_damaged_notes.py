"""What people wrote, damaged in every way: it is named and put aside, what can be read of it stays, nothing is thrown away."""

import json
import shutil
from pathlib import Path

import pytest

from crvae_core.doctor.project import check_project
from crvae_core.doctor.repair import repair_project
from crvae_core.notes.codebook import add_tag, read_codebook
from crvae_core.notes.findings import Finding, add_finding, read_findings
from crvae_core.notes.marks import Place, put_marks, read_marks
from crvae_core.project.new_project import create_project
from crvae_core.project.ownership import Ownership, Visitor, ownership, save_ownership
from crvae_core.project.project import open_project
from tests.damage import THOROUGH
from tests.every_damage import ANY, JSON

FILES = (
    "notes/codebook.json",
    "notes/marks.json",
    "notes/findings.json",
    "notes/findings/*.json",
    "access.json",
)
EVERY = [(name, state) for name in FILES for state in (*ANY, *JSON, "a folder")]
SOME = EVERY if THOROUGH else EVERY[::4]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two tags, two marks, two findings and an owner."""
    project = create_project(tmp_path_factory.mktemp("written") / "project")
    fear = add_tag(project, "Fear", "worried faces")
    add_tag(project, "Hope")
    places = [Place("stretch", "video-1", start_s=start, end_s=start + 1) for start in (2.0, 5.0)]
    put_marks(project, places, fear.tag_id, "a remark", "ann")
    for title in ("First", "Second"):
        add_finding(project, Finding("sentence", title))
    save_ownership(project.folder, Ownership("ann@x", ("bob@x",)))
    return project.folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(written, tmp_path / "project"))


@pytest.mark.parametrize(("name", "state"), SOME)
def test_damage_is_named_and_mended_and_nothing_goes(folder: Path, name: str, state: str) -> None:
    path = min(folder.glob(name))
    before = path.read_bytes()
    damaged = (ANY | JSON)[state](before) if state != "a folder" else before
    path.unlink()
    if state == "a folder":
        (path / "inside").mkdir(parents=True)
    elif damaged is not None:
        path.write_bytes(damaged)
    found = check_project(folder)
    where = path.relative_to(folder).as_posix()
    assert {finding.where for finding in found} <= {where}
    assert all(finding.lost and finding.remedy and finding.mend for finding in found)
    if state in (
        "empty",
        "of zeros only",
        "noise",
        "null",
        "a list",
        "values as null",
        "nested deep",
        "a folder",
    ):
        assert found
    assert all(repair.done for repair in repair_project(folder))
    assert check_project(folder) == []
    if found:
        aside = list(path.parent.glob(f"{path.stem}.damaged-*"))
        assert [one.is_dir() or one.read_bytes() == damaged for one in aside] == [True]
    project = open_project(folder)
    add_tag(project, "Anew")
    add_finding(project, Finding("sentence", "Anew"))
    assert not (
        *read_codebook(project).problems,
        *read_marks(project).problems,
        *read_findings(project).problems,
    )
    lab = Visitor("mallory@x", shared=True)
    assert not ownership(folder).may_open(lab)


def test_what_can_be_read_of_a_file_stays(folder: Path) -> None:
    for name, spoilt in (("codebook.json", "name"), ("marks.json", "coder"), ("findings.json", "finding_id")):
        path = folder / "notes" / name
        stored = json.loads(path.read_text())
        stored["rows"][1][spoilt] = 7
        path.write_text(json.dumps(stored))
    project = open_project(folder)
    assert len(repair_project(folder)) == 3
    assert [tag.name for tag in read_codebook(project).tags] == ["Fear"]
    assert [mark.place.start_s for mark in read_marks(project).rows] == [2.0]
    assert [finding.title for finding in read_findings(project).rows] == ["First", "Second"]


def test_files_of_a_newer_version_are_left_alone(folder: Path) -> None:
    path = folder / "notes" / "marks.json"
    path.write_text('{"schema_version": 99, "rows": []}')
    (finding,) = check_project(folder)
    assert (finding.where, finding.mend, finding.remedy) == ("notes/marks.json", "", "Update the program.")
    assert repair_project(folder) == []
    assert "99" in path.read_text()


def test_a_link_out_of_the_project_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_bytes((folder / "notes" / "marks.json").read_bytes())
    (folder / "notes" / "marks.json").unlink()
    (folder / "notes" / "marks.json").symlink_to(tmp_path / "elsewhere.json")
    assert "leads out of" in check_project(folder)[0].what
