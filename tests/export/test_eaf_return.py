"""An ELAN file goes out, is edited with another program, and comes back into the project."""

import shutil
import xml.etree.ElementTree as ET
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


def _as_elan_saves(path: Path) -> None:
    """Ids counted anew, slots of one time shared no more, tiers in another order, a tier of somebody else's, parts of one cut."""
    tree = ET.parse(path)
    root = tree.getroot()
    order = root.find("TIME_ORDER")
    assert order is not None
    times = {slot.get("TIME_SLOT_ID"): slot.get("TIME_VALUE") for slot in order}
    for slot in list(order):
        order.remove(slot)
    for number, entry in enumerate(root.iter("ALIGNABLE_ANNOTATION"), start=1000):
        entry.set("ANNOTATION_ID", f"a{number}")
        for end in (1, 2):
            name = f"ts{2 * number + end}"
            ET.SubElement(
                order, "TIME_SLOT", TIME_SLOT_ID=name, TIME_VALUE=str(times[entry.get(f"TIME_SLOT_REF{end}")])
            )
            entry.set(f"TIME_SLOT_REF{end}", name)
    tiers = root.findall("TIER")
    for tier in tiers:
        root.remove(tier)
    whole = tiers[-1]
    added = ET.SubElement(
        ET.Element("x"), "TIER", TIER_ID="Gesture", ANNOTATOR="Cy", LINGUISTIC_TYPE_REF="captions"
    )
    ends = [("ts1", 8000), ("ts2", None), ("ts3", None), ("ts4", 11_000)]
    for name, time in ends:
        ET.SubElement(
            order, "TIME_SLOT", {"TIME_SLOT_ID": name} | ({"TIME_VALUE": str(time)} if time else {})
        )
    for number in (1, 2, 3):
        entry = ET.SubElement(
            ET.SubElement(added, "ANNOTATION"), "ALIGNABLE_ANNOTATION", ANNOTATION_ID=f"a{number}",
            TIME_SLOT_REF1=f"ts{number}", TIME_SLOT_REF2=f"ts{number + 1}",
        )  # fmt: skip
        ET.SubElement(entry, "ANNOTATION_VALUE").text = f"part {number}"
    for place, tier in enumerate([added, whole, *tiers[:-1]]):
        root.insert(2 + place, tier)
    tree.write(path, encoding="UTF-8", xml_declaration=True)


def test_a_file_as_elan_saves_it_comes_back_with_what_was_added(own: Project, tmp_path: Path) -> None:
    path = _exported(own, tmp_path / "out")
    _as_elan_saves(path)
    told = bring_back(own, "v0", path, replaced=True)
    assert (told["captions_corrected"], told["tags_added"], told["tags_taken_off"]) == (0, 3, 0)
    found = sorted(
        (mark.place.start_s, mark.place.end_s, mark.coder)
        for mark in read_marks(own).rows
        if mark.coder == "Cy"
    )
    assert found == [(8.0, 9.0, "Cy"), (9.0, 10.0, "Cy"), (10.0, 11.0, "Cy")]


def test_a_tag_that_was_cut_and_a_caption_that_was_deleted_come_back(own: Project, tmp_path: Path) -> None:
    path = _exported(own, tmp_path / "out")
    edited = pympi.Elan.Eaf(str(path), suppress_version_warning=True)
    edited.remove_annotation("Tags (Ana)", 2500)
    edited.add_annotation("Tags (Ana)", 2000, 3000, "street")
    edited.add_annotation("Tags (Ana)", 3000, 4000, "street")
    edited.remove_annotation("Captions", 4500)
    edited.to_file(str(path))
    told = bring_back(own, "v0", path, replaced=True, dry_run=True)
    assert (told["tags_added"], told["tags_taken_off"], told["captions_corrected"]) == (2, 1, 1)
    assert "removed: 1 caption" in told["notes"]


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
