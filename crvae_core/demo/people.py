"""Flat-illustration people from head to chest: looks, hair, faces that talk, blink and sway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix

Outline = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Look:
    """What makes a person recognisable; colours as '#rrggbb'."""

    skin: str
    hair: str
    style: str  # short | parted | bob | long | bun | crop | curly
    clothes: str
    shirt: str = "#f4f4f2"
    tie: str = ""  # empty: an open collar
    glasses: bool = False
    beard: bool = False
    outfit: str = "jacket"  # jacket | coat (white, laboratory) | scrubs | sweater


@dataclass(frozen=True)
class Pose:
    """What a person does at one moment; all shifts in half face widths."""

    mouth: float = 0.0  # 0 shut .. 1 open
    blink: bool = False
    sway: tuple[float, float] = (0.0, 0.0)
    gaze: float = 0.0  # -1 left .. 1 right
    mask: str = ""  # colour of a face mask


def lively(seconds: float, seed: int, talking: bool, gaze: float = 0.0, mask: str = "") -> Pose:
    """The pose of somebody who breathes, blinks now and then, and may talk."""
    shift = seed * 1.7
    open_share = abs(np.sin(seconds * 9.1 + shift)) * (0.55 + 0.45 * np.sin(seconds * 3.3 + shift))
    return Pose(
        mouth=float(np.clip(open_share, 0.05, 1)) if talking else 0.0,
        blink=(seconds + shift) % 2.9 < 0.16,
        sway=(0.07 * float(np.sin(seconds * 1.3 + shift)), 0.05 * float(np.sin(seconds * 2.1 + shift * 2))),
        gaze=gaze,
        mask=mask,
    )


def draw_bust(canvas: Canvas, look: Look, pose: Pose) -> None:
    """Draw head, neck and chest; the origin is the middle of the face, one unit half a face's width."""
    head = canvas.at(pose.sway[0], pose.sway[1])
    _back_hair(head, look)
    canvas.polygon([(-0.5, 0.5), (0.5, 0.5), (0.62, 2.2), (-0.62, 2.2)], mix(look.skin, "#5a2a1a", 0.22))
    _torso(canvas, look)
    _face(head, look, pose)
    _front_hair(head, look)
    if pose.mask:
        _mask(head, pose.mask)
    if look.glasses:
        _glasses(head)


def draw_arm(canvas: Canvas, joints: Outline, sleeve: str, skin: str, width: float = 0.85) -> None:
    """Draw a bent arm through shoulder, elbow and hand."""
    canvas.line(curve(joints, closed=False), sleeve, width)
    hand = joints[-1]
    canvas.ellipse(hand[0], hand[1], width * 0.5, width * 0.45, skin)


def _mirror(half: Outline) -> np.ndarray:
    right = np.asarray(half, dtype=np.float64)
    return np.vstack([right, (right * (-1, 1))[::-1]])


def _torso(canvas: Canvas, look: Look) -> None:
    outline = curve(_mirror([(0.5, 1.62), (1.5, 1.95), (2.3, 2.45), (2.65, 3.4), (2.8, 5.2), (2.9, 8.0)]))
    canvas.polygon(outline, look.clothes)
    canvas.polygon(curve([(1.3, 2.6), (2.3, 2.5), (2.65, 3.4), (2.9, 8.0), (1.7, 8.0)]), "#000000", 0.10)
    if look.outfit == "scrubs":
        canvas.polygon([(-0.7, 1.6), (0.0, 2.75), (0.7, 1.6)], mix(look.skin, "#5a2a1a", 0.12))
        canvas.line([(-0.75, 1.65), (0, 2.8), (0.75, 1.65)], mix(look.clothes, "#ffffff", 0.35), 0.12)
        canvas.rect(0.9, 3.3, 0.9, 0.9, mix(look.clothes, "#000000", 0.18), 0.1)
    elif look.outfit == "sweater":
        canvas.polygon(curve([(-0.75, 1.7), (0, 2.25), (0.75, 1.7), (0.5, 1.35), (-0.5, 1.35)]), look.shirt)
    else:
        _jacket(canvas, look)


