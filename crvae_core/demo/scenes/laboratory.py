"""The laboratory: a scientist in white behind a bench of glass, a microscope and a screen."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix
from crvae_core.demo.people import draw_arm, draw_bust, lively
from crvae_core.demo.props import virus
from crvae_core.demo.story import Stage, Station

FLUIDS = ("#e0584f", "#f2a93b", "#4fb0a5", "#6a7fd2", "#b565a7")
LAYOUTS = ((170, 330, 468), (206, 372, 500), (150, 300, 440))  # x of scientist, microscope, flasks


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the laboratory."""
    variant, t = stage.variant % len(LAYOUTS), stage.seconds
    person_x, microscope_x, flask_x = LAYOUTS[variant]
    canvas = _backdrop(stage.station, variant).copy()
    _monitor(canvas.window(430 - 40 * variant, 58, 150, 98), stage)
    look = stage.station.scientist
    bend = 6 * np.sin(t * 0.8 + variant)
    person = canvas.at(person_x + bend, 136, 35)
    draw_bust(person, look, lively(t, 7, talking=False, gaze=0.8, mask="#a9dcec"))
    reach = (microscope_x - person_x) / 35 - 1.0 + 0.12 * np.sin(t * 2.3)
    draw_arm(
        person, [(1.9, 2.9), (2.6, 4.1), (min(3.4, reach), 3.0 + 0.15 * np.sin(t * 3))], "#f4f8fa", "#7fc4d8"
    )
    _bench(canvas)
    _microscope(canvas.at(microscope_x, 268), t)
    _glassware(canvas, flask_x, t, variant)
    return canvas


@lru_cache(maxsize=16)
def _backdrop(station: Station, variant: int) -> Canvas:
    canvas = Canvas.blank()
    wall = mix("#bfe6dd", station.accent, 0.04)
    canvas.gradient(0, 0, 640, 270, mix(wall, "#ffffff", 0.25), wall)
    for column in range(11):
        canvas.line([(column * 64 - 10, 0), (column * 64 - 10, 262)], "#ffffff", 1.4, 0.5)
    rng = np.random.default_rng(station.skyline * 3 + variant)
    for shelf in range(2):
        base, left = 82 + shelf * 62, 16 + 10 * variant
        canvas.rect(left, base, 330, 6, "#f6fbfa")
        canvas.rect(left, base + 6, 330, 4, "#8fbdb3", alpha=0.6)
        for slot in range(15):
            if rng.random() < 0.75:
                _bottle(canvas, left + 8 + slot * 21.5, base, float(rng.uniform(20, 36)), rng)
    canvas.rect(424 - 40 * variant, 52, 162, 110, "#37474f", 6)
    canvas.rect(498 - 40 * variant, 160, 14, 60, "#55656e")
    for lamp in (90, 320, 550):
        canvas.rect(lamp - 60, 0, 120, 9, "#ffffff", 3)
    return canvas


def _bottle(canvas: Canvas, x: float, base: float, tall: float, rng: np.random.Generator) -> None:
    color = str(rng.choice(FLUIDS))
    canvas.rect(x, base - tall, 15, tall, mix(color, "#eaf6f4", 0.45), 3)
    canvas.rect(x, base - tall * 0.55, 15, tall * 0.55, mix(color, "#eaf6f4", 0.15), 3)
    canvas.rect(x + 4, base - tall - 5, 7, 6, "#5f7a80", 1)


def _bench(canvas: Canvas) -> None:
    canvas.gradient(0, 266, 640, 16, "#ffffff", "#dfeae9")
    canvas.gradient(0, 282, 640, 78, "#9cc5bf", "#83b0a9")
    for door in range(6):
        canvas.rect(door * 112 - 10, 290, 104, 62, "#a9d0ca", 4)
        canvas.rect(door * 112 + 32, 298, 20, 4, "#5f8b84", 2)


def _monitor(screen: Canvas, stage: Stage) -> None:
    t = stage.seconds
    screen.gradient(0, 0, 150, 98, "#123744", "#0d2630")
    if stage.variant % 3 == 1:  # the letters of the genome as a double helix
        for step in range(15):
            x, turn = 6 + step * 10, t * 1.8 + step * 0.5
            high, low = 49 + 28 * np.sin(turn), 49 - 28 * np.sin(turn)
            screen.line([(x, high), (x, low)], FLUIDS[step % 5], 2, 0.8)
            screen.circle(x, high, 3.6, "#7fe0d2")
            screen.circle(x, low, 3.6, "#f2c14e")
        return
    virus(screen, 52 + 4 * np.sin(t), 50, 25 if stage.variant % 3 == 0 else 17, t * 0.6, "#e8695f")
    for bar in range(6):
        length = 20 + 22 * (0.5 + 0.5 * np.sin(t * 2 + bar * 1.3 + stage.variant))
        screen.rect(96, 16 + bar * 12, length, 6, mix("#7fe0d2", "#f2c14e", bar / 5), 3)


def _microscope(canvas: Canvas, t: float) -> None:
    canvas.rect(-30, -8, 60, 9, "#3d4f5c", 4)
    canvas.line(curve([(18, -8), (30, -40), (12, -66)], closed=False), "#4d6373", 11)
    canvas.rect(-24, -26, 42, 5, "#2f3d47", 2)
    canvas.rect(-10, -30 + 0.6 * np.sin(t * 4), 14, 4, "#9fe3ef", 1)
    canvas.polygon([(-12, -78), (2, -82), (8, -46), (-8, -42)], "#dfe8ec")
    canvas.polygon([(-8, -42), (8, -46), (5, -32), (-4, -30)], "#5c7280")
    canvas.polygon([(-18, -92), (-6, -96), (0, -80), (-11, -77)], "#2f3d47")
    canvas.circle(22, -36, 6, "#2f3d47")
    canvas.circle(-3, -20, 8, "#fff7c2", 0.35 + 0.2 * np.sin(t * 5))


def _glassware(canvas: Canvas, x: float, t: float, variant: int) -> None:
    for index in range(3):
        _flask(
            canvas.at(x + index * 46 - 8, 267, 1.0 + 0.12 * ((index + variant) % 2)),
            FLUIDS[(index + variant) % 5],
            t + index,
        )
    rack = (48, 62, 18)[variant]
    canvas.rect(rack, 244, 72, 22, "#f2d8a7", 2)
    for tube in range(5):
        canvas.rect(rack + 5 + tube * 13, 228, 9, 32, "#f2fbfb", 4, 0.85)
        canvas.rect(rack + 5 + tube * 13, 242, 9, 18, FLUIDS[(tube + 2 * variant) % 5], 4)


def _flask(canvas: Canvas, fluid: str, t: float) -> None:
    canvas.polygon(
        [(-5, -58), (5, -58), (5, -36), (20, -3), (17, 0), (-17, 0), (-20, -3), (-5, -36)], "#f2fbfb", 0.75
    )
    tilt = 1.6 * np.sin(t * 2)
    canvas.polygon([(-13.5, -18 + tilt), (13.5, -18 - tilt), (20, -3), (17, 0), (-17, 0), (-20, -3)], fluid)
    for bubble in range(4):
        rise = (t * 9 + bubble * 6) % 22
        canvas.circle(
            -8 + bubble * 5 + np.sin(t * 3 + bubble),
            -3 - rise,
            1.7,
            mix(fluid, "#ffffff", 0.55),
            1 - rise / 26,
        )
    canvas.rect(-7, -61, 14, 4, "#dceef0", 2)
