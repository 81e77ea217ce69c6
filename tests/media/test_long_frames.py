"""Films whose frames stand for long: each is stored once, rows point to it; limits are told before anything is written."""

import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from crvae_core.errors import VideoError
from crvae_core.media import room
from crvae_core.media.frame_store import LONGEST_REPEAT, MOST_REPEATED, FrameStore
from crvae_core.media.stored_frame import PLACES_FILE
from crvae_core.media.video import SamplingSettings, VideoInfo, sample_video
from crvae_core.project.frames import Frames, open_frames
from tests.clips import grey_steps, plain, write_clip, write_frames
from tests.file_faults import fault_at

GREYS = grey_steps(13)
Disk = namedtuple("Disk", "total used free")


def opened(folder: Path, info: VideoInfo) -> Frames:
    return open_frames(folder / "frames.npy", folder / PLACES_FILE, len(info.frame_times_s))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """13 frames with 50 minutes between two of them."""
    return write_clip(
        tmp_path_factory.mktemp("gaps") / "gaps.mkv", GREYS, [3000.0 * number for number in range(13)]
    )


def test_frames_that_stand_for_hours_are_stored_once(gaps: Path, tmp_path: Path) -> None:
    info = sample_video(gaps, tmp_path)
    frames = opened(tmp_path, info)
    assert len(info.frame_times_s) == len(frames) > 18_000
    assert len(frames.stored) == 13
    assert len(list((tmp_path / "thumbs").iterdir())) == 13
    assert size(tmp_path) < 3_000_000
    rows = [0, 1_499, 1_500, 7_000, len(frames) - 1]
    shown = [int(frames[row].mean()) for row in rows]
    expected = [GREYS[round(info.frame_times_s[row] / 3000)][0] for row in rows]
    assert np.allclose(shown, expected, atol=4)
    for row in rows:
        picture = cv2.imread(str(tmp_path / "thumbs" / f"{frames.place(row):06d}.jpg"))
        assert picture.mean() == pytest.approx(frames[row].mean(), abs=4)


@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_a_picture_may_stand_for_hours(
    suffix: str, tmp_path: Path, support_table: Callable[[str, str, str], None]
) -> None:
    clip = write_clip(tmp_path / f"clip.{suffix}", GREYS[:4], [0.0, 4 * 3600.0, 4 * 3600.0 + 2, 10 * 3600.0])
    info = sample_video(clip, tmp_path / "out")
    frames = opened(tmp_path / "out", info)
    assert info.damaged_at_s is None
    assert len(frames.stored) == 4
    assert [info.frame_times_s[row] for row in (7_199, 7_200, 7_201, 17_999, 18_000)] == pytest.approx(
        [0.0, 14_400.0, 14_402.0, 14_402.0, 36_000.0], abs=0.01
    )
    support_table("Video", f"Pictures that stand for hours, {suffix.upper()}", "read right")


def test_a_slide_show_and_a_folder_of_pictures_are_small(tmp_path: Path) -> None:
    slides = write_clip(tmp_path / "slides.mp4", GREYS, [60.0 * number for number in range(13)])
    info = sample_video(slides, tmp_path / "slides")
    frames = opened(tmp_path / "slides", info)
    assert len(frames.stored) == 13
    assert len(frames) == 361
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, grey in enumerate(GREYS):
        cv2.imwrite(str(folder / f"{number}.png"), plain(grey))
    info = sample_video(folder, tmp_path / "out", SamplingSettings(every_s=2.0, frame_period_s=600.0))
    frames = opened(tmp_path / "out", info)
    assert (len(frames.stored), len(frames)) == (13, 3900)
    assert frames[299].mean() == pytest.approx(GREYS[0][0], abs=2)
    assert frames[300].mean() == pytest.approx(GREYS[1][0], abs=2)


def test_a_film_of_one_still_image_is_small(tmp_path: Path) -> None:
    still = write_frames(
        tmp_path / "still.mp4", ((number / 2, plain((90, 120, 60))) for number in range(600)), rate=2
    )
    info = sample_video(still, tmp_path / "out")
    frames = opened(tmp_path / "out", info)
    assert len(frames) == 150
    assert len(frames.stored) <= 10  # a key frame may differ a little
    assert np.abs(np.diff([frame.mean() for frame in frames])).max() < 2


def test_uneven_films_have_short_frames_as_they_were_and_long_ones_once(tmp_path: Path) -> None:
    times = [0.0, 2.0, 4.0, 100.0, 102.0, 104.0]
    info = sample_video(write_clip(tmp_path / "uneven.mkv", grey_steps(6), times), tmp_path / "out")
    frames = opened(tmp_path / "out", info)
    assert len(frames.stored) == 6
    assert frames.places is not None
    assert frames.places[[0, 1, 2, 49, 50, 51, 52]].tolist() == [0, 1, 2, 2, 3, 4, 5]


