"""Atomic writes leave either the old file or the new one, also where Windows keeps hold of what somebody has open."""

import io
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from crvae_core import files
from crvae_core.errors import FileInUseError, StorageError
from crvae_core.files import (
    atomic_path,
    move,
    read_array,
    read_json,
    remove_folder,
    remove_leftovers,
    write_array,
    write_json,
)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    write_json(path, {"old": "旧"})

    def fail_half_way() -> None:
        with atomic_path(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert read_json(path) == {"old": "旧"}
    assert [child.name for child in tmp_path.iterdir()] == ["value.json"]


def test_half_a_sign_in_json_becomes_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    path.write_text('{"a \\ud83d": ["\\uDE00", "\\ud83d\\ude00", "\\\\ud83d", 1]}', encoding="utf-8")
    found = read_json(path)
    assert found == {"a ?": ["?", "😀", "\\ud83d", 1]}
    write_json(path, found)


def objects() -> bytes:
    """An array of Python objects as numpy stores it."""
    stream = io.BytesIO()
    np.save(stream, np.array([{}], dtype=object), allow_pickle=True)
    return stream.getvalue()


def test_arrays_come_back_equal(tmp_path: Path) -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    write_array(tmp_path / "deep" / "array.npy", array)
    assert np.array_equal(np.load(tmp_path / "deep" / "array.npy", allow_pickle=False), array)
    with pytest.raises(ValueError, match="allow_pickle"):
        write_array(tmp_path / "objects.npy", np.array([{}], dtype=object))


def header(text: bytes) -> bytes:
    """An array file of that header and no values."""
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def archive() -> bytes:
    """Arrays as numpy keeps several of them."""
    stream = io.BytesIO()
    np.savez(stream, values=np.ones(3))
    return stream.getvalue()


NO_ARRAYS = [
    b"\x80\x04cos\nsystem\n.", b"noise", objects(), archive(), archive()[:40], b"PK\x03\x04", b"",
    header(b"{'descr': '<f2', 'fortran_order': False, 'shape': (1000000000000, 12), }\n"), header(b"{'descr': (\n"),
    header(b"(" * 9000 + b"\n"), header(b"\xff\xfe"),
]  # fmt: skip


@pytest.mark.parametrize("data", NO_ARRAYS)
def test_what_is_no_array_is_named_and_nobody_is_told_to_unpickle_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "array.npy").write_bytes(data)
    with pytest.raises(ValueError, match="it is no array") as raised:
        read_array(tmp_path / "array.npy", (None,))
    assert "pickle" not in str(raised.value)


class Holder:
    """Somebody who has a file open, as Windows sees it: nobody else replaces, removes or reads it."""

    def __init__(self, tries: float) -> None:
        self.tries = tries  # so often it is still open
        self.asked = 0

    def refuse(self) -> None:
        self.asked += 1
        if self.asked <= self.tries:
            raise PermissionError(
                13, "The process cannot access the file because it is being used by another process"
            )


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(files, "PATIENCE_S", 0.1)


def hold_against_replacing(monkeypatch: pytest.MonkeyPatch, tries: float) -> Holder:
    holder, really = Holder(tries), os.replace

    def replace(source: Path, target: Path) -> None:
        holder.refuse()
        really(source, target)

    monkeypatch.setattr("os.replace", replace)
    return holder


def test_a_file_that_is_read_for_a_moment_is_replaced_after_it(
    tmp_path: Path, monkeypatch, on_windows
) -> None:
    write_json(tmp_path / "status.json", 1)
    holder = hold_against_replacing(monkeypatch, tries=3)
    write_json(tmp_path / "status.json", 2)
    assert holder.asked == 4
    assert read_json(tmp_path / "status.json") == 2


def test_a_file_that_stays_open_is_named_and_stays_as_it_was(tmp_path: Path, monkeypatch, on_windows) -> None:
    write_json(tmp_path / "value.json", 1)
    hold_against_replacing(monkeypatch, tries=float("inf"))
    with pytest.raises(FileInUseError, match=r"value\.json is open in another program: close it"):
        write_json(tmp_path / "value.json", 2)
    assert read_json(tmp_path / "value.json") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["value.json"]


def test_a_folder_waits_as_well(tmp_path: Path, monkeypatch, on_windows) -> None:
    write_json(tmp_path / "staging" / "info.json", {})
    hold_against_replacing(monkeypatch, tries=2)
    move(tmp_path / "staging", tmp_path / "video-1")
    assert (tmp_path / "video-1" / "info.json").exists()


def test_elsewhere_a_missing_right_is_told_at_once(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    holder = hold_against_replacing(monkeypatch, tries=float("inf"))
    with pytest.raises(StorageError, match="may not be written"):
        write_json(tmp_path / "value.json", 2)
    assert holder.asked == 1


def test_a_file_that_is_replaced_just_now_is_read_after_it(tmp_path: Path, monkeypatch, on_windows) -> None:
    write_json(tmp_path / "status.json", {"epoch": 3})
    holder, really = Holder(2), Path.open

    def open_file(self: Path, *args, **options):
        holder.refuse()
        return really(self, *args, **options)

    monkeypatch.setattr(Path, "open", open_file)
    assert read_json(tmp_path / "status.json") == {"epoch": 3}
    assert holder.asked == 3


def test_a_folder_with_a_mapped_file_goes_when_nobody_shows_it_any_more(
    tmp_path: Path, monkeypatch, on_windows
) -> None:
    folder = tmp_path / "videos" / "video-1"
    write_array(folder / "frames.npy", np.zeros(3))
    write_json(folder / "info.json", {})
    really = shutil.rmtree

    def all_but_frames(path: Path, ignore_errors: bool) -> None:
        (path / "info.json").unlink(missing_ok=True)

    monkeypatch.setattr("shutil.rmtree", all_but_frames)
    assert not remove_folder(folder)
    assert (folder / "frames.npy").exists()
    monkeypatch.setattr("shutil.rmtree", really)
    (folder.parent / "video-2").mkdir()
    remove_leftovers(folder.parent)
    assert [path.name for path in folder.parent.iterdir()] == ["video-2"]


def test_new_files_have_the_rights_that_others_get(tmp_path: Path) -> None:
    write_json(tmp_path / "ours.json", 1)
    (tmp_path / "others.json").touch()
    assert (tmp_path / "ours.json").stat().st_mode == (tmp_path / "others.json").stat().st_mode


def test_a_folder_where_a_file_belongs_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "value.json" / "inside").mkdir(parents=True)
    write_json(tmp_path / "value.json", {"new": 1})
    assert read_json(tmp_path / "value.json") == {"new": 1}
    assert (tmp_path / "value.damaged-1.json" / "inside").is_dir()
    (tmp_path / "thumbs").touch()
    (tmp_path / "ready").mkdir()
    move(tmp_path / "ready", tmp_path / "thumbs")
    assert (tmp_path / "thumbs").is_dir()
    assert (tmp_path / "thumbs.damaged-1").is_file()
