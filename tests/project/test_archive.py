"""Projects as archives: what travels and what stays, and archives that somebody made to do harm."""

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crvae_core.errors import ProjectError, StorageError
from crvae_core.notes.codebook import add_tag, read_codebook
from crvae_core.notes.findings import Finding, add_finding, read_findings
from crvae_core.notes.marks import moment_place, put_marks, read_marks
from crvae_core.project.archive import MANIFEST, export_project
from crvae_core.project.archive_reading import import_project
from crvae_core.project.paths import FilmPlaces, source_film
from crvae_core.project.project import Project, save_project

Change = Callable[[zipfile.ZipFile], None]


@pytest.fixture
def archive(project: Project, tmp_path: Path) -> Path:
    """A project with a tag, a finding and things that stay, as an archive without films."""
    add_tag(project, "mask")
    put_marks(project, [moment_place(project.pairs().iloc[0])], "mask", coder="Ada")
    add_finding(project, Finding("view", "a map", note="look"))
    (project.video_folder("v0") / "source.mp4").write_bytes(b"film")
    for name in (
        "access.json",
        "project.earlier.json",
        "work/item.json",
        ".removed/1-v9/video.json",
        "runs/r/stop",
    ):
        path = project.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    export_project(project, tmp_path / "a.crvae.zip")
    return tmp_path / "a.crvae.zip"


def _film(project: Project, video_id: str) -> Path:
    places = FilmPlaces(True)
    return source_film(project.folder, project.video_folder(video_id), project.video(video_id).source, places)


