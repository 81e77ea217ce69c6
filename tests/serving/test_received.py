"""Uploads that wait on disk, without a server."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import state, uploads
from app.serving import received


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The workspace of a server that ends after the test."""
    monkeypatch.setattr(state, "workspace", lambda: tmp_path)
    yield tmp_path
    received.close()
    assert list(tmp_path.glob(".received-*")) == []


def stored(data: bytes, session: str = "s", file_id: str = "f") -> Path:
    """An upload that has come in."""
    path = received.new_file()
    path.write_bytes(data)
    received.keep(session, file_id, path)
    return path


def test_what_a_killed_server_left_is_removed_and_what_lives_stays(workspace: Path) -> None:
    mine = stored(b"film")
    for name in (".received-0", ".received-1"):
        (workspace / name).mkdir()
        (workspace / name / "film").write_bytes(b"left")
        (workspace / f"{name}.lock").touch()
    received.remove_abandoned()
    assert mine.read_bytes() == b"film"
    assert sorted(path.name for path in workspace.iterdir()) == [mine.parent.name, f"{mine.parent.name}.lock"]


def test_an_upload_goes_with_its_session(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, stays = stored(b"1", "closed"), stored(b"2", "open")
    monkeypatch.setattr(received, "_is_active", lambda session: session == "open")
    received.forget_closed_sessions()
    assert not gone.exists()
    assert stays.exists()
    assert received.find("closed", "f") is None


class Upload(io.BytesIO):
    """What st.file_uploader gives: in memory, or the empty stand-in of a file on disk."""

    file_id, name = "f", "Film <1>.mp4"


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_copy_of_an_upload_stays_when_it_is_freed(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, on_disk: bool
) -> None:
    monkeypatch.setattr(uploads, "_session", lambda: "s")
    upload = Upload(b"" if on_disk else b"film")
    path = stored(b"film") if on_disk else None
    assert uploads.size(upload) == 4
    with uploads.on_disk(workspace, video=upload) as paths:
        uploads.free(upload)
        assert path is None or not path.exists()
        assert paths["video"].read_bytes() == b"film"
        assert paths["video"].suffix == ".mp4"


def test_another_disk_gets_a_copy(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(uploads, "_session", lambda: "s")
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    stored(b"film")
    uploads.copy(Upload(), workspace / "copy.mp4")
    assert (workspace / "copy.mp4").read_bytes() == b"film"
