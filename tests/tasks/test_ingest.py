"""Films read in the background and by commands: what comes of them, cancelling, and what ends without a word."""

import json
import shutil
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.errors import CancelledError, StorageError, VideoError
from crvae_core.material.ingest import IngestSettings, ingest
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project
from crvae_core.tasks.ingest import read_film, start_ingest
from crvae_core.work.item import WorkItem, create, items_of
from crvae_core.work.lanes import light
from crvae_core.work.serving import at_work
from tests.clips import grey_steps, write_clip
from tests.waiting import wait_for_work

LINES = "one two\nthree four\nfive six\nseven\n"
CHOICES = {
    "settings": IngestSettings(language="en").to_json(),
    "alignment": AlignmentSettings().to_json(),
}


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A film with words for it beside it."""
    (tmp_path / "captions.txt").write_text(LINES)
    return write_clip(tmp_path / "clip.mp4", grey_steps(6))


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A project without videos."""
    return create_project(tmp_path / "project")


def upload(clip: Path):
    """What brings a film and its captions as uploads are brought: as the work's own."""

    def bring(folder: Path) -> dict[str, str]:
        shutil.copyfile(clip, folder / "clip.mp4")
        (folder / "captions.txt").write_text(LINES)
        return {"film": "clip.mp4", "captions": "captions.txt"}

    return bring


def foreground(project: Project, clip: Path) -> WorkItem:
    """The same work, to be done in this process."""
    return create(project.folder, "ingest", "Reading clip", {"name": "Clip", **CHOICES}, bring=upload(clip))


def test_an_upload_becomes_a_video_without_anybody_looking_on(empty: Project, clip: Path) -> None:
    item = start_ingest(empty.folder, "Clip", CHOICES, upload(clip))
    assert wait_for_work(item).state == "done", item.log_tail()
    found = open_project(empty.folder)
    (video,) = found.videos
    assert item.result() == {"video_id": video.video_id, "pairs": 4, "frames": 6}
    assert (video.name, video.source) == ("Clip", "source.mp4")
    assert found.source_path(video.video_id).read_bytes() == clip.read_bytes()
    assert not item.files.exists()  # it was moved into the project


def test_a_killed_reading_leaves_the_project_as_it_was(empty: Project, clip: Path) -> None:
    with light("film").turn(lambda before: None):
        item = start_ingest(empty.folder, "Clip", CHOICES, upload(clip))
        wait_for_work(item, lambda state: state.before == 1)
        process = psutil.Process(item.stored_state().pid)
        process.kill()
        psutil.wait_procs([process], timeout=10)
    assert "without a word" in item.state().message
    assert open_project(empty.folder).videos == ()
    other = start_ingest(empty.folder, "Clip", CHOICES, upload(clip))
    assert not item.files.exists()  # what the killed one owned is swept
    other.request_cancel()
    wait_for_work(other)


def test_a_film_that_is_no_film_is_told(empty: Project, clip: Path) -> None:
    clip.write_text("this is no video")
    item = foreground(empty, clip)
    with pytest.raises(VideoError), at_work(item) as report:
        read_film(report, **item.arguments)
    assert "clip.mp4 is not a video" in item.state().message
    assert not item.files.exists()
    assert open_project(empty.folder).videos == ()


def test_a_reading_is_cancelled_at_its_next_step(
    empty: Project, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = foreground(empty, clip)

    def sample(video: Path, folder: Path, settings: object, progress, *_: object) -> None:
        (folder / "half a film").touch()
        progress(0.2)
        item.request_cancel()  # as a click on any page does
        progress(0.4)
        pytest.fail("it went on")

    monkeypatch.setattr("crvae_core.material.ingest.sample_video", sample)
    with pytest.raises(CancelledError), at_work(item) as report:
        read_film(report, **item.arguments)
    assert item.state().state == "cancelled"
    assert open_project(empty.folder).videos == ()
    assert list((empty.folder / "videos").iterdir()) == []


def test_a_path_stays_where_it_is_and_a_link_is_fetched(
    empty: Project, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = CHOICES | {"settings": IngestSettings(language="en", link=True).to_json()}
    item = create(empty.folder, "ingest", "", {"name": "Path", "film": str(clip), **settings})
    with at_work(item) as report:
        found = read_film(report, **item.arguments)
    assert open_project(empty.folder).source_path(found["video_id"]) == clip.resolve()

    def fetch(url: str, folder: Path, progress) -> Path:
        assert url == "https://example.org/film"
        progress(0.5)
        return Path(shutil.copyfile(clip, folder / "fetched.mp4"))

    monkeypatch.setattr("crvae_core.media.youtube.fetch_video", fetch)
    item = create(
        empty.folder,
        "ingest",
        "",
        {"name": "Link", **CHOICES},
        bring=lambda folder: {"link": "https://example.org/film"},
    )
    with at_work(item) as report:
        found = read_film(report, **item.arguments)
    assert open_project(empty.folder).source_path(found["video_id"]).name == "source.mp4"
    assert found["pairs"] == 0


def test_files_that_can_not_be_brought_leave_nothing(empty: Project) -> None:
    def bring(folder: Path) -> dict[str, str]:
        (folder / "clip.mp4").touch()
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="full"):
        start_ingest(empty.folder, "Clip", CHOICES, bring)
    assert items_of(empty.folder) == []
    assert list((empty.folder / "work").iterdir()) == []


def test_a_command_that_reads_a_film_is_listed_and_can_be_cancelled(
    empty: Project, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(empty.folder, clip, None, IngestSettings(link=True))
    seen = []

    def sample(video: Path, folder: Path, settings: object, progress, *_: object) -> None:
        progress(0.25)
        (item,) = items_of(empty.folder)
        seen.append((item.title, item.state().state, item.state().share, item.is_alive()))
        item.request_cancel()
        progress(0.5)

    monkeypatch.setattr("crvae_core.material.ingest.sample_video", sample)
    done = CliRunner().invoke(main, ["ingest", str(empty.folder), "--video", str(clip), "--json"])
    assert done.exit_code == 1
    assert "cancelled" in json.loads(done.stdout)["error"]
    assert seen == [("Reading clip", "running", 0.25, True)]
    assert not (empty.folder / "work").exists()
    assert len(open_project(empty.folder).videos) == 1
