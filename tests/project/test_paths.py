"""Which films a path may lead to: typed in the app, or named by a project.json."""

import os
import socket
import sys
from pathlib import Path

import pytest

from crvae_core.errors import ProjectError, VideoError
from crvae_core.project.lab import LabSettings
from crvae_core.project.paths import OutsideError, film_places, remember_film, source_film, typed_path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="devices, pipes and rights of POSIX")
NO_RIGHTS = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root and Windows read everything"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Allowed films, films beside them, and a project with one film of its own."""
    for name in ("films/news.mp4", "films/more/talk.mkv", "other/secret.mp4", "p/videos/video-1/source.mp4"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"film")
    (tmp_path / "films" / "way-out").symlink_to(tmp_path / "other")
    (tmp_path / "films" / "out.mp4").symlink_to(tmp_path / "other" / "secret.mp4")
    (tmp_path / "films" / "round").symlink_to(tmp_path / "films" / "round")
    (tmp_path / "shelf").symlink_to(tmp_path / "films")
    return tmp_path


def _own(place: Path) -> Path:
    return typed_path(str(place / "other" / "secret.mp4"), film_places(place, LabSettings()))


def test_one_person_may_give_any_film_or_folder(place: Path) -> None:
    assert _own(place) == (place / "other" / "secret.mp4").resolve()
    assert typed_path(str(place / "films" / "more"), film_places(place, LabSettings())).is_dir()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("~nosuchuser/x", "a user whom this computer doesn't know"),
        ("/" + "x" * 300, "longer than"),
        ("/films/a\0b.mp4", "a character that no path can have"),
        ("{place}/films/\ud800.mp4", "a character that no path can have"),
        ("/no/such/film.mp4", "nothing at this path"),
        ("", "folder|nothing"),
        ("{place}/films/round", "round in a circle"),
        ("{place}/films/round/x.mp4", "round in a circle"),
        ("{place}/films/news.mp4/x", "nothing at this path"),
        ("{place}/empty.mp4", "is empty"),
    ],
)
def test_what_can_not_be_a_path_is_named(place: Path, text: str, said: str) -> None:
    (place / "empty.mp4").touch()
    places = film_places(place, LabSettings())
    if not text:  # the folder in which the app runs
        assert typed_path(text, places).is_dir()
        return
    with pytest.raises(VideoError, match=said):
        typed_path(text.replace("{place}", str(place)), places)


@POSIX
@pytest.mark.parametrize(
    "kind", ["/dev/zero", "/dev/stdin-of-none", "pipe.mp4", "socket.mp4", "/proc/self/environ"]
)
def test_devices_pipes_and_sockets_are_never_opened(
    place: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)  # the name of a socket must be short
    os.mkfifo("pipe.mp4")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.mp4")
        with pytest.raises(
            VideoError, match=r"is a device|is a pipe|is a socket|is empty|nothing at this path"
        ):
            typed_path(kind, film_places(place, LabSettings()))


@NO_RIGHTS
def test_what_the_app_may_not_read_is_named(place: Path) -> None:
    (place / "other" / "secret.mp4").chmod(0)
    with pytest.raises(VideoError, match="change its rights"):
        _own(place)
    (place / "other").chmod(0)
    try:
        with pytest.raises(VideoError, match="change its rights"):
            _own(place)
    finally:
        (place / "other").chmod(0o700)


def test_on_a_shared_server_what_is_not_there_and_what_is_not_allowed_are_one(place: Path) -> None:
    places = film_places(place, LabSettings(True, False, (place / "films",)))
    assert typed_path(str(place / "films" / "more" / "talk.mkv"), places).name == "talk.mkv"
    said = set()
    for text in (
        f"{place}/other/secret.mp4",
        f"{place}/other/nothing.mp4",
        f"{place}/films/../other/secret.mp4",
        f"{place}/films/way-out/secret.mp4",
        f"{place}/films/way-out/nothing.mp4",
        f"{place}/films/out.mp4",
        f"{place}/films/nothing.mp4",
        f"{place}/films/round/x.mp4",
        f"{place}/films-too/secret.mp4",
        "~root/x",
        "~nosuchuser/x",
        "/dev/zero",
        "other/secret.mp4",
        "/" + "x" * 300,
        "a\0b",
    ):
        with pytest.raises(VideoError) as raised:
            typed_path(text, places)
        said.add(str(raised.value))
    assert said == {
        f"there is no film that may be added at this path: give one that lies below {place}/films"
    }


def test_a_folder_of_films_may_be_a_link_itself(place: Path) -> None:
    places = film_places(place, LabSettings(True, False, (place / "shelf",)))
    assert typed_path(f"{place}/shelf/news.mp4", places) == (place / "films" / "news.mp4").resolve()


def test_a_shared_server_without_folders_takes_no_path(place: Path) -> None:
    places = film_places(place, LabSettings(True))
    assert not places.takes_paths()
    with pytest.raises(VideoError, match="takes no paths: upload"):
        typed_path(f"{place}/films/news.mp4", places)


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "{place}/other/secret.mp4",
        "../../../other/secret.mp4",
        "link.mp4",
        "linked/secret.mp4",
        "/dev/zero",
        "file:///etc/passwd",
        "~/x.mp4",
        "C:\\Windows\\win.ini",
        "\\\\server\\share\\film.mp4",
        "a\0b.mp4",
        "x" * 300 + ".mp4",
        "notes.txt",
        "pipe.mp4",
        "gone.mp4",
        "",
        None,
        7,
        ["source.mp4"],
        {"path": "source.mp4"},
    ],
)
def test_a_foreign_project_reads_nothing_outside(place: Path, source: object) -> None:
    folder = place / "p"
    video = folder / "videos" / "video-1"
    (video / "link.mp4").symlink_to(place / "other" / "secret.mp4")
    (video / "linked").symlink_to(place / "other")
    (video / "notes.txt").write_text("no film")
    if hasattr(os, "mkfifo"):
        os.mkfifo(video / "pipe.mp4")
    if isinstance(source, str):
        source = source.replace("{place}", str(place))
    for lab in (LabSettings(), LabSettings(True)):
        with pytest.raises(ProjectError):
            source_film(folder, video, source, film_places(place, lab))


def test_films_of_the_project_and_those_that_were_added_are_found(place: Path) -> None:
    folder, film = place / "p", (place / "other" / "secret.mp4").resolve()
    video = folder / "videos" / "video-1"
    own, shared = (
        film_places(place, LabSettings()),
        film_places(place, LabSettings(True, False, (place / "films",))),
    )
    assert source_film(folder, video, "source.mp4", own) == (video / "source.mp4").resolve()
    assert source_film(folder, video, f"{place}/films/news.mp4", shared).name == "news.mp4"
    with pytest.raises(OutsideError) as refused:
        source_film(folder, video, str(film), own)
    assert refused.value.path == film
    remember_film(place, film)
    remember_film(place, film)
    assert source_film(folder, video, str(film), film_places(place, LabSettings())) == film
    with pytest.raises(OutsideError):  # it was one person's word, not the lab's
        source_film(folder, video, str(film), film_places(place, LabSettings(True)))
    film.unlink()
    film.symlink_to(place / "films" / "news.mp4")  # the film that was added has become another
    with pytest.raises(OutsideError):
        source_film(folder, video, str(film), film_places(place, LabSettings()))


def test_a_damaged_list_of_added_films_allows_none(place: Path) -> None:
    for damage in ("{", "[1, null]", '{"a": 1}', "[" * 100_000):
        (place / "films.json").write_text(damage)
        assert film_places(place, LabSettings()).films == frozenset()
