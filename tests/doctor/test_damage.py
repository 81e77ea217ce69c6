"""Damaged files: each is named with what is lost and what helps, no command breaks, and `repair` sets right what it can."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.doctor.project import check_project
from crvae_core.doctor.repair import MENDS, repair_project
from crvae_core.project.corrections import corrected_captions, read_steps
from crvae_core.project.project import open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from tests.damage import COMMANDS, DAMAGES, THOROUGH

# in the suite: each damage with one command, another one each time; some damages repaired
PAIRS = [(damage, command) for damage in DAMAGES for command in COMMANDS]
SOME = [(damage, list(COMMANDS)[(7 * place) % len(COMMANDS)]) for place, damage in enumerate(DAMAGES)]
REPAIRED = [damage for place, damage in enumerate(DAMAGES) if THOROUGH or place % 3 == 0]


@pytest.fixture
def folder(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be damaged."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path))
    return Path(shutil.copytree(template, tmp_path / "project"))


def test_a_sound_project_is_sound(folder: Path) -> None:
    assert check_project(folder, deep=True) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_is_named_with_what_helps(folder: Path, name: str) -> None:
    damaged = DAMAGES[name]
    damaged.damage(folder)
    found = check_project(folder, deep=True)
    if not damaged.file:
        assert not [finding for finding in found if finding.serious]
        return
    named = [finding for finding in found if damaged.file in finding.where]
    assert named
    assert all(finding.what and finding.remedy for finding in found)
    assert all(finding.mend in {"", *MENDS} for finding in found)


@pytest.mark.parametrize("name", REPAIRED)
def test_what_can_be_made_anew_is(folder: Path, name: str) -> None:
    damaged = DAMAGES[name]
    damaged.damage(folder)
    repairs = repair_project(folder)
    left = check_project(folder, deep=True)
    assert (left == []) == damaged.repaired, [finding.sentence() for finding in left]
    assert all(repair.done for repair in repairs) or not damaged.repaired
    if damaged.repaired:
        project = open_project(folder)
        video = project.videos[0].video_id
        assert not project.pairs()["kept"].all()
        assert len(moments_of(open_run(project, "first"))) == 9
        captions = corrected_captions(project, video)
        assert captions is not None
        assert captions.segments[2].text == "a mask for the doctor"


@pytest.mark.parametrize(("name", "command"), PAIRS if THOROUGH else SOME)
def test_no_command_breaks_on_damage(folder: Path, name: str, command: str) -> None:
    arguments = COMMANDS[command](folder)
    DAMAGES[name].damage(folder)
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code in (0, 2), done.output
    assert done.exit_code == 0 or len(done.stdout) > 40  # a sentence


def test_corrections_are_read_from_the_pairs_exactly(folder: Path) -> None:
    project = open_project(folder)
    video = project.videos[0].video_id
    before = project.pairs()
    project.video_file(video, "corrections.json").write_text("{")
    repair_project(folder)
    project = open_project(folder)
    assert [correction.text for correction in read_steps(project, video)[0]] == ["a mask for the doctor"]
    assert project.pairs().equals(before)
    assert [path.name for path in project.video_folder(video).glob("corrections.damaged-*")] == [
        "corrections.damaged-1.json"
    ]


def test_project_json_comes_back_from_the_records(folder: Path) -> None:
    before = open_project(folder)
    (folder / "project.json").write_text("{")
    (repair,) = repair_project(folder)
    assert repair.done
    assert "made anew from the records of 1 videos" in repair.said
    assert open_project(folder).videos == before.videos
    assert check_project(folder) == []


def test_a_video_that_an_older_project_json_does_not_list_is_kept_and_brought_back(folder: Path) -> None:
    before = open_project(folder)
    stored = (folder / "project.json").read_text()
    (folder / "project.json").write_text(
        stored.replace(stored[stored.index("[") : stored.rindex("]") + 1], "[]")
    )
    with open_project(folder).lock():
        pass  # the next writer sweeps, but not what can be brought back
    (finding,) = [found for found in check_project(folder) if found.mend == "stray"]
    assert "older copy" in finding.what
    repair_project(folder)
    assert open_project(folder).videos == before.videos
    assert check_project(folder, deep=True) == []


def test_damage_on_damage_is_repaired_in_its_order(folder: Path) -> None:
    for name in (
        "pairs halved",
        "vocabulary words halved",
        "info gone",
        "latents empty",
        "evaluation halved",
        "status gone",
    ):
        DAMAGES[name].damage(folder)
    assert all(repair.done for repair in repair_project(folder))
    assert check_project(folder, deep=True) == []


def test_what_nothing_can_bring_back_is_said(folder: Path) -> None:
    for name in ("captions gone", "pairs gone", "film gone", "frames gone", "state gone", "model gone"):
        DAMAGES[name].damage(folder)
    said = {repair.finding.mend: repair for repair in repair_project(folder)}
    assert not said["captions"].done
    assert not said["frames"].done
    assert "the film" in said["frames"].said
    assert "train a new run" in said["weights"].said
    assert not said["pairs"].done
