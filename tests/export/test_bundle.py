"""A bundle makes the same figures again from the films, and says what differs; a hostile one is not unpacked."""

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.commands.export import readable_reproduction
from crvae_core.errors import InputError
from crvae_core.export.bundle import MANIFEST
from crvae_core.export.bundle_answer import in_words
from crvae_core.export.everything import export_run
from crvae_core.export.figure_data import measure_curves
from crvae_core.export.moments_table import moments_table
from crvae_core.export.reproduce import reproduce
from crvae_core.export.settings import LookSettings
from crvae_core.material.ingest import add_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import open_run
from crvae_core.training.loop import train
from tests.clips import moving, write_frames
from tests.fakes import SMALL_CRVAE

SETTINGS = {"k": 3, "layout": "pca"}


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a film that was really read, and a run."""
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "films").mkdir()
    film = write_frames(folder / "films" / "news 新闻.mp4", moving(200))
    captions = folder / "captions.txt"
    captions.write_text("\n".join(f"line {number} of the news" for number in range(10)))
    project, _ = add_video(create_project(folder / "project", "tiny"), film, captions, name="News")
    train(project, "r", overrides=SMALL_CRVAE, epochs=1)
    return open_project(project.folder)


@pytest.fixture(scope="module")
def bundle(filmed: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "bundle.zip"
    measure_curves(moments_table(open_run(filmed, "r"), look=LookSettings().with_overrides(SETTINGS)))
    export_run(open_run(filmed, "r"), "bundle", out, settings=SETTINGS)
    return out


def test_the_same_figures_come_from_the_films(filmed: Project, bundle: Path, tmp_path: Path) -> None:
    found = reproduce(bundle, filmed.folder.parent / "films", tmp_path / "again")
    assert found["same"], found
    assert all(figure["same"] for figure in found["figures"].values())
    assert found["figures"]["curves"]["rows"] > 3
    assert found["films"][0]["found"]
    assert found["moments_changed"] == 0
    assert found["vectors_encoded_again"]["largest_difference"] < 1e-3
    assert found["versions"] == {}
    assert found["said"] == "all 7 figures are the same"


def test_no_film_is_in_a_bundle(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        told = json.loads(archive.read(MANIFEST))
    assert not [name for name in names if name.endswith((".mp4", ".jpg", "frames.npy"))]
    assert told["films"][0]["sha256"]
    assert "methods.txt" in names


def test_a_film_that_is_missing_is_told(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError):
        reproduce(bundle, tmp_path / "nowhere", tmp_path / "out")
    found = reproduce(bundle, tmp_path / "empty", tmp_path / "out")
    assert found["films"][0]["found"] is None
    assert "no film" in found["films"][0]["said"]
    assert not found["same"]
    assert "News" in found["said"]


def test_the_command_that_a_bundle_tells_needs_nothing_else(bundle: Path, tmp_path: Path) -> None:
    shutil.copy(bundle, tmp_path / "mine.zip")
    (tmp_path / "empty").mkdir()
    words = ["reproduce", str(tmp_path / "mine.zip"), "--films", str(tmp_path / "empty"), "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert Path(found["project"]) == tmp_path / "mine-again"
    assert "News" in found["said"]


def test_people_read_lines_of_films_figures_and_versions() -> None:
    found = {
        "project": "again", "films": [
            {"name": "晚间", "found": "films/a.mp4", "said": "taken from the film again"},
            {"name": "News", "found": None, "said": "there is no film"},
        ],
        "figures": {"map": {"same": True, "rows": 1}, "words": {"same": False, "rows": 2, "said": "n by up to 3"}},
        "versions": {"numpy": "1.0, now 2.0"}, "vectors_encoded_again": {"moments": 4, "largest_difference": 0.000021},
        "said": "1 of 2 figures differ",
    }  # fmt: skip
    assert readable_reproduction(found).splitlines() == [
        "Films",
        "  晚间  films/a.mp4  taken from the film again",
        "  News  not found    there is no film",
        "",
        "Figures",
        "  map    the same  1 row",
        "  words  differs   n by up to 3",
        "",
        "Other versions than then",
        "  numpy  1.0, now 2.0",
        "",
        "Encoded again, vectors differ by at most 2.1e-05.",
        "",
        "1 of 2 figures differ. The project: again",
    ]
    missing = {
        "project": "p",
        "films": [],
        "versions": {},
        "figures": {},
        "said": "the figures can't be made",
    }
    assert readable_reproduction(missing) == "The figures can't be made. The project: p"


def _changed(bundle: Path, target: Path, changes: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name not in changes:
                archive.writestr(name, source.read(name))
        for name, data in changes.items():
            archive.writestr(name, data)
    return target


def test_other_names_of_clusters_are_told(filmed: Project, bundle: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        told = json.loads(archive.read(MANIFEST))
        data = archive.read("figures/map.csv").replace(b"0.", b"1.", 1)
    told["figures"]["map"]["digest"] = "other"
    told |= {"packages": ["numpy 1.0"], "machine": "Darwin arm64"}
    changes = {MANIFEST: json.dumps(told).encode(), "figures/map.csv": data}
    other = _changed(bundle, tmp_path / "b.zip", changes)
    words = ["reproduce", str(other), "--films", str(filmed.folder.parent / "films"), "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert not found["same"]
    assert found["said"].startswith("1 of 7 figures differ (map: ")
    assert "numpy 1.0, now " in found["said"]
    assert "machine Darwin arm64, now " in found["said"]
    assert "by up to" in found["figures"]["map"]["said"] or "last digits" in found["figures"]["map"]["said"]
    assert "numpy" in found["versions"]


@pytest.mark.parametrize(
    "changes",
    [
        {"project/../../evil.txt": b"x"},
        {"project/videos/..\\evil.txt": b"x"},
        {"project/C:evil.txt": b"x"},
        {"project/notes/A.json": b"{}", "project/notes/a.json": b"{}"},
        {"project/notes/caf\u00e9": b"x", "project/notes/cafe\u0301": b"x"},
        {"/project/evil.txt": b"x"},
        {"project/COM1.json": b"x"},
        {"project/videos": b"a file where a folder is"},
        {"project/bomb.json": b"0" * (64 << 20)},
        {MANIFEST: b"{}"},
        {MANIFEST: b'{"bundle_version": 99}'},
        {MANIFEST: b"not json"},
    ],
)
def test_what_no_bundle_holds_is_not_unpacked(
    bundle: Path, tmp_path: Path, changes: dict[str, bytes]
) -> None:
    other = _changed(bundle, tmp_path / "b.zip", changes)
    (tmp_path / "films").mkdir()
    with pytest.raises(InputError):
        reproduce(other, tmp_path / "films", tmp_path / "a" / "out")
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "evil.txt").exists()


def test_links_and_half_a_bundle_are_not_unpacked(bundle: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("project/notes/link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(shutil.copy(bundle, tmp_path / "link.zip"), "a") as archive:
        archive.writestr(link, "/etc/passwd")
    data = bytearray(bundle.read_bytes())
    (tmp_path / "half.zip").write_bytes(data[: len(data) // 2])
    with zipfile.ZipFile(bundle) as archive:
        place = max(archive.infolist(), key=lambda info: info.compress_size).header_offset + 200
    data[place] ^= 0xFF
    (tmp_path / "flipped.zip").write_bytes(data)
    (tmp_path / "films").mkdir()
    for name in ("link", "half", "flipped"):
        with pytest.raises(InputError):
            reproduce(tmp_path / f"{name}.zip", tmp_path / "films", tmp_path / "a" / "out")
        assert not (tmp_path / "a" / "out").exists()


def test_what_is_no_zip_or_has_no_place_is_told(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK")
    with pytest.raises(InputError, match="no bundle"):
        reproduce(tmp_path / "no.zip", tmp_path, tmp_path / "out")
    with pytest.raises(InputError, match="no bundle at"):
        reproduce(tmp_path / "gone.zip", tmp_path, tmp_path / "out")
    shutil.copy(bundle, tmp_path / "b.zip")
    with pytest.raises(InputError, match="empty folder"):
        reproduce(tmp_path / "b.zip", tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"films": [{"name": "News", "captions_same": False}]},
            "the captions of News are not those of the bundle",
        ),
        ({"moments_changed": 3}, "3 moments have other pictures or words"),
        ({"vectors_encoded_again": {"largest_difference": 0.2}}, "this machine encodes moments otherwise"),
        ({}, "Films, captions, packages and machine are the same"),
    ],
)
def test_what_may_be_why_a_figure_differs_is_told(changes: dict[str, object], said: str) -> None:
    found: dict[str, object] = {
        "films": [{"name": "News", "captions_same": True}], "moments_changed": 0, "versions": {},
        "vectors_encoded_again": {"said": "no weights"},
        "figures": {"map": {"same": False, "said": "x by up to 2"}, "words": {"same": True}},
    }  # fmt: skip
    told = in_words(found | changes)
    assert told.startswith("1 of 2 figures differ (map: x by up to 2)")
    assert said in told
