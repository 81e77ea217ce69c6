"""A project whose rows share frames: every reader sees a frame per row, and only those that it asks for are read."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import ProjectError
from crvae_core.files import write_array
from crvae_core.material.ingest import IngestSettings, add_video
from crvae_core.media.stored_frame import PLACES_FILE, frame_hash
from crvae_core.project.fingerprints import fingerprints, frame_hashes
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project
from crvae_core.runs.pair_data import load_pairs
from tests.clips import grey_steps, write_clip

GREYS = grey_steps(13)
SRT = "\n".join(
    f"{n + 1}\n00:{10 * n:02d}:01,000 --> 00:{10 * n:02d}:04,000\nthe news again\n" for n in range(6)
)


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """13 frames with 50 minutes between two of them, sampled every 10 s."""
    folder = tmp_path_factory.mktemp("long")
    film = write_clip(folder / "film.mkv", GREYS, [3000.0 * number for number in range(13)])
    (folder / "film.srt").write_text(SRT)
    project = create_project(folder / "project")
    changed, _ = add_video(project, film, folder / "film.srt", IngestSettings(every_s=10.0))
    return open_project(changed.folder)


def test_a_film_of_long_frames_is_a_small_project_whose_readers_see_every_row(long_film: Project) -> None:
    video = long_film.videos[0]
    written = sum(path.stat().st_size for path in long_film.folder.rglob("*") if path.is_file())
    assert video.frame_count == 3_601
    assert written < 4_000_000
    frames, pairs = long_film.frames(video.video_id), long_film.pairs()
    assert frames.shape == (3_601, 120, 200, 3)
    assert len(frames.stored) == 13
    some = pairs.iloc[[0, 1, 299, 300, 301, 3_000]]
    expected = [GREYS[row * 10 // 3000][0] for row in some["frame_row"]]
    assert np.allclose(long_film.frames_of(some).mean((1, 2, 3)), expected, atol=4)
    thumbnails = {long_film.thumbnail(video.video_id, row) for row in range(0, 3_601, 50)}
    assert len(thumbnails) == 13
    assert all(path.exists() for path in thumbnails)
    assert long_film.thumbnail(video.video_id, 299) == long_film.thumbnail(video.video_id, 0)
    assert long_film.thumbnail(video.video_id, 300) != long_film.thumbnail(video.video_id, 0)


def test_marks_of_long_frames_are_those_of_their_rows(long_film: Project) -> None:
    video_id = long_film.videos[0].video_id
    hashes = frame_hashes(long_film, video_id)
    assert hashes[1_000].tobytes() == frame_hash(long_film.frames(video_id)[1_000])
    (long_film.video_folder(video_id) / "frame_hashes.npy").unlink()
    assert np.array_equal(frame_hashes(long_film, video_id), hashes)
    assert fingerprints(long_film, long_film.pairs())["frame"].nunique() == 13


def test_a_run_on_long_frames_has_the_pictures_of_its_rows(long_film: Project) -> None:
    pairs = long_film.pairs().iloc[290:310]
    data = load_pairs(long_film, pairs)
    assert np.array_equal(data.images.permute(0, 2, 3, 1).numpy(), long_film.frames_of(pairs))


def test_a_batch_reads_the_frames_of_its_rows_alone(make_project: Callable[..., Project]) -> None:
    project = make_project((200, 4))
    pairs = project.pairs()
    project.frames_of(pairs.iloc[:2])
    tracemalloc.start()
    for first in range(0, 200, 10):
        project.frames_of(pairs.iloc[first : first + 10])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * 10 * 72_000  # the film has 14 MB


def test_places_that_do_not_fit_the_frames_are_told(project: Project) -> None:
    folder = project.video_folder("v0")
    stored = np.array(project.frames("v0"))
    write_array(folder / "frames.npy", stored[:4])
    for places in (
        None,
        np.zeros(3, np.int32),
        np.full(10, 4, np.int32),
        np.full(10, -1, np.int32),
        np.zeros(10),
    ):
        if places is not None:
            write_array(folder / PLACES_FILE, places)
        with pytest.raises(ProjectError, match="are missing or damaged"):
            project.frames("v0")
        assert project.thumbnail("v0", 3).name == ("000004.jpg" if _all_four(places) else "000003.jpg")
    write_array(folder / PLACES_FILE, np.array([0, 0, 0, 1, 1, 2, 2, 3, 3, 3], np.int32))
    assert np.array_equal(project.frames_of(project.pairs()), stored[[0, 0, 0, 1, 1, 2, 2, 3, 3, 3]])
    with pytest.raises(ValueError, match="read-only"):
        project.frames("v0")[0] = 0


def _all_four(places: np.ndarray | None) -> bool:
    return places is not None and len(places) == 10 and bool((places == 4).all())


def test_a_project_without_places_is_read_as_ever(project: Project) -> None:
    frames = project.frames("v0")
    assert frames.places is None
    assert np.array_equal(
        project.frames_of(project.pairs()), np.load(project.video_folder("v0") / "frames.npy")
    )
    assert project.thumbnail("v0", 7).name == "000007.jpg"


def test_every_reader_of_frames_goes_through_the_project() -> None:
    core = Path(__file__).resolve().parents[2] / "crvae_core"
    readers = [path for path in core.rglob("*.py") if "frames.npy" in path.read_text(encoding="utf-8")]
    assert {path.name for path in readers if "np.load" in path.read_text(encoding="utf-8")} <= {
        "frame_store.py"
    }
