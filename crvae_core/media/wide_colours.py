"""High dynamic range and wide colours brought to those of an ordinary screen, as all other films have them.

PQ and HLG (ITU-R BT.2100) would look grey and dull: their signals stand for far more light, their primaries (BT.2020) for
purer colours. Reference white is 203 cd/m2 (ITU-R BT.2408); what is brighter is bent into the last bit below white.
"""

from functools import cache
from typing import Any

import numpy as np

PQ, HLG = 16, 18  # transfer characteristics as ITU-T H.273 numbers them
BT_2020 = 9  # primaries
ICTCP, IPT = 14, 15  # matrices that are no mixture of red, green and blue
WHITE = 203.0  # cd/m2
HLG_PEAK = 1000.0  # cd/m2, of the screen that HLG is meant for
KNEE = 0.85  # of white; below it light stays as it is
SDR_GAMMA = 2.4

_NAMES = {PQ: "PQ", HLG: "HLG"}
_LEVELS = 65_536
# Linear light of BT.2020 in the primaries of BT.709 (ITU-R BT.2087).
_TO_BT_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)  # of BT.2020


def wide_colours(frame: Any) -> int | None:
    """The transfer of a decoded frame whose colours must be brought to an ordinary screen; None for ordinary ones."""
    transfer = int(frame.color_trc)
    if transfer in _NAMES:
        return transfer
    return BT_2020 if int(frame.color_primaries) == BT_2020 else None


def colour_note(frame: Any) -> str | None:
    """What a user must know of a frame's colours; None where they are ordinary."""
    kind = wide_colours(frame)
    if kind is None:
        return None
    if int(frame.colorspace) in (ICTCP, IPT):
        return (
            "The film is coded in colours that can't be read rightly (ICtCp, as in Dolby Vision): convert it to H.264 in "
            "BT.709 and add it again."
        )
    if kind in _NAMES:
        return (
            f"The film has a high dynamic range (HDR, {_NAMES[kind]}): its colours are brought to those of an ordinary "
            "screen, with white at 203 cd/m²."
        )
    return "The film has wide colours (BT.2020): they are brought to those of an ordinary screen (BT.709)."


def ordinary_colours(picture: np.ndarray, kind: int) -> np.ndarray:
    """A uint16 RGB picture (height, width, 3) of wide colours as uint8 RGB of BT.709; kind: see `wide_colours`."""
    light = _light(kind)[picture]
    if kind == HLG:
        light *= (light @ _LUMINANCE)[..., None] ** 0.2 * (HLG_PEAK / WHITE)
    light = np.maximum(light @ _TO_BT_709.T, 0.0)
    if kind in _NAMES:
        strongest = light.max(axis=-1, keepdims=True)  # bending all three alike keeps the hue
        light *= _bent(strongest) / np.maximum(strongest, 1e-6)
    shown = (
        _as_signal(np.minimum(light, 1.0)) if kind in _NAMES else np.minimum(light, 1.0) ** (1 / SDR_GAMMA)
    )
    return np.round(shown * 255).astype(np.uint8)


@cache
def _light(kind: int) -> np.ndarray:
    """Linear light, 1 at reference white, for every level of a channel; of HLG that of the scene."""
    signal = np.linspace(0, 1, _LEVELS)
    if kind == PQ:  # SMPTE ST 2084
        root = signal ** (1 / 78.84375)
        light = (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        return (light * 10_000 / WHITE).astype(np.float32)
    if kind == HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12).astype(np.float32)
    return (signal**SDR_GAMMA).astype(np.float32)


def _bent(light: np.ndarray) -> np.ndarray:
    """Light up to KNEE as it is, all above it between there and 1."""
    return np.where(light <= KNEE, light, 1 - (1 - KNEE) * np.exp((KNEE - light) / (1 - KNEE)))


def _as_signal(light: np.ndarray) -> np.ndarray:
    """The signal of sRGB."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
