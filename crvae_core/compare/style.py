"""Measures of how a frame looks, whatever it shows: colour, light, composition, detail. One number per frame and measure.

All are read from the sampled frames (120 x 200 pixels), so they hold for the picture as a whole, not for fine grain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from crvae_core.progress import Share

AT_ONCE = 64  # frames in memory at a time


@dataclass(frozen=True)
class Measure:
    """What is measured. name: as the field calls it. unit: "" for shares and ratios. more: what a larger value means."""

    key: str
    name: str
    unit: str
    more: str
    formula: str
    source: str


MEASURES = (
    Measure(
        "colourfulness",
        "Colourfulness",
        "",
        "more and more different colours",
        "hypot(sd(rg), sd(yb)) + 0.3 hypot(mean(rg), mean(yb)); rg = R - G, yb = (R + G) / 2 - B, values 0 to 255",
        "Hasler & Süsstrunk 2003",
    ),
    Measure(
        "saturation",
        "Saturation",
        "",
        "purer colours, less grey",
        "mean of (max - min) / max over R, G, B; 0 to 1",
        "Smith 1978 (HSV)",
    ),
    Measure("brightness", "Brightness", "L*", "lighter", "mean of CIE L*, 0 to 100", "CIE 1976"),
    Measure(
        "contrast",
        "Contrast",
        "L*",
        "light and dark farther apart",
        "standard deviation of CIE L*",
        "Peli 1990 (RMS contrast)",
    ),
    Measure(
        "warmth",
        "Warmth",
        "b*",
        "yellower; below 0: bluer",
        "mean of CIE b*",
        "CIE 1976",
    ),
    Measure(
        "detail",
        "Detail",
        "L* per pixel",
        "more edges",
        "mean length of the gradient of CIE L* (Sobel, divided by 8)",
        "Sobel & Feldman 1968",
    ),
    Measure(
        "symmetry",
        "Left-right symmetry",
        "",
        "both halves mirror each other; 0: unrelated",
        "correlation of CIE L* with its mirror image, -1 to 1; 0 for a plain picture",
        "Pearson 1895, as in studies of composition",
    ),
    Measure(
        "sparseness",
        "Sparseness of edges",
        "",
        "detail in few places, the rest plain",
        "(sqrt(n) - sum|g| / sqrt(sum g^2)) / (sqrt(n) - 1) over gradient lengths g; 0 to 1",
        "Hoyer 2004",
    ),
)


class Pictures(Protocol):
    """Frames, uint8 RGB (n, H, W, 3), that can be read some at a time."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice) -> np.ndarray: ...


def style_of(frames: Pictures, progress: Share | None = None) -> dict[str, np.ndarray]:
    """All measures of frames: key -> (n,) float32, nan nowhere.

    Args:
        frames: uint8 RGB (n, H, W, 3); may be memory-mapped, a few are read at a time.
        progress: called with the share that is done.
    """
    found = {measure.key: np.empty(len(frames), np.float32) for measure in MEASURES}
    for row, frame in enumerate(_frames(frames)):
        if progress is not None and row % AT_ONCE == 0:
            progress(row / len(frames))
        for key, value in frame_style(frame).items():
            found[key][row] = value
    return found


def frame_style(frame: np.ndarray) -> dict[str, float]:
    """All measures of one frame, uint8 RGB (H, W, 3)."""
    scaled = frame.astype(np.float32) / 255
    lab = cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB)
    light = lab[:, :, 0]
    edges = _gradient(light)
    return {
        "colourfulness": colourfulness(frame),
        "saturation": _saturation(scaled),
        "brightness": float(light.mean()),
        "contrast": float(light.std()),
        "warmth": float(lab[:, :, 2].mean()),
        "detail": float(edges.mean()),
        "symmetry": _mirror_correlation(light),
        "sparseness": hoyer_sparseness(edges),
    }


def colourfulness(frame: np.ndarray) -> float:
    """Colourfulness of a frame, uint8 RGB (H, W, 3): 0 for grey, about 109 for "extremely" (Hasler & Süsstrunk 2003)."""
    red, green, blue = (frame[:, :, channel].astype(np.float32) for channel in range(3))
    first, second = red - green, (red + green) / 2 - blue
    return float(np.hypot(first.std(), second.std()) + 0.3 * np.hypot(first.mean(), second.mean()))


def hoyer_sparseness(values: np.ndarray) -> float:
    """How few of some values hold the most of them: 0 if all are alike, 1 if all but one are 0 (Hoyer 2004)."""
    flat = np.abs(values.ravel()).astype(np.float64)
    length = float(np.sqrt((flat**2).sum()))
    root = np.sqrt(len(flat))
    return 0.0 if length < 1e-9 else float((root - flat.sum() / length) / (root - 1))


def _saturation(scaled: np.ndarray) -> float:
    largest = scaled.max(axis=2)
    return float(((largest - scaled.min(axis=2)) / np.maximum(largest, 1e-6)).mean())


def _gradient(light: np.ndarray) -> np.ndarray:
    across = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.hypot(across, down)


def _mirror_correlation(light: np.ndarray) -> float:
    centred = light - light.mean()
    total = float((centred**2).sum())
    return 0.0 if total < 1e-6 * light.size else float((centred * centred[:, ::-1]).sum() / total)


def _frames(frames: Pictures) -> Iterator[np.ndarray]:
    for first in range(0, len(frames), AT_ONCE):
        yield from np.asarray(frames[first : first + AT_ONCE])