def test_short_films_have_a_frame_for_each_row(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", GREYS[:3], [0.0, 10.0, 20.0])
    info = sample_video(clip, tmp_path / "out", 1.0)
    assert len(np.load(tmp_path / "out" / "frames.npy")) == len(info.frame_times_s) == 21
    assert not (tmp_path / "out" / PLACES_FILE).exists()


def test_many_short_repeats_are_stored_once_in_the_end(tmp_path: Path) -> None:
    steps = grey_steps(40)
    clip = write_clip(tmp_path / "clip.mkv", steps, [8.0 * number for number in range(40)])
    info = sample_video(clip, tmp_path / "out", 2.0)
    frames = opened(tmp_path / "out", info)
    assert len(frames.stored) <= 40 + MOST_REPEATED
    assert LONGEST_REPEAT > 4
    assert np.allclose(
        [frames[row].mean() for row in (0, 3, 4, 150)], [steps[row // 4][0] for row in (0, 3, 4, 150)], atol=4
    )


def test_frames_are_indexed_like_an_array() -> None:
    stored = np.random.default_rng(0).integers(0, 255, (3, 120, 200, 3), dtype=np.uint8)
    frames = Frames(stored, np.array([0, 0, 1, 2, 2], np.int32))
    whole = np.asarray(frames)
    assert whole.shape == frames.shape == (5, 120, 200, 3)
    assert np.array_equal(frames[3], whole[3])
    assert np.array_equal(frames[1:4], whole[1:4])
    assert np.array_equal(frames[np.array([4, 0])], whole[[4, 0]])
    assert np.array_equal(frames[2, ::10, ::10], whole[2, ::10, ::10])
    assert np.array_equal(frames[[4, 1], ::10, ::10], whole[[4, 1], ::10, ::10])
    assert np.array_equal(frames[-1], whole[-1])
    assert np.array_equal(np.stack(list(frames)), whole)


def test_too_many_frames_are_counted_before_any_is_written(
    gaps: Path, tmp_path: Path, support_table: Callable[[str, str, str], None]
) -> None:
    with pytest.raises(
        VideoError, match=r"gaps\.mkv would give 1[89],\d+ frames, and at most 1,000 .*--every 37"
    ) as caught:
        sample_video(gaps, tmp_path / "out", SamplingSettings(most_frames=1_000))
    assert "--most-frames" in str(caught.value)
    support_table("Broken video", "More frames than are taken from one film", f"clear error: {caught.value}")
    assert not (tmp_path / "out").exists()
    sample_video(gaps, tmp_path / "out", SamplingSettings(every_s=37.0, most_frames=1_000))


def test_a_period_below_a_second_is_advised_in_parts_of_it(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", GREYS[:6])
    with pytest.raises(VideoError, match=r"would give 120 frames.*--every 0\.3\b"):
        sample_video(clip, tmp_path / "out", SamplingSettings(every_s=0.1, most_frames=45))
    with pytest.raises(VideoError, match=r"would give 3 frames.*every few seconds"):
        sample_video(
            clip, tmp_path / "out", SamplingSettings(method="captions", most_frames=2), starts_s=(1, 2, 3)
        )


def test_a_length_that_is_not_true_does_not_count(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", GREYS[:3])
    content = clip.read_bytes()
    at = content.index(b"\x44\x89\x88") + 3  # the length of the whole file, in ms as a double
    clip.write_bytes(content[:at] + np.array(1e12, ">f8").tobytes() + content[at + 8 :])
    info = sample_video(clip, tmp_path / "out")
    assert len(info.frame_times_s) == 3


def test_a_disk_that_is_too_small_is_told_before_and_while_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", GREYS)
    left = {"free": 700_000}
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(10**9, 0, left["free"] + 20_000_000))
    with pytest.raises(VideoError, match=r"13 frames of clip\.mp4 need 1 MB on the disk .*make room"):
        sample_video(clip, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert room.free_bytes(tmp_path / "not" / "yet") == 700_000
    monkeypatch.setattr("crvae_core.media.frame_store.CHECK_EVERY", 5)
    left["free"] = 2_000_000
    monkeypatch.setattr("crvae_core.media.frame_count.check_room", lambda *unused: left.update(free=100_000))
    with pytest.raises(VideoError, match="the next frames need"):
        sample_video(clip, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_many_rows_of_few_frames_fit_on_a_small_disk(
    gaps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(10**9, 0, 25_000_000))
    assert len(sample_video(gaps, tmp_path / "out").frame_times_s) > 18_000


def test_a_disk_that_fills_up_at_any_step_is_told_and_nothing_stays(tmp_path: Path) -> None:
    frame, refused = np.zeros((120, 200, 3), np.uint8), 0
    for point in range(1, 100):
        out = tmp_path / str(point) / "out"
        try:
            with fault_at(tmp_path, "full", point), FrameStore(out) as store:
                store.add(frame, b"picture", 2)
        except VideoError as error:
            refused += 1
            assert "make room" in str(error)  # noqa: PT017
            assert not out.exists()
        else:
            break
    assert refused > 5
