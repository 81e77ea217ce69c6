"""Changes of light: exposure that drifts, warm and cold tints, flicker, light from one side."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Light:
    """How a shot is lit; gains are factors on the picture's brightness."""

    gain_from: float = 1.0
    gain_to: float = 1.0
    warmth: float = 0.0  # -1 cold .. 1 warm
    side: float = 0.0  # -1 light from the left .. 1 from the right
    flicker: float = 0.0  # depth of a lamp's unrest


LIGHTS = {
    "even": Light(),
    "bright": Light(1.10, 1.04, 0.1, -0.3),
    "dim": Light(0.80, 0.86, -0.2, 0.3),
    "drift": Light(0.86, 1.10, 0.0, 0.2),
    "fade": Light(1.08, 0.82, 0.15, -0.3),
    "warm": Light(0.98, 1.02, 0.7, 0.5),
    "cold": Light(0.96, 0.92, -0.6, -0.2),
    "flicker": Light(0.97, 0.97, -0.15, 0.0, 0.09),
    "dusk": Light(0.92, 0.80, 0.35, 0.6),
}


def expose(frame: np.ndarray, light: Light, progress: float, seconds: float) -> np.ndarray:
    """Light a frame (H, W, 3) uint8 for a moment `progress` (0..1) of its shot."""
    gain = light.gain_from + (light.gain_to - light.gain_from) * progress
    gain *= 1 - light.flicker * (0.5 + 0.5 * np.sin(seconds * 23.0) * np.sin(seconds * 7.3 + 1))
    tint = np.array([1 + 0.07 * light.warmth, 1.0, 1 - 0.10 * light.warmth]) * gain
    ramp = 1 + 0.16 * light.side * np.linspace(-1, 1, frame.shape[1], dtype=np.float32)
    levels = np.repeat(ramp[None, :, None] * tint.astype(np.float32), frame.shape[0], axis=0)
    lit: np.ndarray = cv2.multiply(frame, levels, dtype=cv2.CV_8U)  # rounds and clips
    return lit
