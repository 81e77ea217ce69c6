"""Sampling a film: which picture is on the screen when, which times are asked for, and what is left on disk."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from crvae_core.errors import VideoError
from crvae_core.media import frame_store
from crvae_core.media.video import SamplingSettings, sample_video
from tests.clips import grey_steps, moving, write_clip, write_frames


def levels(folder: Path) -> list[int]:
    frames = np.load(folder / "frames.npy", mmap_mode="r", allow_pickle=False)
    assert frames.dtype == np.uint8
    assert frames.shape[1:] == (120, 200, 3)
    return [int(frame.mean()) for frame in frames]


def test_colours_are_rgb_and_thumbnails_belong_to_their_frames(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", [(220, 30, 30), (30, 30, 220)])
    sample_video(clip, tmp_path / "out")
    frames = np.load(tmp_path / "out" / "frames.npy", allow_pickle=False)
    for row in range(2):
        thumbnail = cv2.imread(str(tmp_path / "out" / "thumbs" / f"{row:06d}.jpg"))[..., ::-1]
        assert thumbnail.shape == (192, 320, 3)
        assert np.allclose(thumbnail.mean((0, 1)), frames[row].mean((0, 1)), atol=8)
    assert frames[0, ..., 0].mean() > 180 > 80 > frames[0, ..., 2].mean()


def test_the_small_picture_is_about_that_of_an_area_average(tmp_path: Path) -> None:
    clip = write_frames(tmp_path / "clip.mp4", moving(4, size=(640, 360)), options={"crf": "10"})
    sample_video(clip, tmp_path / "out", 0.1)
    frames = np.load(tmp_path / "out" / "frames.npy", allow_pickle=False).astype(int)
    with av.open(str(clip)) as container:
        for small, frame in zip(frames, container.decode(video=0), strict=True):
            reference = cv2.resize(frame.to_ndarray(format="rgb24"), (200, 120), interpolation=cv2.INTER_AREA)
            assert ((small - reference) ** 2).mean() < 8  # 39 dB


def test_variable_frame_rate_uses_each_frames_own_time(tmp_path: Path, support_table) -> None:
    # one frame stands for nine seconds: at 2, 4, 6 and 8 s it is still the one on the screen
    colours = grey_steps(4)
    clip = write_clip(tmp_path / "clip.mkv", colours, times_s=[0.0, 0.5, 9.5, 10.5])
    info = sample_video(clip, tmp_path / "out")
    expected = [colours[index][0] for index in (0, 1, 1, 1, 1, 2)]
    assert np.allclose(levels(tmp_path / "out"), expected, atol=4)
    assert info.frame_times_s == pytest.approx([0.0, 0.5, 0.5, 0.5, 0.5, 9.5], abs=0.01)
    assert info.sample_times_s == [0, 2, 4, 6, 8, 10]
    support_table("Video", "Variable frame rate", "read right")


def test_sampling_step_and_progress(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(4))
    shares: list[float] = []
    info = sample_video(clip, tmp_path / "out", 0.5, progress=shares.append)
    assert len(info.frame_times_s) == 16
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] == 1
    assert len(shares) > 3


def test_frames_at_the_starts_of_captions(tmp_path: Path) -> None:
    colours = grey_steps(5)
    clip = write_clip(tmp_path / "clip.mp4", colours)
    settings = SamplingSettings(method="captions")
    info = sample_video(clip, tmp_path / "out", settings, starts_s=[4.1, 0.0, 3.95, 4.1, 9.99, 30.0])
    assert info.sample_times_s == [0.0, 3.95, 4.1, 9.99]
    assert info.frame_times_s == pytest.approx([0.0, 3.9, 4.1, 9.9], abs=0.01)
    assert np.allclose(levels(tmp_path / "out"), [colours[index][0] for index in (0, 1, 2, 4)], atol=4)
    assert info.method == "captions"


@pytest.mark.parametrize(
    ("starts", "said"), [((), "no caption has a time"), ((60.0, 70.0), "it is 0:04 long")]
)
def test_captions_without_use_for_sampling_are_refused(
    tmp_path: Path, starts: tuple[float, ...], said: str
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(2))
    with pytest.raises(VideoError, match=said):
        sample_video(clip, tmp_path / "out", SamplingSettings(method="captions"), starts_s=starts)
    assert not (tmp_path / "out").exists()


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(6))
    kept = tmp_path / "kept"
    sample_video(clip, kept)
    before = {path: path.stat().st_mtime_ns for path in kept.rglob("*")}

    def cancel(share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    for folder in (kept, tmp_path / "new"):
        with pytest.raises(KeyboardInterrupt):
            sample_video(clip, folder, 1.0, progress=cancel)
    assert {path: path.stat().st_mtime_ns for path in kept.rglob("*")} == before
    assert not (tmp_path / "new").exists()


def test_sampling_again_replaces_frames_and_thumbnails(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(3))
    sample_video(clip, tmp_path / "out", 0.5)
    sample_video(clip, tmp_path / "out", 2.0)
    assert len(levels(tmp_path / "out")) == 3
    found = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert found == ["frame_hashes.npy", "frames.npy", "thumbs"]
    assert len(np.load(tmp_path / "out" / "frame_hashes.npy", allow_pickle=False)) == 3
    assert len(list((tmp_path / "out" / "thumbs").iterdir())) == 3


def test_too_many_frames_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_store, "MOST_FRAMES", 5)
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(4))
    with pytest.raises(VideoError, match="take one less often"):
        sample_video(clip, tmp_path / "out", 0.5)
    assert not (tmp_path / "out").exists()