def _jacket(canvas: Canvas, look: Look) -> None:
    canvas.polygon([(-0.72, 1.62), (0.72, 1.62), (0.1, 4.6), (-0.1, 4.6)], look.shirt)
    if look.tie:
        canvas.polygon(
            [(-0.2, 1.95), (0.2, 1.95), (0.15, 2.25), (0.3, 4.0), (0, 4.5), (-0.3, 4.0), (-0.15, 2.25)],
            look.tie,
        )
    else:
        canvas.polygon([(-0.45, 1.5), (0.45, 1.5), (0, 2.5)], mix(look.skin, "#5a2a1a", 0.12))
    shade = mix(look.clothes, "#000000" if look.outfit == "jacket" else "#7fa3b5", 0.22)
    for side in (-1, 1):
        lapel = [(0.62, 1.55), (1.25, 2.1), (1.0, 2.9), (1.2, 3.05), (0.05, 4.9), (0.12, 4.3)]
        canvas.polygon([(side * x, y) for x, y in lapel], shade)
    canvas.line([(0.05, 4.9), (0.05, 8)], shade, 0.06)


def _face(head: Canvas, look: Look, pose: Pose) -> None:
    shade = mix(look.skin, "#5a2a1a", 0.16)
    for side in (-1, 1):
        head.ellipse(side * 1.0, 0.12, 0.2, 0.3, shade)
    outline = curve(
        _mirror([(0.35, -1.3), (0.82, -0.95), (1.0, -0.2), (0.93, 0.5), (0.66, 1.08), (0.25, 1.38)])
    )
    head.polygon(outline, look.skin)
    side_shadow = [
        (0.55, -1.15),
        (0.98, -0.4),
        (0.95, 0.45),
        (0.66, 1.08),
        (0.25, 1.38),
        (0.62, 0.6),
        (0.7, -0.3),
    ]
    head.polygon(curve(side_shadow), shade, 0.55)
    if look.beard:
        head.polygon(
            curve(_mirror([(0.3, 0.62), (0.97, 0.25), (0.88, 0.8), (0.62, 1.2), (0.22, 1.45)])),
            look.hair,
            0.92,
        )
    _eyes(head, look, pose)
    head.line(curve([(0.02, 0.0), (0.14, 0.36), (-0.06, 0.42)], closed=False), shade, 0.09)
    for side in (-1, 1):
        head.ellipse(side * 0.58, 0.5, 0.2, 0.13, "#e8766a", 0.22)
    _mouth(head, pose.mouth)


def _eyes(head: Canvas, look: Look, pose: Pose) -> None:
    brow = mix(look.hair, "#2a1a14", 0.45)
    for side in (-1, 1):
        x = side * 0.42
        arch = [(side * 0.2, -0.43), (side * 0.44, -0.5), (side * 0.68, -0.37)]
        head.line(curve(arch, closed=False), brow, 0.09)
        if pose.blink:
            head.line([(x - 0.18, -0.02), (x + 0.18, -0.02)], brow, 0.07)
            continue
        head.ellipse(x, -0.04, 0.2, 0.15, "#ffffff")
        head.circle(x + 0.06 * pose.gaze, -0.04, 0.115, "#2b211d")
        head.circle(x + 0.06 * pose.gaze + 0.04, -0.08, 0.035, "#ffffff")


def _mouth(head: Canvas, opening: float) -> None:
    if opening < 0.08:
        head.line(curve([(-0.26, 0.78), (0, 0.87), (0.26, 0.78)], closed=False), "#a8483f", 0.1)
        return
    head.ellipse(0, 0.82, 0.27 - 0.06 * opening, 0.06 + 0.17 * opening, "#8e2f2f")
    head.rect(-0.15, 0.76 - 0.13 * opening, 0.3, 0.07, "#ffffff", 0.03)


