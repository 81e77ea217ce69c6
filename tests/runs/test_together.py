"""Files that belong together are of one save, wherever a kill or a reader comes between."""

import os
from pathlib import Path

import pytest

from crvae_core.errors import RunError
from crvae_core.runs import together
from crvae_core.runs.together import finish_saving, newest, read_together, saved_together

NAMES = ("a.txt", "b.txt", "c.txt")


class Killed(BaseException):
    """The process is gone."""


def save(folder: Path, text: str) -> None:
    with saved_together(folder, {"epoch": 1}) as staging:
        for name in NAMES:
            (staging / name).write_text(text)


def read(folder: Path) -> set[str]:
    return {newest(folder, name).read_text() for name in NAMES}


@pytest.mark.parametrize("operation", range(1, 7))
def test_a_kill_leaves_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: int
) -> None:
    save(tmp_path, "old")
    calls = 0

    def replace(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls >= operation:
            raise Killed
        rename(source, target)

    rename = os.replace
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Killed):
        save(tmp_path, "new")
    monkeypatch.undo()
    expected = "old" if operation < 3 else "new"  # the manifest, then the folder
    assert read_together(tmp_path, lambda: read(tmp_path)) == {expected}
    save(tmp_path, "newer")
    assert read(tmp_path) == {"newer"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [*NAMES, "saved.json"]


def test_what_cannot_be_moved_yet_is_found_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows does not replace a file that somebody has open."""
    save(tmp_path, "old")
    rename = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target) == tmp_path / "b.txt":
            raise PermissionError(13, "in use")
        rename(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    save(tmp_path, "new")
    assert read_together(tmp_path, lambda: read(tmp_path)) == {"new"}
    monkeypatch.undo()
    finish_saving(tmp_path)
    assert {(tmp_path / name).read_text() for name in NAMES} == {"new"}
    assert not (tmp_path / together.COMMITTED).exists()


def test_a_reader_between_two_saves_reads_again(tmp_path: Path) -> None:
    save(tmp_path, "old")
    seen = []

    def read_while_saved() -> set[str]:
        first = newest(tmp_path, "a.txt").read_text()
        if not seen:
            save(tmp_path, "new")
        seen.append(first)
        return {first, newest(tmp_path, "b.txt").read_text()}

    assert read_together(tmp_path, read_while_saved) == {"new"}
    assert seen == ["old", "new"]

    def saved_all_the_time() -> None:
        save(tmp_path, "again")

    with pytest.raises(RunError, match="again and again"):
        read_together(tmp_path, saved_all_the_time)
