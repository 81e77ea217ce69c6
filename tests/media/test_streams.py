"""Files of several video streams: covers, thumbnails, trailers, angles, films; the film is read, and choices are told."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from crvae_core.errors import VideoError
from crvae_core.media.streams import choose_stream
from crvae_core.media.video import SamplingSettings, VideoInfo, sample_video
from tests.clips import Track, write_tracks

CASES = Path(__file__).resolve().parent.parent / "cases"
RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)
FILM = Track(GREEN, 12.0, (320, 180))
SMALL = (64, 36)
# what is tried -> ending, streams; the film is the green one
FILES: dict[str, tuple[str, list[Track]]] = {
    "a thumbnail first": ("mkv", [Track(RED, 0.1, SMALL, "mjpeg"), Track(GREEN, 12.0, (320, 180), marks=("default",))]),
    "a thumbnail first, marked as default": ("mkv", [Track(RED, 0.1, SMALL, "mjpeg", ("default",)), FILM]),
    "a large cover that is not marked": ("mkv", [Track(RED, 0.1, (640, 360), "mjpeg", ("default",)), FILM]),
    "a thumbnail of H.264": ("mp4", [Track(RED, 0.1, SMALL), FILM]),
    "a thumbnail in MOV": ("mov", [Track(RED, 0.1, SMALL, "mjpeg", ("default",)), FILM]),
    "thumbnails of every second": ("mkv", [Track(RED, 12.0, SMALL, "mjpeg", ("default",), 1), FILM]),
    "a cover last": ("mp4", [FILM, Track(RED, 0.1, (640, 360), "mjpeg", ("attached_pic",))]),
    "a trailer first, marked as default": ("mkv", [Track(RED, 1.0, (320, 180), marks=("default",)), FILM]),
    "the longer one": ("mkv", [Track(RED, 4.0, (640, 360)), FILM]),
    "the larger one of two as long": ("mkv", [Track(RED, 12.0, (160, 90)), FILM]),
    "the default one of two films": (
        "mkv", [Track(RED, 14.0, (640, 360)), Track(GREEN, 12.0, (320, 180), marks=("default",)), Track(BLUE, 14.0)]
    ),
    "the default one of two angles": ("mp4", [Track(RED, 12.0, (320, 180)), Track(GREEN, 12.0, (320, 180), marks=("default",))]),
    "programmes of a broadcast": ("ts", [Track(RED, 12.0, (160, 90)), FILM]),
    "two angles alike: the first": ("mkv", [FILM, Track(RED, 12.0, (320, 180))]),
}  # fmt: skip


def colours(path: Path, stream: int | None = None) -> tuple[VideoInfo, np.ndarray]:
    out = path.parent / "out"
    info = sample_video(path, out, SamplingSettings(stream=stream))
    return info, np.load(out / "frames.npy", allow_pickle=False).mean((1, 2))


@pytest.mark.parametrize("what", FILES)
def test_the_film_is_found_among_streams(
    what: str, tmp_path: Path, support_table: Callable[[str, str, str], None]
) -> None:
    suffix, tracks = FILES[what]
    info, means = colours(write_tracks(tmp_path / f"film.{suffix}", tracks))
    assert len(means) == 6
    assert np.allclose(means, GREEN, atol=12)
    assert info.duration_s == pytest.approx(12.0, abs=0.15)
    assert info.damaged_at_s is None
    support_table("Video", f"Several video streams: {what}", "read right")


def test_the_reported_thumbnail_is_not_the_film(tmp_path: Path) -> None:
    info = sample_video(CASES / "thumbnail-is-stream-0.mkv", tmp_path)
    frames = np.load(tmp_path / "frames.npy", allow_pickle=False)
    assert (len(frames), info.codec, info.width, info.height, info.duration_s) == (6, "h264", 320, 180, 12.0)
    assert np.allclose(frames.mean((1, 2)), (0, 255, 0), atol=5)
    assert info.notes == []


def test_lengths_that_nothing_tells_are_seen_in_the_packets(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "film.mkv", [Track(RED, 0.1, (640, 360)), FILM])
    path.write_bytes(path.read_bytes().replace(b"DURATION", b"DURASHUN"))
    info, means = colours(path)
    assert np.allclose(means, GREEN, atol=12)
    assert info.notes == []


def test_a_choice_between_films_is_told_and_can_be_made(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "film.mkv", FILES["the default one of two films"][1])
    info, _ = colours(path)
    assert "3 video streams that could be the film: stream 2 (320 x 180, 12.0 s) is read" in info.notes[0]
    assert "--stream" in info.notes[0]
    other, means = colours(path, stream=1)
    assert np.allclose(means, RED, atol=12)
    assert other.width == 640
    with pytest.raises(VideoError, match="has 3 video streams: choose 1 to 3"):
        colours(path, stream=4)


def test_a_file_with_a_picture_alone_is_read_or_refused_as_before(tmp_path: Path) -> None:
    one = write_tracks(tmp_path / "one.mkv", [Track(RED, 0.1, SMALL, "mjpeg")])
    assert np.allclose(colours(one)[1], RED, atol=12)
    cover = write_tracks(tmp_path / "cover.mp4", [Track(RED, 0.1, SMALL, "mjpeg", ("attached_pic",))])
    with pytest.raises(VideoError, match="no video stream"):
        colours(cover)


def test_looking_ahead_ends_where_the_file_is_broken(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "film.mkv", [FILM, Track(RED, 12.0, (160, 90))])
    whole = path.read_bytes().replace(b"DURATION", b"DURASHUN")
    path.write_bytes(whole[: len(whole) // 2])
    with av.open(str(path)) as container:
        stream, notes = choose_stream(container, "film.mkv", lambda: av.open(str(path)))
        assert stream.index == 0
        assert len(notes) == 1
