"""The server before its pages: names and origins, uploads on disk, films in pieces."""

import io
import re
import time
from pathlib import Path
from urllib.error import HTTPError

import pytest
from websockets.exceptions import InvalidStatus

from app.load.server import Served
from app.load.visitor import Visitor
from crvae_core.material.ingest import add_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import open_project
from tests.clips import grey_steps, write_clip

BOUNDARY = "a-line-that-is-in-no-file"
FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},  # its name points to 127.0.0.1
    {"Host": "localhost.evil.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "https://{own}"},
    {"Origin": "http://localhost:3000"},  # a page of another program on this computer
    {"Origin": "null"},
    {"Origin": "file://"},
]
NAMES = ("evil.example", "localhost@evil.example", "127.0.0.1/x", "127.0.0.1:port", "[::1", "", "127.0.0.1.")


def form(data: bytes, name: str = "film.mp4", parts: int = 1) -> bytes:
    """A form with one file, as a browser sends it."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: video/mp4'
    return (head.encode() + b"\r\n\r\n" + data + b"\r\n") * parts + f"--{BOUNDARY}--\r\n".encode()


def upload(visitor: Visitor, file_id: str, body: bytes, **headers: str) -> int:
    """The status of an upload's answer."""
    headers = {
        "Content_Type": f"multipart/form-data; boundary={BOUNDARY}",
        "X_Xsrftoken": visitor.xsrf_token(),
    } | headers
    path = f"/_stcore/upload_file/{visitor.session_id}/{file_id}"
    try:
        return visitor.fetch(path, "PUT", body, **headers).status
    except HTTPError as error:
        return error.code


def stored(workspace: Path) -> list[bytes]:
    """What the server has put on disk."""
    return [path.read_bytes() for path in workspace.glob(".received-*/*")]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_foreign_names_and_pages_of_other_servers_are_refused(
    server: Served, visitor: Visitor, workspace: Path, headers: dict[str, str]
) -> None:
    headers = {
        key: value.replace("{own}", server.address.removeprefix("http://")) for key, value in headers.items()
    }
    if headers.get("Origin", "").startswith("https://127"):
        headers["Origin"] = "https://127.0.0.1"  # another port than the server's
    with pytest.raises(InvalidStatus, match="HTTP 403"), Visitor(server.address, headers):
        pass
    assert upload(visitor, "a", form(b"x"), **headers) == 403
    assert stored(workspace) == []


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_shown_under_known_names_alone(visitor: Visitor, name: str) -> None:
    if name == "127.0.0.1.":  # written to the end, but the same
        assert visitor.fetch("/", Host=name).status == 200
        return
    with pytest.raises(HTTPError, match="403"):
        visitor.fetch("/", Host=name)


def test_the_server_s_own_pages_come_in(server: Served) -> None:
    port = server.address.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        with Visitor(server.address, {"Host": host, "Origin": f"http://{host}"}) as visitor:
            assert visitor.open().buttons()


def test_an_upload_lies_on_disk_until_it_is_removed(visitor: Visitor, workspace: Path) -> None:
    data = bytes(range(256)) * 12_000 + f"\r\n--{BOUNDARY}".encode()[:-1]
    assert upload(visitor, "one", form(data, "Über <uns>.mp4")) == 204
    assert stored(workspace) == [data]
    assert upload(visitor, "one", form(b"again")) == 204  # takes the place of the first
    assert stored(workspace) == [b"again"]
    path = f"/_stcore/upload_file/{visitor.session_id}/one"
    assert visitor.fetch(path, "DELETE", X_Xsrftoken=visitor.xsrf_token()).status == 204
    assert stored(workspace) == []


def test_uploads_that_are_not_taken_leave_nothing(visitor: Visitor, workspace: Path) -> None:
    assert upload(visitor, "a", form(b"x"), X_Xsrftoken="2|00|00|0") == 403
    assert upload(visitor, "a", form(b"x", parts=2)) == 400
    assert upload(visitor, "a", b"no form at all") == 400
    assert upload(visitor, "a", form(b"x")[:-20]) == 400  # breaks off
    assert upload(visitor, "a", b"", Content_Length=str(3 << 30)) == 413
    visitor.session_id = "of-nobody"
    assert upload(visitor, "a", form(b"x")) == 400
    assert stored(workspace) == []


