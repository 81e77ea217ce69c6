"""Full disks and places that can only be read: every command says so, nothing is half done, looking goes on."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crvae_core.cli import main
from crvae_core.doctor.project import check_project
from crvae_core.project.project import open_project
from tests.damage import COMMANDS
from tests.file_faults import fault_at

LOOKS = {"check", "cluster", "verbalise", "search", "words", "doctor"}  # these write nothing that they need
TRAINING = [
    "--epochs",
    "1",
    "--set",
    "image_width=16",
    "--set",
    "image_features=16",
    "--set",
    "text_hidden=16",
]
MORE: dict[str, Callable[[Path], list[str]]] = {
    "train anew": lambda folder: ["train", str(folder), "--run", "second", *TRAINING],
    "train two": lambda folder: [
        "train",
        str(folder),
        "--preset",
        "default",
        "--preset",
        "default",
        *TRAINING,
    ],
    "hold out": lambda folder: ["evaluate", str(folder), "--holdout", "0.3"],
    "ingest": lambda folder: ["ingest", str(folder), "--video", str(folder.parent / "clip.mp4")],
    "ingest, a new project": lambda folder: [
        "ingest",
        str(folder.parent / "new"),
        "--video",
        str(folder.parent / "clip.mp4"),
    ],
    "open the demo": lambda folder: ["demo", "open", "--workspace", str(folder.parent / "demos")],
}
ALL = COMMANDS | MORE


@pytest.fixture
def home(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the project, and the film."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    return Path(shutil.copytree(template.parent, tmp_path / "home"))


def _run(name: str, folder: Path) -> Result:
    return CliRunner().invoke(main, [*ALL[name](folder), "--json"])


def _state(folder: Path) -> Any:
    project = open_project(folder)
    return project.videos, project.pairs().drop(columns="tokens").to_dict("list"), project.runs()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["read-only", "full"])
def test_every_command_tells_of_the_disk(home: Path, name: str, kind: str) -> None:
    folder = home / "project"
    before = _state(folder)
    with fault_at(home, kind, 1):
        done = _run(name, folder)
    if name in LOOKS:
        assert done.exit_code == 0, done.output
    else:
        assert done.exit_code == 2, done.output
        assert any(word in done.output for word in ("can only be read", "is full", "can't be written")), (
            done.output
        )
    assert _state(folder) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or _mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", disk):
        pytest.skip("no small disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _mount(*arguments: object) -> int:
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    "name", ["align", "correct", "drop", "remove", "evaluate", "encode again", "cluster", "ingest", "train"]
)
def test_a_disk_that_is_really_full(template: Path, small_disk: Path, name: str) -> None:
    folder = Path(
        shutil.copytree(template, small_disk / "project", ignore=shutil.ignore_patterns("resume*", "source*"))
    )
    shutil.copyfile(template.parent / "clip.mp4", small_disk / "clip.mp4")
    before = _state(folder)
    _fill(small_disk / "ballast")
    done = _run(name, folder)
    if name not in LOOKS:
        assert done.exit_code == 2, done.output
    assert _state(folder) == before
    (small_disk / "ballast").unlink()
    assert [finding.sentence() for finding in check_project(folder) if finding.serious] == []
    assert name in ("ingest", "train") or _run(name, folder).exit_code == 0  # there is room again


@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_can_really_only_be_read(template: Path, small_disk: Path, name: str) -> None:
    folder = Path(
        shutil.copytree(template, small_disk / "project", ignore=shutil.ignore_patterns("resume*", "source*"))
    )
    arguments = COMMANDS[name](folder)
    assert not _mount("-o", "remount,ro", small_disk)
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code == (0 if name in LOOKS else 2), done.output


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as stream:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while stream.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
