"""Reading where a stream starts afresh from its own bits."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from crvae_core.media.clock import SteadyClock, longest_gap_s
from crvae_core.media.packets import first_slice, has_layers, starts_afresh, unit_length_size
from crvae_core.media.sample_times import SampleTimes
from tests.clips import moving, write_frames

Packets = Callable[[str, str, dict[str, str]], tuple[str, list[av.Packet], int]]


@pytest.fixture
def packets(tmp_path: Path) -> Packets:
    def read(name: str, encoder: str, options: dict[str, str]) -> tuple[str, list[av.Packet], int]:
        rate = 25 if encoder == "mpeg2video" else 10
        clip = write_frames(tmp_path / name, moving(60, rate), encoder, rate, options)
        with av.open(str(clip)) as container:
            stream = container.streams.video[0]
            found = [packet for packet in container.demux(stream) if packet.size]
            codec = stream.codec_context.codec.canonical_name
            return codec, found, unit_length_size(codec, stream.codec_context.extradata)

    return read


@pytest.mark.parametrize(
    ("name", "encoder", "options", "starts"),
    [
        ("a.mp4", "libx264", {"x264-params": "keyint=20:scenecut=0"}, 3),
        ("a.ts", "libx264", {"x264-params": "keyint=20:scenecut=0"}, 3),
        ("open.ts", "libx264", {"x264-params": "keyint=20:scenecut=0:open-gop=1"}, 1),
        ("refresh.ts", "libx264", {"x264-params": "keyint=20:intra-refresh=1"}, 1),
        ("a.mkv", "libx265", {"x265-params": "log-level=none:keyint=20:min-keyint=20:scenecut=0"}, 3),
        ("a.webm", "libvpx", {"g": "20", "keyint_min": "20"}, 3),
        ("b.webm", "libvpx-vp9", {"g": "20", "keyint_min": "20"}, 3),
        ("a.mp4", "libsvtav1", {"preset": "10", "g": "20"}, 3),
        ("a.mpg", "mpeg2video", {"g": "20", "bf": "2"}, 3),
        ("b.mp4", "mpeg4", {"g": "20", "bf": "0"}, 3),
    ],
)
def test_only_true_starts_count(
    packets: Packets, name: str, encoder: str, options: dict[str, str], starts: int
) -> None:
    codec, found, sizes = packets(name, encoder, options)
    places = [place for place, packet in enumerate(found) if starts_afresh(codec, packet, sizes)]
    assert len(places) == pytest.approx(starts, abs=1 if starts > 1 else 0)
    assert places[0] == 0


def test_layers_in_time_are_seen(packets: Packets) -> None:
    for layers in (1, 3):
        params = f"log-level=none:temporal-layers={layers}:bframes=7:b-adapt=0"
        codec, found, sizes = packets(f"{layers}.mp4", "libx265", {"x265-params": params})
        assert any(has_layers(codec, packet, sizes) for packet in found) == (layers > 1)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x00\x01", b"\x00\x00\x00\x04", b"\xff" * 40, bytes(40)]
)
@pytest.mark.parametrize("sizes", [0, 1, 4])
def test_damaged_packets_tell_nothing(data: bytes, sizes: int) -> None:
    assert first_slice(data, sizes, "h264") is None or sizes != 0


def test_sample_times() -> None:
    every = SampleTimes(2.0)
    assert [every.before(time_s) for time_s in (-5, 0, 0.001, 0.5, 2.0, 2.0015, 2.1, 4.0)] == [
        0,
        0,
        0,
        1,
        1,
        1,
        2,
        2,
    ]
    listed = SampleTimes(2.0, [3.0, -1.0, 3.0, 0.5])
    assert listed.listed == [0.0, 0.5, 3.0]
    assert [listed.before(time_s) for time_s in (0, 0.1, 0.5, 0.6, 9)] == [0, 1, 1, 2, 3]
    assert listed.between(0.4, 0.6)
    assert not listed.between(0.6, 2.9)


class Stamps:
    """A packet that has nothing but its times, ten ticks a second."""

    duration = 1

    def __init__(self, dts: int) -> None:
        self.pts: int | None = dts
        self.dts: int | None = dts


@pytest.mark.parametrize(
    ("stamps", "settled"),
    [
        ([0, 1, 2, 10**9, 10**9 + 1, 0, 1, 400], [0, 1, 2, 3, 4, 5, 6, 405]),  # recordings that were joined
        ([0, 1, 2, 250, 4, 5], [0, 1, 2, 3, 4, 5]),  # one stamp that is off, ahead
        ([400, 401, 402, 7, 404, 405], [400, 401, 402, 403, 404, 405]),  # and behind
        ([0, 1, 2, 250, 251, 252], [0, 1, 2, 250, 251, 252]),  # a true pause
        ([5, 5, 5, 6], [5, 5, 5, 6]),
    ],
)
def test_the_clock_closes_jumps(stamps: list[int], settled: list[int]) -> None:
    clock = SteadyClock(Fraction(1, 10), longest_gap_s("matroska,webm", None))
    packets = [Stamps(dts) for dts in stamps]
    raw: list[int | None] = [*stamps[1:], None]
    jumps = [clock.settle(packet, after) for packet, after in zip(packets, raw, strict=True)]
    assert [packet.pts for packet in packets] == settled
    assert any(jumps) == clock.jumped == (stamps != settled)