def test_a_film_is_sent_in_pieces_and_only_while_it_is_the_same(
    visitor: Visitor, workspace: Path, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(5))
    project, entry = add_video(create_project(workspace / "p"), clip, None)
    film = project.source_path(entry.video_id)
    drawn = visitor.open("Videos", "project=p")
    assert not drawn.faults()
    (place,) = {element.video.url for element in drawn.elements if element.WhichOneof("type") == "video"}
    path = place.removeprefix(visitor.address)
    assert re.fullmatch("/film/[0-9a-f]{64}", path)
    piece = visitor.fetch(path, Range="bytes=4-7")
    assert (piece.status, piece.read()) == (206, b"ftyp")
    assert visitor.fetch(path).read() == film.read_bytes()
    with pytest.raises(HTTPError, match="404"):
        visitor.fetch("/film/" + "0" * 64)
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    film.unlink()
    film.symlink_to(secret)
    with pytest.raises(HTTPError, match="404"):
        visitor.fetch(path)


def test_a_picture_is_sent_under_its_own_address_while_it_is_the_same(
    visitor: Visitor, workspace: Path, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(5))
    project, entry = add_video(create_project(workspace / "shots"), clip, None)
    drawn = visitor.open("Pairs", "project=shots")
    assert not drawn.faults()
    shown = [element.imgs.imgs[0] for element in drawn.elements if element.WhichOneof("type") == "imgs"]
    path = shown[0].url.removeprefix(visitor.address)
    begins, key, folder, video_id, name = path.lstrip("/").split("/")
    assert (begins, folder, video_id, shown[0].alt) == (
        "picture",
        "shots",
        entry.video_id,
        "Frame at 0:00",
    )
    picture = project.thumbnail(entry.video_id, 0)
    answer = visitor.fetch(path)
    assert (answer.read(), answer.headers["content-type"]) == (picture.read_bytes(), "image/jpeg")
    assert "immutable" in answer.headers["cache-control"]  # no browser asks twice
    other = shown[1].url.split("/")[4]  # the key of another picture
    outside = (
        f"/picture/{key}/{folder}/{video_id}/..%2Finfo.json",
        f"/picture/{key}/..%2F{folder}/{video_id}/{name}",
    )
    for wrong in (path.replace(key, other), path.replace(key, "0" * 64), path.replace(key, "é%00"), *outside):
        with pytest.raises(HTTPError, match=r"40[04]"):
            visitor.fetch(wrong.replace("é", "%C3%A9"))
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(picture.read_bytes())
    picture.unlink()
    for make in (lambda: picture.symlink_to(secret), lambda: picture.write_bytes(secret.read_bytes() + b" ")):
        make()
        with pytest.raises(HTTPError, match="404"):
            visitor.fetch(path)
        picture.unlink()


def test_a_film_is_uploaded_and_added(visitor: Visitor, workspace: Path, tmp_path: Path) -> None:
    clip, said = write_clip(tmp_path / "clip.mp4", grey_steps(5)), io.BytesIO(b"one\ntwo\nthree\nfour\nfive")
    project = create_project(workspace / "uploads")
    drawn = visitor.open("Videos", "project=uploads")
    with clip.open("rb") as data:
        drawn = visitor.upload(drawn.widget("file_uploader", "Video"), "clip.mp4", clip.stat().st_size, data)
    assert stored(workspace) == [clip.read_bytes()]
    drawn = visitor.upload(drawn.widget("file_uploader", "Caption"), "c.txt", len(said.getvalue()), said)
    drawn = visitor.press(drawn.widget("button", "Add video"))
    until = time.monotonic() + 60
    while not open_project(project.folder).videos and time.monotonic() < until:
        time.sleep(0.1)
    (video,) = open_project(project.folder).videos
    assert (video.name, video.captions_name, video.pair_count) == ("clip", "c.txt", 5)
    assert not drawn.faults()
    while clip.read_bytes() in stored(workspace) and time.monotonic() < until:
        visitor.open("Videos", "project=uploads")  # as a browser does by itself when the film has been read
    assert clip.read_bytes() not in stored(workspace)  # freed when it was taken