def _rebuilt(archive: Path, change: Change, without: str = "") -> Path:
    """The same archive with more entries."""
    target = archive.with_name("b.crvae.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename != without:
                new.writestr(entry, old.read(entry))
        change(new)
    return target


def test_tags_notes_and_findings_travel(project: Project, archive: Path, tmp_path: Path) -> None:
    there = import_project(archive, tmp_path / "other")
    assert there.name == project.name
    assert there.folder.parent == tmp_path / "other"
    assert there.pairs().equals(project.pairs())
    assert read_codebook(there).tags == read_codebook(project).tags
    assert read_marks(there).rows == read_marks(project).rows
    assert read_findings(there).rows == read_findings(project).rows
    assert (there.frames("v0")[3] == project.frames("v0")[3]).all()
    assert [path.name for path in (tmp_path / "other").iterdir()] == [there.folder.name]


def test_what_belongs_to_one_server_stays(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert not [
        name
        for name in names
        if "access" in name or "work/" in name or name.startswith(".") or "stop" in name
    ]
    assert "videos/v0/source.mp4" not in names
    assert "project.earlier.json" not in names  # it may tell where films lie


def test_films_travel_when_asked_for_and_their_folders_never_do(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "my secret folder" / "Film.MP4"
    outside.parent.mkdir()
    outside.write_bytes(b"film" * 1000)
    entry = replace(project.videos[0], source=str(outside))
    changed = replace(project, videos=(entry,))
    save_project(changed)
    without = export_project(changed, tmp_path / "without.zip")
    assert without.films == ()
    refused = export_project(changed, tmp_path / "refused.zip", _film)
    assert "lies outside the project" in refused.films_missing["v0"]
    found = export_project(changed, tmp_path / "with.zip", lambda *_: outside)
    assert found.films == ("v0",)
    there = import_project(tmp_path / "with.zip", tmp_path / "other")
    assert _film(there, "v0").read_bytes() == outside.read_bytes()
    for name in ("without.zip", "refused.zip", "with.zip"):
        with zipfile.ZipFile(tmp_path / name) as opened:
            assert not any(b"secret folder" in opened.read(one) for one in opened.namelist())
    assert import_project(tmp_path / "without.zip", tmp_path / "third").videos[0].source == "Film.MP4"


def test_an_archive_gets_another_name_and_is_the_same_each_time(
    project: Project, archive: Path, tmp_path: Path
) -> None:
    assert import_project(archive, tmp_path / "other", "名 <b>").name == "名 <b>"
    export_project(project, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "../out.txt", "videos/../../out.txt", "/etc/out.txt", "//host/out.txt", "C:/out.txt", "C:out.txt", "a\\..\\out.txt",
        "videos/./a", "videos//a", ".hidden", "videos/.lock", "CON", "notes/nul.txt", "notes/a.", "notes/a ", "a\nb", "notes/a:b",
        "PROJECT.JSON", "project.json/a", "videos", "x" * 201, "a/" * 9 + "a", "notes/\u202eevil", "",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_or_twice_to_one_place_are_refused(
    archive: Path, tmp_path: Path, name: str
) -> None:
    hostile = _rebuilt(archive, lambda new: new.writestr(zipfile.ZipInfo(name), b"x"))
    with pytest.raises(ProjectError, match="refused"):
        import_project(hostile, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_the_same_name_twice_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        hostile = _rebuilt(archive, lambda new: new.writestr("project.json", b"{}"))
    with pytest.raises(ProjectError, match="same place"):
        import_project(hostile, tmp_path / "other")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(archive: Path, tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("notes/link")
    info.external_attr = (kind | 0o777) << 16
    hostile = _rebuilt(archive, lambda new: new.writestr(info, b"/etc/passwd"))
    with pytest.raises(ProjectError, match="a link"):
        import_project(hostile, tmp_path / "other")


def test_bombs_are_refused_before_anything_is_written(archive: Path, tmp_path: Path) -> None:
    hostile = _rebuilt(archive, lambda new: new.writestr("notes/more", bytes(1 << 20), zipfile.ZIP_DEFLATED))
    data = hostile.read_bytes()
    place = data.rindex(b"notes/more") - 46  # its line in the directory says 4 GB
    hostile.write_bytes(data[: place + 24] + b"\xfe\xff\xff\xff" + data[place + 28 :])
    with pytest.raises(ProjectError, match="fill the disk"):
        import_project(hostile, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_files_upon_one_another_are_refused(archive: Path, tmp_path: Path) -> None:
    hostile = _rebuilt(archive, lambda new: new.writestr("notes/a", b"a" * 1000))
    with zipfile.ZipFile(hostile) as opened:
        first, last = opened.getinfo("project.json").header_offset, opened.getinfo("notes/a").header_offset
    data = hostile.read_bytes()
    place = data.rindex(b"notes/a") - 46
    assert data[place + 42 : place + 46] == last.to_bytes(4, "little")
    hostile.write_bytes(data[: place + 42] + (first + 8).to_bytes(4, "little") + data[place + 46 :])
    with pytest.raises(ProjectError):
        import_project(hostile, tmp_path / "other")


def test_two_spellings_of_one_name_are_refused(archive: Path, tmp_path: Path) -> None:
    def add(new: zipfile.ZipFile) -> None:
        for name in ("notes/caf\u00e9.json", "notes/cafe\u0301.json"):  # one file on macOS
            new.writestr(name, b"{}")

    with pytest.raises(ProjectError, match="same place"):
        import_project(_rebuilt(archive, add), tmp_path / "other")


def test_a_file_that_is_longer_than_its_archive_says_is_refused(archive: Path, tmp_path: Path) -> None:
    hostile = _rebuilt(archive, lambda new: new.writestr("notes/more", b"a" * 5000, zipfile.ZIP_DEFLATED))
    data = bytearray(hostile.read_bytes())
    place = data.rindex(b"notes/more") - 46
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")  # its line in the directory says 10 bytes
    hostile.write_bytes(bytes(data))
    with pytest.raises(ProjectError):
        import_project(hostile, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_file_with_a_password_is_refused(archive: Path, tmp_path: Path) -> None:
    hostile = _rebuilt(archive, lambda new: new.writestr("notes/more", b"a"))
    data = bytearray(hostile.read_bytes())
    data[data.rindex(b"notes/more") - 46 + 8] |= 1
    hostile.write_bytes(bytes(data))
    with pytest.raises(ProjectError, match="password"):
        import_project(hostile, tmp_path / "other")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"format": 2, "name": "a"}, "newer version"),
        ({"format": "1", "name": "a"}, "damaged"),
        ([], "damaged"),
    ],
)
def test_archives_of_other_versions_are_refused(
    archive: Path, tmp_path: Path, about: object, said: str
) -> None:
    hostile = _rebuilt(archive, lambda new: new.writestr(MANIFEST, json.dumps(about)), without=MANIFEST)
    with pytest.raises(ProjectError, match=said):
        import_project(hostile, tmp_path / "other")


def test_a_project_of_another_version_is_refused_and_nothing_is_left(archive: Path, tmp_path: Path) -> None:
    stored = json.dumps({"schema_version": 99, "name": "a", "created_at": "", "videos": []})
    hostile = _rebuilt(archive, lambda new: new.writestr("project.json", stored), without="project.json")
    with pytest.raises(ProjectError, match="update the program"):
        import_project(hostile, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.99])
def test_half_an_archive_is_refused(archive: Path, tmp_path: Path, cut: float) -> None:
    data = archive.read_bytes()
    archive.write_bytes(data[: int(cut if cut > 1 else cut * len(data))])
    with pytest.raises(ProjectError, match="damaged"):
        import_project(archive, tmp_path / "other")


def test_a_changed_byte_is_found(archive: Path, tmp_path: Path) -> None:
    data = bytearray(archive.read_bytes())
    data[data.index(b"\x93NUMPY") + 500] ^= 1
    archive.write_bytes(bytes(data))
    with pytest.raises(ProjectError, match="damaged"):
        import_project(archive, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_zip_file_of_something_else_is_none(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr("a.txt", "a")
    (tmp_path / "a.zip").write_bytes(stream.getvalue())
    for path, said in [
        (tmp_path / "a.zip", "no archive of a project"),
        (tmp_path / "none.zip", "can't be read"),
    ]:
        with pytest.raises(ProjectError, match=said):
            import_project(path, tmp_path / "other")


def test_where_there_is_no_room_nothing_is_begun(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("crvae_core.project.archive_reading.shutil.disk_usage", lambda _: usage)
    with pytest.raises(StorageError, match="make room"):
        import_project(archive, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_an_archive_does_not_lie_in_its_project(project: Project) -> None:
    with pytest.raises(ProjectError, match="another place"):
        export_project(project, project.folder / "a.zip")
