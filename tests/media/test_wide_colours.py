"""HDR and wide colours come out as the same scene filmed in ordinary ones; ordinary films stay as they are."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from crvae_core.media.video import VideoInfo, sample_video
from crvae_core.media.wide_colours import HLG, PQ, WHITE, ordinary_colours
from tests.clips import usual_scheduling

CASES = Path(__file__).resolve().parent.parent / "cases"
Record = Callable[[str, str, str], None]
SCREEN = [(255, 255, 255), (118, 118, 118), (203, 64, 49), (40, 160, 90), (30, 60, 200), (0, 0, 0)]  # sRGB
FROM_BT_709 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
X265 = {"x265-params": "log-level=none"}


def light_of(colour: tuple[int, int, int]) -> np.ndarray:
    """Linear light in the primaries of BT.2020, 1 at white, of a colour of sRGB."""
    signal = np.array(colour) / 255
    light = np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
    return FROM_BT_709 @ light


def pq(light: np.ndarray) -> np.ndarray:
    power = (light * WHITE / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def hlg(light: np.ndarray) -> np.ndarray:
    shown = light * WHITE / 1000
    luminance = max(1e-9, float(shown @ [0.2627, 0.6780, 0.0593]))
    scene = shown * luminance ** (1 / 1.2 - 1)
    bright = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright)


def gamma(light: np.ndarray) -> np.ndarray:
    return light ** (1 / 2.4)


SIGNALS: dict[int, Callable[[np.ndarray], np.ndarray]] = {PQ: pq, HLG: hlg, 14: gamma}


def write_wide(
    path: Path,
    transfer: int,
    codec: str,
    pixels: str,
    options: dict[str, str],
    colours: Sequence[tuple[int, int, int]],
) -> Path:
    """A film of one colour every 2 s, coded in BT.2020 with limited range."""
    bits = 10 if "10" in pixels else 8
    with usual_scheduling(), av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=5, options=options)
        stream.width, stream.height, stream.pix_fmt = 160, 96, pixels
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = (
            transfer,
            9,
            9,
            1,
        )
        for number in range(10 * len(colours)):
            red, green, blue = SIGNALS[transfer](light_of(colours[number // 10]))
            luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue
            chroma = [(blue - luma) / 1.8814, (red - luma) / 1.4746]
            scale = 1 << (bits - 8)
            levels = [(16 + 219 * luma) * scale, *((128 + 224 * value) * scale for value in chroma)]
            frame = av.VideoFrame(160, 96, pixels)
            for plane, level in zip(frame.planes, levels, strict=True):
                kind = np.uint16 if bits == 10 else np.uint8
                plane.update(
                    np.full(plane.buffer_size // np.dtype(kind).itemsize, round(level), kind).tobytes()
                )
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def sampled(path: Path, out: Path) -> tuple[VideoInfo, np.ndarray]:
    info = sample_video(path, out)
    return info, np.load(out / "frames.npy", allow_pickle=False).mean((1, 2))


@pytest.mark.parametrize(
    ("name", "transfer", "suffix", "codec", "pixels", "options"),
    [
        ("HDR (PQ), H.265 10 bit in MOV", PQ, "mov", "libx265", "yuv420p10le", X265),
        ("HDR (PQ), H.264 8 bit in MP4", PQ, "mp4", "libx264", "yuv420p", {}),
        ("HDR (PQ), VP9 8 bit in WebM", PQ, "webm", "libvpx-vp9", "yuv420p", {}),
        ("HDR (PQ), AV1 10 bit in MKV", PQ, "mkv", "libsvtav1", "yuv420p10le", {"preset": "8"}),
        ("HDR (HLG), H.265 10 bit in MP4", HLG, "mp4", "libx265", "yuv420p10le", X265),
        ("HDR (HLG), H.264 10 bit in MKV", HLG, "mkv", "libx264", "yuv420p10le", {}),
        ("HDR (HLG), H.264 8 bit in TS", HLG, "ts", "libx264", "yuv420p", {}),
        ("Wide colours (BT.2020), H.265 in MP4", 14, "mp4", "libx265", "yuv420p10le", X265),
    ],
)
def test_wide_colours_are_brought_to_an_ordinary_screen(
    tmp_path: Path, support_table: Record, name: str, transfer: int, suffix: str, codec: str, pixels: str,
    options: dict[str, str],
) -> None:  # fmt: skip
    if codec not in av.codecs_available:
        pytest.skip(f"PyAV has no encoder {codec}")
    clip = write_wide(tmp_path / f"clip.{suffix}", transfer, codec, pixels, options, SCREEN)
    info, means = sampled(clip, tmp_path / "out")
    expected = np.array(SCREEN, float) if transfer != 14 else _as_gamma(SCREEN)
    assert np.abs(means - expected).max() < 14  # eight bits of PQ are coarse
    assert len(info.notes) == 1
    assert {PQ: "HDR, PQ", HLG: "HDR, HLG", 14: "BT.2020"}[transfer] in info.notes[0]
    support_table("Video", name, "read right")


def _as_gamma(colours: Sequence[tuple[int, int, int]]) -> np.ndarray:
    """The signal of a screen of gamma 2.4, as BT.709 has it, for colours of sRGB."""
    light = [np.linalg.inv(FROM_BT_709) @ light_of(colour) for colour in colours]
    return np.clip(light, 0, 1) ** (1 / 2.4) * 255


def test_the_reported_hdr_film_looks_like_its_ordinary_twin(tmp_path: Path) -> None:
    info, _ = sampled(CASES / "hdr-pq.mov", tmp_path / "hdr")
    plain, _ = sampled(CASES / "hdr-pq-as-sdr.mp4", tmp_path / "sdr")
    frames = [np.load(tmp_path / name / "frames.npy").astype(int) for name in ("hdr", "sdr")]
    assert np.abs(frames[0] - frames[1]).max() < 12
    thumbs = [
        cv2.imread(str(tmp_path / name / "thumbs" / "000000.jpg")).astype(int) for name in ("hdr", "sdr")
    ]
    assert np.abs(thumbs[0] - thumbs[1]).mean() < 6
    assert "HDR, PQ" in info.notes[0]
    assert plain.notes == []


def test_brighter_light_stays_brighter_and_keeps_its_hue() -> None:
    levels = [round(65_535 * float(pq(np.array(light)))) for light in (0.5, 1.0, 1.2, 1.5, 10.0)]
    shown = ordinary_colours(np.array(levels, np.uint16)[None, :, None].repeat(3, axis=2), PQ)[
        0, :, 0
    ].tolist()
    assert shown == sorted(shown)
    assert shown[1] >= 245
    assert shown[1] < shown[3] <= shown[4] <= 255
    orange = np.round(65_535 * pq(np.array([8.0, 4.0, 1.0]))).astype(np.uint16)[None, None]
    red, green, blue = ordinary_colours(orange, PQ)[0, 0].tolist()
    assert red > green > blue
