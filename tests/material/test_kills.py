"""Every command that changes a project is killed before each of its file operations.

Afterwards the project opens and is as before or as changed, nothing of it is missing, the command can be repeated, and the
next writer leaves nothing of the killed one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crvae_core.analysis.cluster_notes import ClusterNote, ClusterNotes, load_notes, save_notes
from crvae_core.errors import InputError
from crvae_core.material.ingest import IngestSettings, ingest
from crvae_core.material.revise import correct_captions, keep_pairs, realign, undo_correction
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.corrections import Correction, read_steps
from crvae_core.project.keeping import REMOVED, remove_video
from crvae_core.project.project import Project, open_project
from tests.clips import grey_steps, write_clip
from tests.file_faults import KilledError, fault_at, operations

ROOT = Path(__file__).resolve().parents[2]
Act = Callable[[Path], Any]
LINES = ("part one", "part two", "part three", "one two", "two three", "three one")


def _video(project: Project, number: int = 0) -> str:
    return project.videos[number].video_id


def _add(folder: Path) -> None:
    media = folder.parent / "media"
    ingest(folder, media / "clip.mp4", media / "captions.txt", IngestSettings(language="en", every_s=1.0))


COMMANDS: dict[str, Act] = {
    "ingest, the first": lambda folder: _add(folder.parent / "new"),
    "ingest, another": _add,
    "align": lambda folder: realign(
        open_project(folder), _video(open_project(folder)), AlignmentSettings(offset_s=1.0)
    ),
    "correct": lambda folder: correct_captions(
        open_project(folder), _video(open_project(folder)), [Correction(3, "three three three")]
    ),
    "correct, a new word": lambda folder: correct_captions(
        open_project(folder), _video(open_project(folder)), [Correction(3, "an elderly guest")]
    ),
    "undo": lambda folder: undo_correction(open_project(folder), _video(open_project(folder))),
    "drop": lambda folder: keep_pairs(
        open_project(folder), open_project(folder).pairs()["pair_id"].tolist()[2:5], kept=False
    ),
    "restore": lambda folder: keep_pairs(
        open_project(folder), open_project(folder).pairs()["pair_id"].tolist()[:2], kept=True
    ),
    "remove": lambda folder: remove_video(open_project(folder), _video(open_project(folder), -1)),
    "name a cluster": lambda folder: save_notes(
        folder / "runs" / "r1", ClusterNotes({1: ClusterNote("news", note="twice")})
    ),
}
STEPS = {
    "ingest, the first": 5,
    "ingest, another": 5,
    "correct": 2,
    "undo": 2,
    "restore": 2,
}  # every so many operations
THOROUGH = os.environ.get("CRVAE_THOROUGH") == "1"  # every operation of every command
# what is done already is done once more
REPEATED = {"ingest, the first", "ingest, another", "correct", "correct, a new word", "undo", "remove"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a project of two short videos, one of them corrected, with dropped pairs; and films to add."""
    home = tmp_path_factory.mktemp("kills")
    (home / "media").mkdir()
    write_clip(home / "media" / "clip.mp4", grey_steps(6), scene_s=1.0, rate=4)
    (home / "media" / "captions.txt").write_text("\n".join(LINES))
    _add(home / "project")
    _add(home / "project")
    project = open_project(home / "project")
    correct_captions(project, _video(project), [Correction(1, "part one two")])
    keep_pairs(project, project.pairs()["pair_id"].tolist()[:2], kept=False)
    (home / "project" / "runs" / "r1").mkdir(parents=True)
    return home


def _state(folder: Path) -> Any:
    """What the project holds, without the names that are new each time; reading it fails if anything is missing."""
    if not (folder / "project.json").exists():
        return None
    project = open_project(folder)
    pairs = project.pairs()
    videos = []
    for video in project.videos:
        mine = pairs[pairs["video_id"] == video.video_id]
        assert len(project.info(video.video_id)["frame_times_s"]) == len(project.frames(video.video_id))
        known = project.vocabulary(video.video_id).index
        assert all(token in known for tokens in mine["tokens"] for token in tokens)
        words = mine[["frame_row", "text", "kept"]].values.tolist()
        videos.append((replace(video, video_id=""), words, read_steps(project, video.video_id)))
    return videos, load_notes(folder / "runs" / "r1") if (folder / "runs").exists() else None


