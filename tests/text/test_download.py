"""Downloads go on where they broke off, notice wrong and changed files, and say what to do."""

import hashlib
import logging
from pathlib import Path

import filelock
import pytest

from crvae_core.errors import VectorsError
from crvae_core.text import download as module
from crvae_core.text.download import download
from tests.text.file_server import Behaviour, serving

CONTENT = bytes(range(256)) * 4000  # about 1 MB
SUM = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.001)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def test_a_file_comes_whole_with_progress(tmp_path: Path) -> None:
    shares: list[tuple[str, float]] = []
    with serving(Behaviour(CONTENT)) as url:
        target = download(url, tmp_path / "v.zip", SUM, lambda what, share: shares.append((what, share)))
    assert target.read_bytes() == CONTENT
    assert left(tmp_path) == {"v.zip"}
    came = [share for what, share in shares if what == "Downloading"]
    assert came == sorted(came)
    assert len(came) > 5
    assert came[-1] == 1
    assert shares[-1] == ("Checking the download", 1.0)


def test_it_goes_on_where_the_line_dropped(tmp_path: Path) -> None:
    behaviour = Behaviour(CONTENT, drops=[300_000, 0, 200_000])
    with serving(behaviour) as url:
        download(url, tmp_path / "v.zip", SUM)
    assert (tmp_path / "v.zip").read_bytes() == CONTENT
    assert behaviour.asked[0] is None
    starts = [int((asked or "").strip("bytes=-")) for asked in behaviour.asked[1:]]
    assert 200_000 < starts[0] == starts[1] < starts[2]


def test_half_a_file_stays_and_is_continued_the_next_time(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(what: str, share: float) -> None:
        if share > 0.5:
            raise StoppedError

    behaviour = Behaviour(CONTENT)
    with serving(behaviour) as url:
        with pytest.raises(StoppedError):
            download(url, tmp_path / "v.zip", SUM, stop)
        have = (tmp_path / "v.zip.part").stat().st_size
        assert have > 500_000
        assert not (tmp_path / "v.zip").exists()
        download(url, tmp_path / "v.zip", SUM)
    assert behaviour.asked == [None, f"bytes={have}-"]
    assert left(tmp_path) == {"v.zip"}


def test_a_server_that_can_not_resume_starts_again(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, drops=[300_000], ranges=False)) as url:
        download(url, tmp_path / "v.zip", SUM)
    with serving(Behaviour(CONTENT, drops=[300_000], tag=None)) as url:
        download(url, tmp_path / "w.zip", SUM)
    assert left(tmp_path) == {"v.zip", "w.zip"}


def test_a_file_that_changed_meanwhile_is_not_mixed(tmp_path: Path) -> None:
    behaviour = Behaviour(CONTENT[::-1], drops=[300_000] * 9, ranges=False)
    with serving(behaviour) as url:
        with pytest.raises(VectorsError, match="goes on where it stopped"):
            download(url, tmp_path / "v.zip", SUM)
        behaviour.content, behaviour.tag, behaviour.drops, behaviour.ranges = CONTENT, '"two"', [], True
        download(url, tmp_path / "v.zip", SUM)
    assert (tmp_path / "v.zip").read_bytes() == CONTENT


def test_a_part_that_was_whole_already(tmp_path: Path) -> None:
    behaviour = Behaviour(CONTENT)
    with serving(behaviour) as url:
        download(url, tmp_path / "v.zip", SUM)
        (tmp_path / "v.zip").rename(tmp_path / "v.zip.part")
        note = '{"url": "%s", "size": %d, "tag": "\\"one\\""}' % (url, len(CONTENT))  # noqa: UP031
        (tmp_path / "v.zip.part.json").write_text(note)
        download(url, tmp_path / "v.zip", SUM)
        assert behaviour.asked[-1] == f"bytes={len(CONTENT)}-"
        (tmp_path / "v.zip").rename(tmp_path / "v.zip.part")  # longer than the server's file now is
        (tmp_path / "v.zip.part.json").write_text(note.replace(str(len(CONTENT)), "9"))
        download(url, tmp_path / "v.zip", SUM)
    assert (tmp_path / "v.zip").read_bytes() == CONTENT


def test_a_wrong_checksum_removes_the_file(tmp_path: Path) -> None:
    with (
        serving(Behaviour(CONTENT[:-1])) as url,
        pytest.raises(VectorsError, match=r"SHA-256 sum differs.*try again; if it stays so"),
    ):
        download(url, tmp_path / "v.zip", SUM)
    assert left(tmp_path) == set()


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "v.zip").write_bytes(CONTENT)
    behaviour = Behaviour(CONTENT)
    with serving(behaviour) as url:
        download(url, tmp_path / "v.zip", SUM)
    assert behaviour.asked == []


def test_redirections_are_followed(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, drops=[1000], redirect=True)) as url:
        download(url, tmp_path / "v.zip", SUM)
    assert (tmp_path / "v.zip").read_bytes() == CONTENT


def test_no_length_is_fine(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, length=False)) as url:
        download(url, tmp_path / "v.zip", SUM)
    assert (tmp_path / "v.zip").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (Behaviour(CONTENT, statuses=[404]), "answers 404 Not Found.*look for the file at its publisher"),
        (Behaviour(CONTENT, statuses=[403]), "answers 403 Forbidden"),
        (Behaviour(CONTENT, statuses=[503] * 9), "answers 503 Service Unavailable.*check the connection"),
        (
            Behaviour(CONTENT, drops=[0] * 9),
            "check the connection and try again, it goes on where it stopped",
        ),
        (Behaviour(b"<html>", content_type="text/html; charset=utf-8"), "a web page instead of the file"),
    ],
)
def test_servers_that_do_not_deliver(tmp_path: Path, behaviour: Behaviour, message: str) -> None:
    with serving(behaviour) as url, pytest.raises(VectorsError, match=message):
        download(url, tmp_path / "v.zip", SUM)
    assert not (tmp_path / "v.zip").exists()


def test_a_passing_trouble_passes(tmp_path: Path) -> None:
    with serving(Behaviour(CONTENT, statuses=[503, 429])) as url:
        download(url, tmp_path / "v.zip", SUM)


def test_no_server_at_all(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(Behaviour(CONTENT)) as url:
        pass
    caplog.set_level(logging.CRITICAL)
    with pytest.raises(VectorsError, match=r"\(ConnectionError\): check the connection"):
        download(url, tmp_path / "v.zip", SUM)
    with pytest.raises(VectorsError, match=r"InvalidSchema.*get the file yourself"):
        download("nothing://x", tmp_path / "v.zip", SUM)


def test_no_room_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_FREE", 1 << 60)
    with serving(Behaviour(CONTENT)) as url, pytest.raises(VectorsError, match=r"needs 0\.00 GB, but"):
        download(url, tmp_path / "v.zip", SUM)
    assert not (tmp_path / "v.zip.part").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    (tmp_path / "v.zip.part").symlink_to("/dev/full")
    with serving(Behaviour(CONTENT)) as url, pytest.raises(VectorsError, match="the disk is full"):
        download(url, tmp_path / "v.zip", SUM)


def test_only_one_at_a_time(tmp_path: Path) -> None:
    with (
        filelock.FileLock(tmp_path / "v.zip.lock"),
        pytest.raises(VectorsError, match="is being downloaded already"),
    ):
        download("http://127.0.0.1:9/", tmp_path / "v.zip", SUM)
