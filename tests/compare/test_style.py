"""Measures of style against pictures whose values are known."""

import numpy as np
import pytest

from crvae_core.compare.style import MEASURES, colourfulness, frame_style, hoyer_sparseness, style_of


def plain(*colour: int) -> np.ndarray:
    return np.full((120, 200, 3), colour, np.uint8)


def test_a_plain_grey_picture_has_no_colour_contrast_or_edges() -> None:
    found = frame_style(plain(128, 128, 128))
    for key in ("colourfulness", "saturation", "contrast", "detail", "symmetry", "sparseness"):
        assert found[key] == pytest.approx(0, abs=1e-3), key
    assert found["brightness"] == pytest.approx(53.6, abs=0.1)  # CIE L* of sRGB 128
    assert found["warmth"] == pytest.approx(0, abs=0.1)


def test_colourfulness_by_hand() -> None:
    half = plain(255, 0, 0)
    half[:, 100:] = (0, 255, 0)
    # rg is +255 and -255: sd 255, mean 0; yb is 127.5 everywhere: sd 0, mean 127.5
    assert colourfulness(half) == pytest.approx(255 + 0.3 * 127.5)


def test_light_and_colour_go_the_right_way() -> None:
    assert frame_style(plain(255, 255, 255))["brightness"] == pytest.approx(100, abs=0.01)
    assert frame_style(plain(255, 0, 0))["saturation"] == pytest.approx(1)
    assert frame_style(plain(240, 180, 60))["warmth"] > 20 > -20 > frame_style(plain(60, 90, 240))["warmth"]


def test_a_mirrored_picture_is_symmetric_and_its_negative_is_not() -> None:
    ramp = np.abs(np.arange(200) - 99.5)[None, :, None].repeat(120, 0).repeat(3, 2)
    assert frame_style(ramp.astype(np.uint8))["symmetry"] == pytest.approx(1, abs=1e-4)
    slope = np.arange(200)[None, :, None].repeat(120, 0).repeat(3, 2)
    assert frame_style(slope.astype(np.uint8))["symmetry"] < -0.9


def test_one_edge_is_sparser_than_many() -> None:
    edge, stripes = plain(20, 20, 20), plain(20, 20, 20)
    edge[:, 100:] = 200
    stripes[:, ::4] = stripes[:, 1::4] = 200
    one, many = frame_style(edge), frame_style(stripes)
    assert one["sparseness"] > 0.8 > many["sparseness"]
    assert many["detail"] > 10 * one["detail"]
    assert hoyer_sparseness(np.eye(1, 100)) == pytest.approx(1)
    assert hoyer_sparseness(np.ones(100)) == pytest.approx(0)


def test_all_measures_of_many_frames_are_numbers() -> None:
    frames = np.stack([plain(0, 0, 0), plain(255, 255, 255), *np.random.default_rng(0).integers(
        0, 256, (70, 120, 200, 3), dtype=np.uint8)])  # fmt: skip
    shares = []
    found = style_of(frames, shares.append)
    assert set(found) == {measure.key for measure in MEASURES}
    assert all(values.shape == (72,) and np.isfinite(values).all() for values in found.values())
    assert shares[0] == 0
    assert frame_style(frames[71])["detail"] == pytest.approx(found["detail"][71])