def _back_hair(head: Canvas, look: Look) -> None:
    dark = mix(look.hair, "#000000", 0.22)
    if look.style == "long":
        head.polygon(
            curve(_mirror([(0.5, -1.5), (1.2, -0.9), (1.35, 0.4), (1.45, 1.8), (1.2, 2.5), (0.5, 2.3)])), dark
        )
    elif look.style == "bob":
        head.polygon(curve(_mirror([(0.5, -1.5), (1.2, -0.95), (1.36, 0.2), (1.3, 1.0), (0.9, 1.25)])), dark)
    elif look.style == "bun":
        head.circle(0.1, -1.72, 0.5, dark)
    elif look.style == "curly":
        for angle in np.linspace(-200, 20, 12):
            x, y = 1.12 * np.cos(np.deg2rad(angle)), 1.2 * np.sin(np.deg2rad(angle)) - 0.2
            head.circle(float(x), float(y), 0.42, dark)


def _front_hair(head: Canvas, look: Look) -> None:
    tops: dict[str, Outline] = {
        "short": [
            (-1.06, 0.0),
            (-1.1, -0.8),
            (-0.6, -1.5),
            (0.3, -1.62),
            (0.95, -1.2),
            (1.08, -0.5),
            (1.03, 0.0),
            (0.9, -0.55),
            (0.5, -0.9),
            (-0.3, -0.82),
            (-0.88, -0.6),
        ],
        "parted": [
            (-1.05, 0.05),
            (-1.12, -0.7),
            (-0.75, -1.45),
            (0.1, -1.68),
            (0.9, -1.35),
            (1.12, -0.6),
            (1.04, 0.05),
            (0.92, -0.45),
            (0.55, -0.72),
            (-0.1, -0.85),
            (-0.5, -1.1),
            (-0.86, -0.6),
        ],
        "crop": [
            (-1.0, -0.3),
            (-1.0, -0.85),
            (-0.55, -1.38),
            (0.2, -1.48),
            (0.85, -1.1),
            (1.03, -0.5),
            (0.95, -0.3),
            (0.8, -0.85),
            (0.2, -1.05),
            (-0.6, -0.95),
        ],
        "fringe": [
            (-1.15, 0.75),
            (-1.22, -0.6),
            (-0.8, -1.45),
            (0.0, -1.66),
            (0.8, -1.45),
            (1.22, -0.6),
            (1.15, 0.75),
            (0.98, -0.2),
            (0.7, -0.52),
            (0.0, -0.5),
            (-0.7, -0.52),
            (-0.98, -0.2),
        ],
        "swept": [
            (-1.12, 0.7),
            (-1.2, -0.6),
            (-0.75, -1.45),
            (0.05, -1.66),
            (0.85, -1.4),
            (1.2, -0.6),
            (1.14, 0.75),
            (0.98, 0.1),
            (0.75, -0.55),
            (0.2, -1.02),
            (-0.35, -0.72),
            (-0.9, -0.35),
        ],
    }
    shape = {"bob": "fringe", "long": "swept", "bun": "parted", "curly": "short"}.get(look.style, look.style)
    head.polygon(curve(tops[shape]), look.hair)
    shine = curve([(-0.75, -1.12), (-0.3, -1.42), (0.25, -1.5)], closed=False)
    head.line(shine, mix(look.hair, "#ffffff", 0.28), 0.1, 0.7)


def _mask(head: Canvas, color: str) -> None:
    head.line([(-0.95, 0.2), (-0.6, 0.45)], mix(color, "#888888", 0.3), 0.06)
    head.line([(0.95, 0.2), (0.6, 0.45)], mix(color, "#888888", 0.3), 0.06)
    head.polygon(curve(_mirror([(0.25, 0.2), (0.82, 0.36), (0.85, 0.85), (0.6, 1.25), (0.22, 1.45)])), color)
    for y in (0.65, 0.95):
        head.line([(-0.6, y), (0.6, y)], mix(color, "#5c7480", 0.35), 0.04)


def _glasses(head: Canvas) -> None:
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    for side in (-1, 1):
        ring = np.stack([side * 0.43 + 0.33 * np.cos(angles), -0.02 + 0.28 * np.sin(angles)], 1)
        head.polygon(ring, "#ffffff", 0.15)
        head.line(ring, "#27303a", 0.06, closed=True)
    head.line([(-0.1, -0.05), (0.1, -0.05)], "#27303a", 0.06)