def _strange(folder: Path) -> list[str]:
    """Everything in a project that does not belong there."""
    known = {video.video_id for video in open_project(folder).videos}
    found = [str(path) for path in folder.rglob(".*") if path.name not in (".lock", REMOVED)]
    return found + [path.name for path in (folder / "videos").glob("*") if path.name not in known]


def _act_on(name: str, home: Path) -> Path:
    return home / ("new" if name == "ingest, the first" else "project")


def _points(template: Path, name: str, step: int) -> range:
    """The operations before which a command is killed; step: 1 for each of them."""
    home = template.parent / f"count-{abs(hash(name))}"
    shutil.copytree(template, home)
    count = operations(home, lambda: COMMANDS[name](home / "project"))
    shutil.rmtree(home)
    return range(1, count + 1, step)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
@pytest.mark.parametrize("point", [*range(1, 49)] if THOROUGH else [20, 36])
def test_a_process_that_is_killed_leaves_the_project_whole(
    template: Path, tmp_path: Path, point: int
) -> None:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    before = _state(home / "project")
    code = (
        "import sys; from pathlib import Path; from tests.file_faults import fault_at;"
        "from tests.material.test_kills import COMMANDS; home = Path(sys.argv[1])\n"
        "with fault_at(home, 'real kill', int(sys.argv[2])): COMMANDS['correct'](home / 'project')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(home), str(point)], cwd=ROOT, check=False)
    assert done.returncode == -9
    COMMANDS["undo"](home / "project")  # what was corrected before, or just now
    COMMANDS["correct"](home / "project")
    assert _state(home / "project")[0][1:] == before[0][1:]
    assert _state(home / "project")[0][0][1][3][1] == "three three three"
    assert _strange(home / "project") == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_refuses_a_command_whole(
    template: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda descriptor: None)
    act, subject = COMMANDS[name], _act_on(name, template)
    before = _state(subject)
    for point in _points(template, name, 1 if THOROUGH else 5):
        home = tmp_path / str(point)
        shutil.copytree(template, home)
        with fault_at(home, "full", point) as fault:
            try:
                act(home / "project")
                refused = False
            except InputError as error:
                refused = True
                assert "full" in str(error) or "can't be" in str(error)  # noqa: PT017
        where = f"full from {fault.seen[min(point, len(fault.seen)) - 1]}"
        if refused:
            assert _state(_act_on(name, home)) == before, where
            act(home / "project")  # there is room again
        assert _state(_act_on(name, home)) != before, where
        assert _strange(_act_on(name, home)) == [], where
        shutil.rmtree(home)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_read_only_project_refuses_a_command_with_the_reason(
    template: Path, tmp_path: Path, name: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(template, home)
    before = _state(_act_on(name, home))
    with fault_at(home, "read-only", 1), pytest.raises(InputError, match=r"can only be read|can't be made"):
        COMMANDS[name](home / "project")
    assert _state(_act_on(name, home)) == before


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_leaves_the_project_whole(
    template: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "crvae_core.project.leftovers.is_abandoned", lambda path: True
    )  # this process lives on
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # the time, without what it is for
    step = 1 if THOROUGH else STEPS.get(name, 1)
    assert check_kills(template, tmp_path, name, step) > 5


def check_kills(template: Path, place: Path, name: str, step: int = 1) -> int:
    """Kill a command before each of its file operations; returns how many there are."""
    act, subject = COMMANDS[name], _act_on(name, template)
    before = _state(subject)
    whole = place / "whole"
    shutil.copytree(template, whole)
    act(whole / "project")
    after = _state(_act_on(name, whole))
    assert after != before
    points = _points(template, name, step)
    for point in points:
        home = place / str(point)
        shutil.copytree(template, home)
        with pytest.raises(KilledError) as killed, fault_at(home, "kill", point):
            act(home / "project")
        where = f"killed before {killed.value}"
        found = _state(_act_on(name, home))
        assert found in (before, after) or (before is None and not found[0]), where
        try:
            act(home / "project")
        except InputError as error:
            assert name == "undo" and found == after and "nothing to take back" in str(error), where  # noqa: PT017, PT018
        else:
            assert name in REPEATED or _state(_act_on(name, home)) == after, where
        with open_project(_act_on(name, home)).lock():
            pass  # the next writer
        assert _strange(_act_on(name, home)) == [], where
        shutil.rmtree(home)
    return len(points)
