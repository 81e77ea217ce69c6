"""An ELAN file goes out, is edited with another program, and comes back into the project."""

import shutil
from pathlib import Path

import pympi
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.export.eaf_return import bring_back
from crvae_core.export.everything import export_run
from crvae_core.files import write_json
from crvae_core.notes.codebook import add_tag, read_codebook
from crvae_core.notes.marks import moment_place, put_marks, read_marks
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import Run, open_run
from tests.export.conftest import HARD


@pytest.fixture
def own(run: Run, tmp_path: Path) -> Project:
    """A copy of the project with a codebook and two tags of Ana's."""
    shutil.copytree(run.project.folder, tmp_path / "own")
    project = open_project(tmp_path / "own")
    segments = [{"start": 2.0 * row, "end": 2.0 * row + 2, "text": text} for row, text in enumerate(HARD)]
    stored = {"format": "srt", "encoding": "utf-8", "segments": segments}
    write_json(project.video_folder("v0") / "captions.json", stored)
    street = add_tag(project, "street", "outside")
    pairs = project.pairs()
    put_marks(project, [moment_place(pairs.iloc[row]) for row in (1, 4)], street.tag_id, coder="Ana")
    return project


def _exported(project: Project, folder: Path) -> Path:
    files = export_run(open_run(project), "eaf", folder, settings={"k": 2, "layout": "pca"})
    return next(path for path in files if "cmd" in path.name)


def test_a_round_trip_changes_what_was_edited_and_nothing_else(own: Project, tmp_path: Path) -> None:
    path = _exported(own, tmp_path / "out")
    assert bring_back(own, "v0", path, replaced=True)["tags_added"] == 0
    assert len(read_marks(own).rows) == 2
    edited = pympi.Elan.Eaf(str(path), suppress_version_warning=True)
    edited.remove_annotation("Tags (Ana)", 2500)
    edited.add_annotation("Tags (Ana)", 12_000, 15_500, "crowd")
    edited.to_file(str(path))
    told = bring_back(own, "v0", path, replaced=True)
    assert (told["tags_added"], told["tags_taken_off"], told["new_in_codebook"]) == (1, 1, ["crowd"])
    names = read_codebook(own)
    left = {
        (names.name(mark.tag), mark.place.start_s, mark.place.end_s, mark.coder)
        for mark in read_marks(own).rows
    }
    assert left == {("street", 8.0, 10.0, "Ana"), ("crowd", 12.0, 15.5, "Ana")}


def test_tags_are_only_added_where_nothing_else_is_asked_for(own: Project, tmp_path: Path) -> None:
    path = _exported(own, tmp_path / "out")
    edited = pympi.Elan.Eaf(str(path), suppress_version_warning=True)
    edited.remove_annotation("Tags (Ana)", 2500)
    edited.to_file(str(path))
    bring_back(own, "v0", path)
    assert len(read_marks(own).rows) == 2


def test_the_command_tells_what_it_would_do(own: Project, tmp_path: Path) -> None:
    path = _exported(own, tmp_path / "out")
    call = ["import-eaf", str(own.folder), str(path), "--json"]
    asked = CliRunner().invoke(main, call)
    assert "--video-id" in asked.stdout
    done = CliRunner().invoke(main, [*call, "--video-id", "v0", "--dry-run"])
    assert '"tags_added": 0' in done.stdout
