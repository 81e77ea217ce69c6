"""Sampling frames: which picture is on the screen at 0, 2, 4, ... seconds."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from crvae_core.errors import VideoError
from crvae_core.media.video import sample_video
from tests.clips import grey_steps, write_clip


def levels(folder: Path) -> list[int]:
    frames = np.load(folder / "frames.npy", mmap_mode="r", allow_pickle=False)
    assert frames.dtype == np.uint8
    assert frames.shape[1:] == (120, 200, 3)
    return [int(frame.mean()) for frame in frames]


@pytest.mark.parametrize(
    ("suffix", "codec"), [("mp4", "libx264"), ("mkv", "libx264"), ("webm", "libvpx-vp9")]
)
def test_every_scene_of_two_seconds_gives_its_frame(tmp_path: Path, suffix: str, codec: str) -> None:
    colours = grey_steps(7)
    clip = write_clip(tmp_path / f"clip.{suffix}", colours, codec=codec)
    info = sample_video(clip, tmp_path / "out")
    assert np.allclose(levels(tmp_path / "out"), [colour[0] for colour in colours], atol=4)
    assert np.allclose(info.frame_times_s, [0, 2, 4, 6, 8, 10, 12], atol=0.01)
    assert info.duration_s == pytest.approx(14.0, abs=0.11)


def test_colours_are_rgb_and_thumbnails_belong_to_their_frames(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", [(220, 30, 30), (30, 30, 220)])
    sample_video(clip, tmp_path / "out")
    frames = np.load(tmp_path / "out" / "frames.npy", allow_pickle=False)
    for row in range(2):
        thumbnail = cv2.imread(str(tmp_path / "out" / "thumbs" / f"{row:06d}.jpg"))[..., ::-1]
        assert np.allclose(thumbnail.mean((0, 1)), frames[row].mean((0, 1)), atol=8)
    assert frames[0, ..., 0].mean() > 180 > 80 > frames[0, ..., 2].mean()


def test_variable_frame_rate_uses_each_frames_own_time(tmp_path: Path) -> None:
    # one frame stands for nine seconds: at 2, 4, 6 and 8 s it is still the one on the screen
    colours = grey_steps(4)
    clip = write_clip(tmp_path / "clip.mkv", colours, times_s=[0.0, 0.5, 9.5, 10.5])
    info = sample_video(clip, tmp_path / "out")
    expected = [colours[index][0] for index in (0, 1, 1, 1, 1, 2)]
    assert np.allclose(levels(tmp_path / "out")[:6], expected, atol=4)
    assert info.frame_times_s[:6] == pytest.approx([0.0, 0.5, 0.5, 0.5, 0.5, 9.5], abs=0.01)


def test_sampling_step_and_progress(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(4))
    shares: list[float] = []
    info = sample_video(clip, tmp_path / "out", every_s=0.5, progress=shares.append)
    assert len(info.frame_times_s) == 16
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


def test_a_damaged_tail_keeps_what_decodes(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", grey_steps(6))
    data = clip.read_bytes()
    clip.write_bytes(data[: len(data) * 2 // 3])
    info = sample_video(clip, tmp_path / "out")
    assert 1 <= len(info.frame_times_s) <= 6


def _cut_mp4(path: Path) -> None:
    write_clip(path, grey_steps(3))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _sound_only(path: Path) -> None:
    import av

    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 8000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_text("1\n00:00:01,000 --> 00:00:02,000\nhello\n"), "not a video"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100)), "not a video"),
        (lambda path: path.write_text("#EXTM3U\n#EXTINF:9,\nfile:///etc/hostname\n"), "not a video"),
        (lambda path: path.mkdir(), "there is no file"),
        (_cut_mp4, "not a video"),
        (_sound_only, "no video stream"),
    ],
)
def test_what_is_no_video_is_refused(tmp_path: Path, make: object, said: str) -> None:
    path = tmp_path / "upload.mp4"
    make(path)  # type: ignore[operator]
    with pytest.raises(VideoError, match=said):
        sample_video(path, tmp_path / "out")
