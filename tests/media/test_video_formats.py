"""Codecs, containers and what recordings bring along: each film comes in with the right frames at the right times."""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from crvae_core.errors import VideoError
from crvae_core.media.video import VideoInfo, sample_video
from tests.clips import corners, grey_steps, moving, plain, write_clip, write_frames, write_sound

Record = Callable[[str, str, str], None]
X265 = {"x265-params": "log-level=none"}
# name in the table, ending, encoder, pixels, options of the encoder, frames a second
FORMATS = [
    ("H.264 in MP4", "mp4", "libx264", "yuv420p", {}, 10),
    ("H.264 in MOV", "mov", "libx264", "yuv420p", {}, 10),
    ("H.264 in MKV", "mkv", "libx264", "yuv420p", {}, 10),
    ("H.264 in TS", "ts", "libx264", "yuv420p", {}, 10),
    ("H.264 in AVI", "avi", "libx264", "yuv420p", {}, 10),
    ("H.264 in FLV", "flv", "libx264", "yuv420p", {}, 10),
    ("H.264 10 bit in MKV", "mkv", "libx264", "yuv420p10le", {}, 10),
    ("H.264 4:4:4 in MP4", "mp4", "libx264", "yuv444p", {}, 10),
    ("H.265 in MP4", "mp4", "libx265", "yuv420p", X265, 10),
    ("H.265 in TS", "ts", "libx265", "yuv420p", X265, 10),
    ("H.265 10 bit in MKV", "mkv", "libx265", "yuv420p10le", X265, 10),
    ("VP8 in WebM", "webm", "libvpx", "yuv420p", {}, 10),
    ("VP9 in WebM", "webm", "libvpx-vp9", "yuv420p", {}, 10),
    ("AV1 in MP4", "mp4", "libsvtav1", "yuv420p", {"preset": "8"}, 10),
    ("AV1 in WebM", "webm", "libsvtav1", "yuv420p", {"preset": "8"}, 10),
    ("AV1 10 bit in MKV", "mkv", "libsvtav1", "yuv420p10le", {"preset": "6"}, 10),
    ("MPEG-4 part 2 in AVI", "avi", "mpeg4", "yuv420p", {}, 10),
    ("MPEG-4 part 2 with B-frames in AVI", "avi", "mpeg4", "yuv420p", {"bf": "2"}, 10),
    ("MPEG-4 part 2 in MP4", "mp4", "mpeg4", "yuv420p", {"bf": "2"}, 10),
    ("MPEG-2 in TS", "ts", "mpeg2video", "yuv420p", {"bf": "2"}, 25),
    ("MPEG-2 in MPG", "mpg", "mpeg2video", "yuv420p", {"bf": "2"}, 25),
    ("ProRes in MOV", "mov", "prores_ks", "yuv422p10le", {}, 10),
    ("Motion JPEG in MOV", "mov", "mjpeg", "yuvj420p", {}, 10),
    ("WMV in ASF", "asf", "wmv2", "yuv420p", {}, 10),
]


def sampled(clip: Path, every_s: float = 2.0) -> tuple[VideoInfo, np.ndarray]:
    info = sample_video(clip, clip.parent / "out", every_s)
    return info, np.load(clip.parent / "out" / "frames.npy", allow_pickle=False)


def thumbnail(clip: Path, row: int = 0) -> np.ndarray:
    return cv2.imread(str(clip.parent / "out" / "thumbs" / f"{row:06d}.jpg"))[..., ::-1]


