"""The street: houses under a sky, passers-by on the pavement, cars on the road."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, mix
from crvae_core.demo.people import Look
from crvae_core.demo.props import cloud, sun, tree, walker
from crvae_core.demo.story import Stage, Station

SKIES = (("#8ec5ea", "#e6f2f8"), ("#a9c2d4", "#dfe6ea"), ("#7db6e4", "#f6e6cf"), ("#a890c4", "#f5c9a6"))
WALLS = ("#c97b5a", "#d9a86c", "#b5654a", "#cdb899", "#a8746a", "#dcc3a0")
FLATS = ("#c9b8a8", "#b8a79c", "#d8c9b4", "#a99a94", "#cbb59a", "#bda892")
PAINTS = ("#d64545", "#f0f0ee", "#2f6db5", "#f2b632", "#4a5560", "#3f8f6b")
COATS = ("#3d5a80", "#c8553d", "#5b7f5e", "#8d6a9f", "#d9902f", "#4d4d57", "#b56576", "#2a9d8f")
DUSK = 3  # the variant whose windows are lit


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the street."""
    variant = stage.variant % len(SKIES)
    canvas = _backdrop(stage.station, variant).copy()
    _sky_life(canvas, stage, variant)
    _people(canvas, stage, variant)
    _traffic(canvas, stage, variant)
    if variant == 1:
        _snowfall(canvas, stage)
    return canvas


def skyline(canvas: Canvas, station: Station, width: float, base: float, size: float, color: str) -> None:
    """Draw the station's city as one dark outline standing on `base`."""
    rng = np.random.default_rng(station.skyline)
    x = -10.0
    while x < width:
        wide = size * rng.uniform(18, 34) * (0.9 if station.towers else 1.3)
        tall = size * (rng.uniform(60, 130) if station.towers else rng.uniform(38, 84))
        canvas.rect(x, base - tall, wide, tall, color)
        if station.towers and rng.random() < 0.4:
            canvas.line([(x + wide / 2, base - tall), (x + wide / 2, base - tall - 18 * size)], color, 1.6)
        elif not station.towers:
            canvas.polygon(
                [(x, base - tall), (x + wide / 2, base - tall - 16 * size), (x + wide, base - tall)], color
            )
        x += wide + size * rng.uniform(0, 5)


@lru_cache(maxsize=16)
def _backdrop(station: Station, variant: int) -> Canvas:
    canvas = Canvas.blank()
    top, low = SKIES[variant]
    canvas.gradient(0, 0, 640, 230, top, low)
    skyline(canvas, station, 650, 205, 1.25, mix(low, "#6f8598", 0.35))
    _houses(canvas, station, variant)
    canvas.gradient(0, 228, 640, 30, "#cfc8bd", "#bdb5aa")
    canvas.rect(0, 257, 640, 5, "#9a938a")
    canvas.gradient(0, 262, 640, 98, "#6b6f75", "#565a60")
    for stripe in range(10):
        canvas.polygon(
            [(stripe * 76 + v, y) for v, y in ((0, 303), (42, 303), (38, 308), (-4, 308))], "#e8e4da"
        )
    return canvas


def _houses(canvas: Canvas, station: Station, variant: int) -> None:
    rng = np.random.default_rng(station.skyline * 7 + variant)
    glass = "#ffe08a" if variant == DUSK else "#6d8aa0"
    x = -14.0
    while x < 640:
        wide = float(rng.uniform(74, 112))
        tall = float(rng.uniform(120, 175) if station.towers else rng.uniform(88, 132))
        wall = str(rng.choice(FLATS if station.towers else WALLS))
        canvas.rect(x, 232 - tall, wide - 2, tall, wall)
        canvas.rect(x + wide - 14, 232 - tall, 12, tall, "#000000", alpha=0.08)
        if station.towers:
            canvas.rect(x + 2, 226 - tall, wide - 6, 6, mix(wall, "#000000", 0.25))
        else:
            roof = [
                (x - 4, 233 - tall),
                (x + 12, 210 - tall),
                (x + wide - 16, 210 - tall),
                (x + wide + 2, 233 - tall),
            ]
            canvas.polygon(roof, mix("#7a4438", wall, 0.2))
        _windows(canvas, (x, 232 - tall, wide, tall - 36), glass, rng, station.towers)
        _shop(canvas, x + 5, wide - 12, str(rng.choice(COATS)), glass)
        x += wide


