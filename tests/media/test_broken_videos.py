"""Broken, hostile and odd files: each ends soon, in a clear message or in what could be kept."""

import os
import random
import struct
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from crvae_core.bench.ingest import peak_memory_mb
from crvae_core.errors import VideoError
from crvae_core.media.video import VideoInfo, sample_video
from tests.clips import corners, moving, plain, write_frames, write_sound

Record = Callable[[str, str, str], None]
HLS = "#EXTM3U\n#EXTINF:9,\nfile:///etc/hostname\n"
CONCAT = "ffconcat version 1.0\nfile /etc/hostname\n"
LONGEST_S = 30.0  # on a busy machine; alone it is a second or two
MOST_MEMORY_MB = 150


def _film(path: Path, file_format: str = "mp4", **how: Any) -> bytearray:
    """A film of 12 s at ten frames a second."""
    return bytearray(write_frames(path, moving(120), file_format=file_format, **how).read_bytes())


def _cut(path: Path, file_format: str = "mp4", share: float = 0.6, **how: Any) -> None:
    data = _film(path, file_format, **how)
    path.write_bytes(data[: int(len(data) * share)])


def _cut_table(path: Path) -> None:
    data = _film(path)
    path.write_bytes(data[: data.index(b"stts")])


def _scribble(path: Path, file_format: str, start: float, stop: float, share: float = 0.02) -> None:
    """Random bytes strewn over a stretch of the file, given as shares of its length."""
    write_frames(path, moving(120), file_format=file_format)
    data = bytearray(path.read_bytes())
    dice = random.Random(0)
    for _ in range(max(3, int(len(data) * share))):
        data[dice.randrange(int(len(data) * start), int(len(data) * stop))] = dice.randrange(256)
    path.write_bytes(data)


def _patch(path: Path, mark: bytes, offset: int, value: bytes) -> None:
    data = _film(path)
    place = data.index(mark) + offset
    data[place : place + len(value)] = value
    path.write_bytes(data)


def _huge(path: Path, file_format: str, encoder: str) -> None:
    """A film whose pictures say that they have 60,000 x 60,000 points (VP8: 12,000)."""
    pixels = {"mjpeg": "yuvj420p", "png": "rgb24"}.get(encoder, "yuv420p")
    data = _film(path, file_format, codec=encoder, pixels=pixels)
    if encoder == "mjpeg":
        data = _everywhere(data, b"\xff\xc0\x00\x11\x08", 5, struct.pack(">HH", 60_000, 60_000))
    elif encoder == "png":
        data = _everywhere(data, b"IHDR", 4, struct.pack(">II", 60_000, 60_000))
    else:
        data = _everywhere(data, b"\x9d\x01\x2a", 3, struct.pack("<HH", 12_000, 12_000))
    path.write_bytes(data)


def _everywhere(data: bytearray, mark: bytes, offset: int, value: bytes) -> bytearray:
    place = data.find(mark)
    assert place >= 0
    while place >= 0:
        data[place + offset : place + offset + len(value)] = value
        place = data.find(mark, place + len(mark))
    return data


def _packets(path: Path, times: list[tuple[int, int]], file_format: str = "matroska") -> None:
    """A film whose packets carry these times (shown, decoded) in milliseconds."""
    source = path.with_suffix(".source.mkv")
    write_frames(source, moving(len(times)), options={"bf": "0"})
    with av.open(str(source)) as film, av.open(str(path), "w", format=file_format) as target:
        copy = target.add_stream_from_template(film.streams.video[0])
        for packet, (shown, decoded) in zip(film.demux(video=0), times, strict=False):
            packet.stream, packet.pts, packet.dts, packet.time_base = copy, shown, decoded, Fraction(1, 1000)
            target.mux(packet)
    source.unlink()


def _no_frames(path: Path, file_format: str) -> None:
    with av.open(str(path), "w", format=file_format) as container:
        stream: Any = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        container.start_encoding()


