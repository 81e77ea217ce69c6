"""Leaving out packets must not change a single kept frame: every case is compared with decoding everything."""

import gc
from pathlib import Path

import av
import numpy as np
import pytest

from crvae_core.media.decoding import Film
from crvae_core.media.sample_times import SHOWN_EARLY_S, SampleTimes, shown_frames
from crvae_core.media.selection import TimedPacket, choose_packets
from tests.clips import moving, write_frames

RATE = 10
LAYERS = "log-level=none:temporal-layers=3:bframes=7:b-adapt=0"
# name, ending, encoder, its options
STREAMS = [
    ("h264 as it comes", "mp4", "libx264", {"g": "60"}),
    ("h264 in TS", "ts", "libx264", {"g": "45"}),
    ("h264 one endless group", "mkv", "libx264", {"g": "1000"}),
    ("h264 open groups", "mkv", "libx264", {"x264-params": "open-gop=1:keyint=25:min-keyint=25"}),
    ("h264 open groups in TS", "ts", "libx264", {"x264-params": "open-gop=1:keyint=25:min-keyint=25"}),
    ("h264 gradual refresh", "ts", "libx264", {"x264-params": "intra-refresh=1:keyint=25"}),
    ("h264 strict pyramid", "mp4", "libx264", {"x264-params": "b-pyramid=strict:bframes=8:b-adapt=0:keyint=50"}),
    ("h264 no pyramid, long runs", "mp4", "libx264", {"x264-params": "b-pyramid=none:bframes=16:b-adapt=0"}),
    ("h264 interlaced", "ts", "libx264", {"x264-params": "tff=1:keyint=40"}),
    ("h264 baseline", "mp4", "libx264", {"profile": "baseline", "g": "30"}),
    ("h265 as it comes", "mp4", "libx265", {"x265-params": "log-level=none:keyint=40"}),
    ("h265 closed groups in TS", "ts", "libx265", {"x265-params": "log-level=none:keyint=25:open-gop=0"}),
    ("h265 open groups", "mkv", "libx265", {"x265-params": "log-level=none:keyint=25:min-keyint=25:open-gop=1"}),
    ("h265 layers in time", "mp4", "libx265", {"x265-params": LAYERS}),
    ("vp8 with hidden frames", "webm", "libvpx", {"auto-alt-ref": "1", "lag-in-frames": "16", "g": "40"}),
    ("vp9 with hidden frames", "webm", "libvpx-vp9", {"auto-alt-ref": "1", "lag-in-frames": "25", "g": "40"}),
    ("av1", "mp4", "libsvtav1", {"preset": "10", "g": "40"}),
    ("av1 in WebM", "webm", "libsvtav1", {"preset": "10", "g": "40"}),
    ("mpeg2", "ts", "mpeg2video", {"bf": "2", "g": "18"}),
    ("mpeg4", "mp4", "mpeg4", {"bf": "2", "g": "40"}),
    ("mpeg4 in AVI", "avi", "mpeg4", {"bf": "2", "g": "40"}),
    ("prores", "mov", "prores_ks", {}),
]  # fmt: skip
TIMES = [
    SampleTimes(2.0),
    SampleTimes(0.35),
    SampleTimes(7.3),
    SampleTimes(1.0, [0.05, 3.0, 3.01, 3.9, 8.75, 11.999, 11.95, 9.0]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("streams")


@pytest.mark.parametrize(("name", "suffix", "encoder", "options"), STREAMS, ids=[row[0] for row in STREAMS])
def test_kept_frames_are_those_of_a_full_decode(
    folder: Path, name: str, suffix: str, encoder: str, options: dict[str, str]
) -> None:
    rate = 25 if encoder == "mpeg2video" else RATE
    pixels = "yuv422p10le" if encoder == "prores_ks" else "yuv420p"
    clip = write_frames(
        folder / f"{name}.{suffix}",
        moving(120, rate),
        encoder,
        rate,
        options,
        pixels,
        interlaced="interlaced" in name,
    )
    with Film(clip) as film:
        everything = [(time_s, picture.small()) for picture, time_s in film.frames(None)]
        end_s = film.end_s
    assert len(everything) == 120
    for times in TIMES:
        kept, film = _kept(clip, times)
        assert film.end_s == pytest.approx(end_s)
        assert film.damaged_at_s is None
        assert len(kept) == times.before(end_s)
        for row, (time_s, small) in enumerate(kept):
            wanted_s, wanted = _on_screen(everything, times.time_of(row))
            assert time_s == pytest.approx(wanted_s), f"row {row}"
            assert np.array_equal(small, wanted), f"row {row}"


def test_what_an_edit_list_leaves_out_is_never_kept(folder: Path) -> None:
    clip = write_frames(folder / "trimmed.mp4", moving(120, RATE), options={"g": "60"})
    data = bytearray(clip.read_bytes())
    place = data.index(b"elst") + 16
    start = int.from_bytes(data[place : place + 4], "big")
    ticks = 16_000  # per second, as the writer chose them
    data[place : place + 4] = (start + round(3.3 * ticks)).to_bytes(4, "big")
    clip.write_bytes(data)
    with Film(clip) as film:
        everything = [(time_s, picture.small()) for picture, time_s in film.frames(None)]
    assert len(everything) == 87
    for times in TIMES[:3]:
        for row, (time_s, small) in enumerate(_kept(clip, times)[0]):
            wanted_s, wanted = _on_screen(everything, times.time_of(row))
            assert time_s == pytest.approx(wanted_s)
            assert np.array_equal(small, wanted)


def test_little_is_decoded_where_groups_are_long(folder: Path) -> None:
    clip = write_frames(
        folder / "long.mp4", moving(250, 25), rate=25, options={"x264-params": "keyint=50:scenecut=0"}
    )
    with Film(clip) as film:
        decoded = sum(1 for _ in film.frames(SampleTimes(2.0)))
    assert decoded < 45  # of each group its first frame, and the last group, which holds the last frame
    clip = write_frames(
        folder / "one.mp4", moving(250, 25), rate=25, options={"x264-params": "keyint=250:scenecut=0"}
    )
    with Film(clip) as film:
        decoded = sum(1 for _ in film.frames(SampleTimes(2.0)))
    assert decoded < 160  # what no frame needs is left out


def test_frames_are_let_go_at_once(folder: Path) -> None:
    clip = write_frames(folder / "let-go.mp4", moving(120), options={"g": "60"})
    gc.collect()
    gc.disable()  # frames that only the collector frees would fill the memory with films of this size
    try:
        with Film(clip) as film:
            for picture, _ in film.frames(None):
                picture.thumbnail()
        alive = sum(type(thing) is av.VideoFrame for thing in gc.get_objects())
    finally:
        gc.enable()
    assert alive < 10


def test_groups_that_never_start_afresh_are_decoded_in_pieces() -> None:
    class Packet:
        size = 10_000
        is_keyframe = False

    packets = [TimedPacket(Packet(), number / 25) for number in range(5_000)]
    chosen = list(choose_packets(packets, lambda packet: False, SampleTimes(2.0), leaves_out=True))
    assert len(chosen) == 5_000
    wanted = [timed.time_s for timed, want in chosen if want]
    assert set(range(0, 200, 2)) <= set(wanted)
    assert len(wanted) < 320


def _kept(clip: Path, times: SampleTimes) -> tuple[list[tuple[float, np.ndarray]], Film]:
    with Film(clip) as film:
        kept = []
        for shown in shown_frames(film.frames(times), times, lambda: film.end_s):
            kept += [(shown.time_s, shown.picture.small())] * shown.rows
        return kept, film


def _on_screen(everything: list[tuple[float, np.ndarray]], time_s: float) -> tuple[float, np.ndarray]:
    earlier = [pair for pair in everything if pair[0] <= time_s + SHOWN_EARLY_S]
    return earlier[-1] if earlier else everything[0]