def _windows(
    canvas: Canvas, box: tuple[float, float, float, float], glass: str, rng: np.random.Generator, small: bool
) -> None:
    x, y, wide, tall = box
    across, down = (15.0, 17.0) if small else (22.0, 28.0)
    for row in range(int((tall - 8) // down)):
        for column in range(int((wide - 10) // across)):
            shade = mix(glass, "#26323c", float(rng.choice([0.0, 0.12, 0.5])))
            left, top = x + 8 + column * across, y + 9 + row * down
            canvas.rect(left, top, across - 7, down - 9, "#f1ebe0")
            canvas.rect(left + 1, top + 1, across - 9, down - 11, shade)


def _shop(canvas: Canvas, x: float, wide: float, color: str, glass: str) -> None:
    canvas.rect(x, 200, wide, 31, mix(glass, "#2b3640", 0.25))
    canvas.rect(x + wide - 20, 202, 15, 29, mix(color, "#000000", 0.35))
    stripes = max(2, int(wide // 11))
    for stripe in range(stripes):
        left = x - 3 + stripe * (wide + 6) / stripes
        canvas.rect(left, 194, (wide + 6) / stripes, 12, color if stripe % 2 else "#f5efe4", 2)


def _sky_life(canvas: Canvas, stage: Stage, variant: int) -> None:
    sky = canvas.window(0, 0, 640, 92)
    if variant in (0, 2):
        sun(sky, 210 + 280 * (variant == 2), 44, 15, stage.seconds * 0.2)
    color = "#b9c4cc" if variant == 1 else "#ffffff"
    for index in range(4 if variant == 1 else 2):
        x = (120 + index * 210 + stage.seconds * (7 + 3 * index)) % 760 - 60
        cloud(sky, x, 42 + 15 * (index % 2), 19 + 4 * index, color, 0.85)
    sway = 2.4 * float(np.sin(stage.seconds * 1.7 + variant))
    for x in (64, 292, 548):
        tree(canvas, x + 13 * variant, 250, 88, mix("#5d8f4e", "#c98a3a", 0.25 * variant), sway)


def _people(canvas: Canvas, stage: Stage, variant: int) -> None:
    rng = np.random.default_rng(stage.station.skyline * 31 + variant)
    cast = (*stage.station.patients, stage.station.expert, stage.station.nurse)
    for index in range(7):
        someone = cast[int(rng.integers(len(cast)))]
        coat, scarf = str(rng.choice(COATS)), str(rng.choice(COATS))
        look = Look(someone.skin, someone.hair, someone.style, coat, shirt=scarf)
        speed = float(rng.uniform(22, 38)) * (1 if rng.random() < 0.5 else -1)
        x = (float(rng.uniform(0, 700)) + speed * stage.seconds) % 720 - 40
        mask = "#e9f4f7" if rng.random() < 0.55 else ""
        bag = str(rng.choice(COATS)) if rng.random() < 0.4 else ""
        size = 9.6 + 0.5 * index
        view = canvas.at(x, 249 + 2.2 * index, size, mirrored=speed < 0)
        view.ellipse(0, 0, 1.3, 0.25, "#000000", 0.2)
        walker(view, look, stage.seconds * abs(speed) / 15 + index, mask, bag)


def _traffic(canvas: Canvas, stage: Stage, variant: int) -> None:
    rng = np.random.default_rng(stage.station.skyline * 17 + variant)
    for lane, direction in ((0, -1), (1, 1)):
        speed = float(rng.uniform(55, 85)) * direction
        for index in range(2):
            start = float(rng.uniform(0, 280)) + index * 420
            x = (start + speed * stage.seconds) % 900 - 130
            paint = str(rng.choice(PAINTS))
            view = canvas.at(x, 296 + 36 * lane, 1.05 + 0.18 * lane, mirrored=direction < 0)
            if index == lane == 0:
                _bus(view, mix(stage.station.accent, "#ffffff", 0.12), variant == DUSK)
            else:
                _car(view, paint, variant == DUSK)


def _car(canvas: Canvas, paint: str, lit: bool) -> None:
    canvas.ellipse(0, 1, 46, 4, "#000000", 0.25)
    canvas.polygon([(-24, -20), (-15, -34), (14, -34), (26, -20)], mix(paint, "#000000", 0.12))
    canvas.polygon([(-19, -20), (-12, -31), (-1, -31), (-1, -20)], "#bfe0ee")
    canvas.polygon([(2, -20), (2, -31), (12, -31), (20, -20)], "#bfe0ee")
    canvas.rect(-42, -21, 84, 17, paint, 7)
    canvas.rect(-42, -9, 84, 4, mix(paint, "#000000", 0.25), 2)
    canvas.circle(39, -14, 3, "#fff3b0" if lit else "#f4f4ee")
    canvas.rect(-42, -17, 4, 6, "#c62f2f", 1)
    _wheels(canvas, (-25, 25), 8.5)
    if lit:
        canvas.polygon([(41, -16), (96, -6), (96, 3), (41, -11)], "#fff3b0", 0.25)


def _bus(canvas: Canvas, paint: str, lit: bool) -> None:
    canvas.ellipse(0, 1, 80, 4, "#000000", 0.25)
    canvas.rect(-78, -56, 156, 51, paint, 7)
    canvas.rect(-78, -20, 156, 6, "#ffffff", alpha=0.8)
    for window in range(6):
        canvas.rect(-71 + window * 25, -49, 20, 20, "#ffe9a8" if lit else "#c7e3ee", 3)
    _wheels(canvas, (-48, 48), 9.5)


def _wheels(canvas: Canvas, places: tuple[int, int], radius: float) -> None:
    for x in places:
        canvas.circle(x, -3, radius, "#22252a")
        canvas.circle(x, -3, radius * 0.5, "#b9c0c6")


def _snowfall(canvas: Canvas, stage: Stage) -> None:
    rng = np.random.default_rng(5)
    for _ in range(70):
        x, y, speed = rng.uniform(0, 640), rng.uniform(0, 340), rng.uniform(28, 50)
        drift = 8 * np.sin(stage.seconds + x)
        canvas.circle(float(x + drift), float((y + speed * stage.seconds) % 340), 1.7, "#ffffff", 0.9)