@pytest.mark.parametrize(
    ("name", "suffix", "encoder", "pixels", "options", "rate"), FORMATS, ids=[row[0] for row in FORMATS]
)
def test_every_scene_of_two_seconds_gives_its_frame(
    tmp_path: Path, support_table: Record, name: str, suffix: str, encoder: str, pixels: str,
    options: dict[str, str], rate: int,
) -> None:  # fmt: skip
    if encoder not in av.codecs_available:
        support_table("Video", name, f"not tested: PyAV has no encoder {encoder}")
        pytest.skip(f"PyAV has no encoder {encoder}")
    colours = grey_steps(6)
    clip = write_clip(
        tmp_path / f"clip.{suffix}", colours, codec=encoder, pixels=pixels, options=options, rate=rate
    )
    info, frames = sampled(clip)
    assert np.allclose(frames.mean((1, 2, 3)), [colour[0] for colour in colours], atol=5)
    assert np.allclose(info.frame_times_s, [0, 2, 4, 6, 8, 10], atol=0.02)
    assert info.duration_s == pytest.approx(12.0, abs=0.11)
    assert (info.damaged_at_s, info.rotation, info.interlaced) == (None, 0, False)
    support_table("Video", name, "read right")


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_rotation_is_applied(tmp_path: Path, support_table: Record, clockwise: int, suffix: str) -> None:
    stored = np.rot90(corners((160, 96) if clockwise % 180 == 0 else (96, 160)), clockwise // 90)
    # what the camera stores is turned back by the display matrix; both are anticlockwise
    clip = write_frames(
        tmp_path / f"clip.{suffix}",
        [(number / 10, stored) for number in range(25)],
        degrees=-clockwise % 360,
    )
    info, frames = sampled(clip)
    upright = corners((200, 120))
    assert info.rotation == clockwise
    assert (info.width, info.height) == ((160, 96) if clockwise % 180 == 0 else (96, 160))
    for y, x in ((30, 50), (30, 150), (90, 50), (90, 150)):
        assert np.allclose(frames[0, y, x], upright[y, x], atol=25)
    height, width = thumbnail(clip).shape[:2]
    assert width / height == pytest.approx(info.width / info.height, abs=0.01)
    support_table("Video", f"Rotated by {clockwise} degrees, {suffix.upper()}", "read right")


@pytest.mark.parametrize(("encoder", "options"), [("mpeg2video", {}), ("libx264", {"x264-params": "tff=1"})])
def test_interlaced_films_give_frames_without_comb(
    tmp_path: Path, support_table: Record, encoder: str, options: dict[str, str]
) -> None:
    # a bar that jumps between the two fields of every frame: woven, it would look like a comb
    pictures = []
    for number in range(60):
        woven = plain((30, 30, 30), (400, 240))
        woven[0::2, 40:120] = woven[1::2, 240:320] = (220, 220, 220)
        pictures.append((number / 25, woven))
    clip = write_frames(
        tmp_path / "clip.ts", pictures, codec=encoder, rate=25, options=options, interlaced=True
    )
    info, frames = sampled(clip, 1.0)
    assert info.interlaced
    assert info.width, info.height == (400, 240)
    assert frames[1, 20:100, 40:50].min() > 190
    assert frames[1, 20:100, 130:150].max() < 60
    assert np.abs(np.diff(frames[1, 10:110].astype(int), axis=0)).max() < 20
    picture = thumbnail(clip, 1).astype(int)
    assert np.abs(np.diff(picture[10:-10], axis=0)).max() < 40
    support_table("Video", f"Interlaced {'MPEG-2' if encoder == 'mpeg2video' else 'H.264'}", "read right")


@pytest.mark.parametrize(
    ("name", "size", "aspect", "shape"),
    [
        ("Anamorphic 720x576, pixels 64:45", (720, 576), Fraction(64, 45), (180, 320)),
        ("Pixels 8:9", (720, 480), Fraction(8, 9), (240, 320)),
        ("Tiny, 16x16", (16, 16), None, (320, 320)),
        ("Odd size 161x97", (162, 98), None, (194, 320)),
        ("Portrait 96x160", (96, 160), None, (533, 320)),
        ("Very tall, 32x512", (32, 512), None, (640, 40)),
        ("Large, 2560x1440", (2560, 1440), None, (180, 320)),
    ],
)
def test_thumbnails_have_square_pixels_whatever_the_size(
    tmp_path: Path, support_table: Record, name: str, size: tuple[int, int], aspect: Fraction | None,
    shape: tuple[int, int],
) -> None:  # fmt: skip
    clip = write_frames(
        tmp_path / "clip.mp4",
        [(number / 10, corners(size)) for number in range(5)],
        options={"preset": "ultrafast"},
        aspect=aspect,
    )
    info, frames = sampled(clip)
    assert thumbnail(clip).shape[:2] == shape
    assert info.width == pytest.approx(size[0] * float(aspect or 1), abs=1)
    assert np.allclose(frames[0, 30, 50], (220, 20, 20), atol=25)
    assert np.allclose(frames[0, 90, 150], (255, 255, 255), atol=25)
    support_table("Video", name, "read right")


@pytest.mark.parametrize(
    "flags", ["faststart", "frag_keyframe+empty_moov", "frag_keyframe+default_base_moof"]
)
def test_other_layouts_of_mp4(tmp_path: Path, support_table: Record, flags: str) -> None:
    colours = grey_steps(6)
    clip = write_clip(tmp_path / "clip.mp4", colours, options={"g": "25"}, movflags=flags)
    info, frames = sampled(clip)
    assert np.allclose(frames.mean((1, 2, 3)), [colour[0] for colour in colours], atol=5)
    assert info.damaged_at_s is None
    assert info.duration_s == pytest.approx(12.0, abs=0.11)
    support_table("Video", f"MP4 laid out with {flags.replace('+', ', ')}", "read right")


def test_an_odd_size_is_read(tmp_path: Path) -> None:
    clip = write_frames(
        tmp_path / "clip.mkv",
        [(0.0, corners((161, 97))), (1.0, corners((161, 97)))],
        codec="ffv1",
        pixels="bgr0",
    )
    info, frames = sampled(clip)
    assert (info.width, info.height) == (161, 97)
    assert np.allclose(frames[0, 30, 50], (220, 20, 20), atol=5)


def test_pictures_that_start_after_the_sound(tmp_path: Path, support_table: Record) -> None:
    colours = grey_steps(3)
    clip = write_clip(tmp_path / "clip.mkv", colours, times_s=[5.0, 7.0, 9.0], sound_from_s=0.0)
    info, frames = sampled(clip)
    assert info.starts_late_s == pytest.approx(5.0, abs=0.05)
    # nothing is on the screen at 0, 2 and 4 s: the first picture stands in, with its own time
    assert info.frame_times_s[:4] == pytest.approx([5.0, 5.0, 5.0, 5.0], abs=0.05)
    assert np.allclose(frames.mean((1, 2, 3))[:5], [colours[index][0] for index in (0, 0, 0, 0, 1)], atol=4)
    support_table("Video", "Pictures that start after the sound", "read right")


@pytest.mark.parametrize("suffix", ["mkv", "ts"])
def test_a_stream_whose_clock_does_not_start_at_zero(
    tmp_path: Path, support_table: Record, suffix: str
) -> None:
    colours = grey_steps(3)
    shown = [(7200 + number / 10, plain(colours[number // 20])) for number in range(60)]
    clip = write_frames(tmp_path / f"clip.{suffix}", shown)
    info, frames = sampled(clip)
    assert info.frame_times_s == pytest.approx([0, 2, 4], abs=0.02)
    assert info.starts_late_s == 0
    assert np.allclose(frames.mean((1, 2, 3)), [colour[0] for colour in colours], atol=4)
    support_table("Video", f"Clock that starts at two hours, {suffix.upper()}", "read right")


def test_a_film_of_unknown_duration(tmp_path: Path, support_table: Record) -> None:
    class NoSeeking:
        """A target like a live stream: the header can't be completed at the end."""

        def __init__(self, path: Path) -> None:
            self.stream = path.open("wb")

        def write(self, data: bytes) -> int:
            return self.stream.write(data)

    colours = grey_steps(4)
    target = NoSeeking(tmp_path / "live.webm")
    with av.open(target, "w", format="webm") as container:
        stream: Any = container.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for number in range(80):
            frame = av.VideoFrame.from_ndarray(plain(colours[number // 20]), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    target.stream.close()
    with av.open(str(tmp_path / "live.webm")) as container:
        assert not container.duration
    shares: list[float] = []
    info = sample_video(tmp_path / "live.webm", tmp_path / "out", progress=shares.append)
    assert info.frame_times_s == pytest.approx([0, 2, 4, 6], abs=0.02)
    assert info.duration_s == pytest.approx(8.0, abs=0.11)
    assert len(set(shares)) > 2  # by the place in the file
    support_table("Video", "Unknown duration (live WebM)", "read right")


def test_a_cover_picture_is_not_the_video(tmp_path: Path, support_table: Record) -> None:
    covered = _with_cover(write_clip(tmp_path / "plain.mp4", grey_steps(3)), tmp_path / "clip.mp4")
    info, frames = sampled(covered)
    assert info.codec == "h264"
    assert np.allclose(frames.mean((1, 2, 3)), [colour[0] for colour in grey_steps(3)], atol=4)
    support_table("Video", "With a cover picture", "read right")
    song = _with_cover(write_sound(tmp_path / "plain.m4a"), tmp_path / "song.m4a")
    with pytest.raises(VideoError, match="no video stream") as caught:
        sample_video(song, tmp_path / "other")
    support_table("Broken video", "Sound with a cover picture", f"clear error: {caught.value}")


def test_the_title_may_be_in_any_encoding(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", grey_steps(2), codec="mpeg4", title="XXXXXXXX")
    clip.write_bytes(clip.read_bytes().replace(b"XXXXXXXX", "电影标题".encode("gb18030")))
    assert len(sampled(clip)[0].frame_times_s) == 2


def test_moving_pictures_with_a_name_of_many_scripts(tmp_path: Path) -> None:
    clip = write_frames(tmp_path / "片 %d:é'.mp4", moving(25))
    assert len(sampled(clip)[0].frame_times_s) == 2


def _with_cover(plain_file: Path, path: Path) -> Path:
    """Copy a file's streams and attach a picture as its cover."""
    ok, cover = cv2.imencode(".png", corners((64, 64)))
    assert ok
    with av.open(str(plain_file)) as source, av.open(str(path), "w", format="mp4") as target:
        picture: Any = target.add_stream("png", rate=1)
        picture.width = picture.height = 64
        picture.pix_fmt = "rgb24"
        picture.disposition = av.stream.Disposition.attached_pic
        copies = {stream: target.add_stream_from_template(stream) for stream in source.streams}
        packet = av.Packet(cover.tobytes())
        packet.stream, packet.pts, packet.dts, packet.time_base = picture, 0, 0, Fraction(1, 1000)
        target.mux(packet)
        for packet in source.demux():
            if packet.size:
                packet.stream = copies[packet.stream]
                target.mux(packet)
    return path


def test_making_films_leaves_the_process_its_usual_place(tmp_path: Path) -> None:
    if not hasattr(os, "sched_getscheduler") or "libsvtav1" not in av.codecs_available:
        pytest.skip("no AV1 encoder that takes more")
    write_clip(tmp_path / "clip.mkv", [(9, 9, 9)], codec="libsvtav1", options={"preset": "10"})
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