def _zip(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("film.mp4", b"x" * 1000)


def _picture(path: Path, suffix: str) -> None:
    ok, data = cv2.imencode(suffix, corners())
    assert ok
    path.write_bytes(data.tobytes())


# what it is, how it is made, what the message says
REFUSED: list[tuple[str, Callable[[Path], object], str]] = [
    ("Missing file", lambda path: None, "there is no file"),
    ("Empty file", lambda path: path.write_bytes(b""), "is empty"),
    ("One byte", lambda path: path.write_bytes(b"\x00"), "not a video"),
    ("Captions given as video", lambda path: path.write_text("1\n00:00:01,000 --> 00:00:02,000\nhello\n"), "text file"),
    ("Random bytes", lambda path: path.write_bytes(random.Random(1).randbytes(200_000)), "not a video"),
    ("Zeros", lambda path: path.write_bytes(bytes(1_000_000)), "not a video"),
    ("PNG picture", lambda path: _picture(path, ".png"), "single picture"),
    ("JPEG picture", lambda path: _picture(path, ".jpg"), "single picture"),
    ("WebP picture", lambda path: _picture(path, ".webp"), "single picture"),
    ("Animated GIF", lambda path: path.write_bytes(b"GIF89a" + bytes(100)), "convert it first"),
    ("ZIP archive", _zip, "unpack it"),
    ("PDF", lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(100)), "PDF document"),
    ("Playlist that opens another file (HLS)", lambda path: path.write_text(HLS), "playlist"),
    ("Playlist that opens another file (concat)", lambda path: path.write_text(CONCAT), "playlist"),
    ("DASH manifest", lambda path: path.write_text('<?xml version="1.0"?><MPD></MPD>'), "playlist"),
    ("Empty folder", lambda path: path.mkdir(), "holds no pictures"),
    ("Named pipe", lambda path: os.mkfifo(path), "there is no file"),
    ("Device without end", lambda path: path.symlink_to("/dev/zero"), "there is no file"),
    ("Link to itself", lambda path: path.symlink_to(path), "there is no file"),
    ("Sound only, MP4", lambda path: write_sound(path), "no video stream"),
    ("Sound only, MKV", lambda path: write_sound(path, "matroska"), "no video stream"),
    ("MP4 cut off before its table of contents", lambda path: _cut(path, share=0.5), "cut off"),
    ("MP4 cut off in its table of contents", _cut_table, "no frame|no video"),
    ("MP4 with a broken table of contents", lambda path: _patch(path, b"stsd", -4, b"\xff\xff\xff\xff"), "no video|no frame"),
    ("First bytes overwritten", lambda path: path.write_bytes(bytes(4096) + bytes(_film(path)[4096:])), "not a video"),
    ("Unknown codec", lambda path: _patch(path, b"avc1\x00\x00\x00\x00", 0, b"zzzz"), "can't be read|no frame"),
    ("No frames, MKV", lambda path: _no_frames(path, "matroska"), "no frame|no video|not a video"),
    ("No frames, MP4", lambda path: _no_frames(path, "mp4"), "no frame|no video|not a video"),
    ("60,000 x 60,000 points, JPEG in AVI", lambda path: _huge(path, "avi", "mjpeg"), "no frame"),
    ("60,000 x 60,000 points, PNG in MOV", lambda path: _huge(path, "mov", "png"), "no frame"),
    ("12,000 x 12,000 points, VP8 in WebM", lambda path: _huge(path, "webm", "libvpx"), "no frame"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_can_not_be_used_is_refused(
    tmp_path: Path, support_table: Record, name: str, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "upload.mp4"
    make(path)
    start, before_mb = time.monotonic(), peak_memory_mb()
    with pytest.raises(VideoError, match=said) as caught:
        sample_video(path, tmp_path / "out")
    assert time.monotonic() - start < LONGEST_S
    assert peak_memory_mb() - before_mb < MOST_MEMORY_MB
    assert not (tmp_path / "out").exists()
    assert len(str(caught.value)) < 400
    support_table("Broken video", name, f"clear error: {caught.value}")


def _joined(path: Path) -> None:
    """Two recordings, one behind the other."""
    path.write_bytes(bytes(2 * _film(path, "mpegts"))[:-188])


def _shown_late(path: Path) -> None:
    """One frame is to be shown days after it is decoded."""
    data = _film(path)
    place = data.index(b"ctts") + 12 + 8 * 5 + 4
    data[place : place + 4] = struct.pack(">I", 0x7FFFFFF0)
    path.write_bytes(data)


def _ms(times: list[int]) -> list[tuple[int, int]]:
    return [(number, number) for number in times]


FLOWING = list(range(0, 6000, 100))
# what it is, how it is made, how many frames at least, whether damage is told
KEPT: list[tuple[str, Callable[[Path], object], int, bool]] = [
    ("MP4 cut off, table of contents first", lambda path: _cut(path, options={"g": "10"}, movflags="faststart"), 2, True),
    ("MKV cut off", lambda path: _cut(path, "matroska", options={"g": "10"}), 2, True),
    ("AVI cut off", lambda path: _cut(path, "avi", codec="mpeg4"), 2, True),
    ("TS cut off", lambda path: _cut(path, "mpegts"), 2, False),
    ("Random bytes in the middle, MP4", lambda path: _scribble(path, "mp4", 0.4, 0.6), 5, True),
    ("Random bytes in the middle, MKV", lambda path: _scribble(path, "matroska", 0.4, 0.6), 2, True),
    ("Random bytes in the middle, TS", lambda path: _scribble(path, "mpegts", 0.4, 0.6), 4, True),
    ("One frame", lambda path: write_frames(path, [(0.0, corners())]), 1, False),
    ("Recording that starts again from zero", _joined, 6, True),
    ("A jump of thirty years", lambda path: _packets(path, _ms(FLOWING + [10**12 + t for t in FLOWING])), 6, True),
    ("First frame after thirty years", lambda path: _packets(path, _ms([10**12 + t for t in FLOWING])), 3, False),
    ("Frames shown years after they are decoded", _shown_late, 6, False),
    ("All frames at the same time", lambda path: _packets(path, _ms([0] * 60)), 1, True),
    ("Declared length of 13 years", lambda path: _declare_length(path), 6, False),
]  # fmt: skip


def _declare_length(path: Path) -> None:
    """The film's own table of contents says that it lasts for ages."""
    data = _film(path)
    for mark, offset in ((b"mvhd", 20), (b"mdhd", 20)):
        place = data.index(mark) + offset
        data[place : place + 4] = b"\xff\xff\xff\xf0"
    path.write_bytes(data)


@pytest.mark.parametrize(("name", "make", "frames", "damaged"), KEPT, ids=[row[0] for row in KEPT])
def test_what_decodes_is_kept(
    tmp_path: Path,
    support_table: Record,
    name: str,
    make: Callable[[Path], object],
    frames: int,
    damaged: bool,
) -> None:
    path = tmp_path / "upload.mp4"
    make(path)
    start, before_mb = time.monotonic(), peak_memory_mb()
    info = sample_video(path, tmp_path / "out")
    assert time.monotonic() - start < LONGEST_S
    assert peak_memory_mb() - before_mb < MOST_MEMORY_MB
    _check_whole(info, tmp_path / "out")
    assert frames <= len(info.frame_times_s) <= 13
    assert (info.damaged_at_s is not None) == damaged
    said = "" if info.damaged_at_s is None else f", damage told at 0:{int(info.damaged_at_s):02d}"
    support_table("Broken video", name, f"read right: {len(info.frame_times_s)} frames kept{said}")


def _check_whole(info: VideoInfo, folder: Path) -> None:
    stored = np.load(folder / "frames.npy", allow_pickle=False)
    assert len(stored) == len(info.frame_times_s) == len(info.sample_times_s)
    assert len(list((folder / "thumbs").iterdir())) == len(stored)
    assert 0 <= info.duration_s < 25


def test_a_file_that_grows_for_ever_is_read_up_to_where_it_was(tmp_path: Path, support_table: Record) -> None:
    path = tmp_path / "live.ts"
    piece = bytes(_film(tmp_path / "piece.ts", "mpegts"))
    path.write_bytes(piece)
    ended = threading.Event()

    def record() -> None:
        with path.open("ab") as stream:
            while not ended.wait(0.002) and stream.tell() < 100_000_000:
                stream.write(piece)

    recording = threading.Thread(target=record)
    start = time.monotonic()
    recording.start()
    try:
        info = sample_video(path, tmp_path / "out")
    finally:
        ended.set()
        recording.join()
    assert time.monotonic() - start < LONGEST_S
    assert len(info.frame_times_s) >= 6
    support_table("Broken video", "A file that grows for ever", "read right: up to its length when opened")


def test_damage_is_told_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_frames(path, moving(120), options={"g": "10", "bf": "0"})
    with av.open(str(path)) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    data = bytearray(path.read_bytes())
    for place, size in places[60:70]:  # the seventh second
        data[place + 8 : place + size] = bytes(size - 8)
    path.write_bytes(data)
    info = sample_video(path, tmp_path / "out", 1.0)
    assert info.damaged_at_s == pytest.approx(6.0, abs=0.3)
    assert len(info.frame_times_s) == 12
    frames = np.load(tmp_path / "out" / "frames.npy", allow_pickle=False).astype(int)
    whole = write_frames(tmp_path / "whole.mp4", moving(120), options={"g": "10", "bf": "0"})
    sample_video(whole, tmp_path / "whole", 1.0)
    expected = np.load(tmp_path / "whole" / "frames.npy", allow_pickle=False)
    for row in (0, 3, 5, 8, 11):
        assert np.array_equal(frames[row], expected[row])


def test_random_damage_never_ends_in_a_fault(tmp_path: Path) -> None:
    sources = {
        suffix: write_frames(tmp_path / f"source.{suffix}", moving(40), codec, options=options).read_bytes()
        for suffix, codec, options in (
            ("mp4", "libx264", {}),
            ("mkv", "libx265", {"x265-params": "log-level=none"}),
            ("webm", "libvpx-vp9", {}),
            ("avi", "mpeg4", {}),
            ("ts", "libx264", {}),
        )
    }
    dice = random.Random(7)
    for number in range(60):
        suffix = dice.choice(sorted(sources))
        data = bytearray(sources[suffix])
        for _ in range(dice.choice((1, 5, 40))):
            place = dice.randrange(len(data))
            data[place : place + dice.randrange(1, 9)] = dice.randbytes(dice.randrange(0, 9))
        path = tmp_path / f"damaged.{suffix}"
        path.write_bytes(data)
        try:
            info = sample_video(path, tmp_path / f"out{number}", 1.0)
        except VideoError:
            pass
        else:
            assert 1 <= len(info.frame_times_s) <= 4_000


def test_paths_that_no_file_can_have(tmp_path: Path) -> None:
    for path in (tmp_path / ("x" * 5000), Path("no\0thing")):
        with pytest.raises(VideoError, match="there is no file"):
            sample_video(path, tmp_path / "out")


def test_a_grey_clip_of_one_colour_is_fine(tmp_path: Path) -> None:
    clip = write_frames(
        tmp_path / "clip.mp4", [(0.1 * number, plain((128, 128, 128))) for number in range(30)]
    )
    assert len(sample_video(clip, tmp_path / "out").frame_times_s) == 2
