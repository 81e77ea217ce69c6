"""The weather map: an invented country, moving clouds and fronts, and a presenter who points."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix
from crvae_core.demo.people import draw_arm, draw_bust, lively
from crvae_core.demo.props import cloud, weather_sign
from crvae_core.demo.story import Stage, Station

# Two invented coasts that share their rough place on the picture, and no country's outline.
COASTS = (
    [
        (70, 96),
        (128, 62),
        (196, 74),
        (262, 50),
        (338, 66),
        (396, 112),
        (440, 150),
        (426, 206),
        (452, 262),
        (396, 306),
        (318, 292),
        (262, 318),
        (188, 300),
        (150, 252),
        (92, 236),
        (58, 170),
    ],
    [
        (58, 128),
        (112, 80),
        (170, 90),
        (226, 56),
        (300, 58),
        (352, 92),
        (430, 96),
        (462, 158),
        (430, 220),
        (446, 276),
        (370, 312),
        (300, 300),
        (236, 310),
        (160, 286),
        (120, 262),
        (66, 212),
    ],
)
CITIES = (
    ((128, 118), (236, 100), (334, 120), (166, 202), (280, 186), (386, 214), (240, 268), (352, 272)),
    ((112, 150), (218, 108), (330, 110), (160, 228), (268, 190), (392, 178), (250, 270), (368, 262)),
)
SIGNS = (
    ("snow", "snow", "cloud", "cloud", "snow", "cloud", "part", "cloud"),
    ("part", "cloud", "sun", "sun", "part", "sun", "sun", "part"),
    ("rain", "cloud", "rain", "part", "rain", "cloud", "rain", "part"),
)
DEGREES = ((-6, -5, -3, -1, -2, 1, 2, 2), (-2, -3, 0, 1, 1, 3, 3, 2), (4, 5, 6, 7, 8, 9, 8, 10))


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the weather map."""
    variant, t = stage.variant % len(SIGNS), stage.seconds
    canvas = _map(stage.station, variant).copy()
    _fronts(canvas, t, variant)
    for index in range(4):
        x = (index * 150 + 60 * variant + t * 13) % 640 - 60
        cloud(canvas, x, 110 + 52 * ((index + variant) % 4), 26, "#ffffff", 0.34)
    land = 1 if stage.station.towers else 0
    for index, (x, y) in enumerate(CITIES[land]):
        weather_sign(canvas.at(x, y, 1.25), SIGNS[variant][index], t + index)
        pop = min(1.0, max(0.0, (t + 0.8 - index * 0.12) * 3))
        canvas.rect(x - 15, y + 20, 30, 16, "#16324a", 8, 0.85 * pop)
        degrees = DEGREES[variant][index] + (index % 2 if land else 0)
        canvas.text(x, y + 28, f"{degrees}°", 12, "#ffffff", "middle", bold=True, alpha=pop)
    _presenter(canvas, stage, variant)
    return canvas


@lru_cache(maxsize=8)
def _map(station: Station, variant: int) -> Canvas:
    canvas = Canvas.blank()
    canvas.gradient(0, 0, 640, 360, "#3f9ad0", "#2a73ae")
    for ring in range(1, 4):
        shallow = np.asarray(COASTS[station.towers], dtype=np.float64)
        middle = shallow.mean(0)
        canvas.polygon(curve((shallow - middle) * (1.22 - ring * 0.05) + middle), "#ffffff", 0.07)
    coast = curve(COASTS[station.towers])
    canvas.polygon(coast + np.array([4, 6]), "#1d4f7c", 0.45)
    canvas.polygon(coast, mix("#6fae5a", "#dfe8e2", (0.35, 0.0, 0.08)[variant]))
    rng = np.random.default_rng(station.skyline + 3)
    for _ in range(9):  # hills
        x, y = rng.uniform(130, 380), rng.uniform(110, 260)
        shade = mix("#4f9148", "#e9efe9", (0.55, 0.05, 0.0)[variant])
        canvas.ellipse(
            float(x), float(y), float(rng.uniform(18, 40)), float(rng.uniform(10, 20)), shade, 0.45
        )
    river = [(300, 130), (268, 170), (290, 214), (262, 258), (270, 312)]
    canvas.line(curve(river, closed=False), "#3f9ad0", 3)
    canvas.line(coast, "#eaf5e4", 2, 0.8, closed=True)
    canvas.rect(34, 40, 136, 26, station.deep, 4, 0.9)
    canvas.rect(34, 40, 5, 26, station.accent)
    canvas.text(48, 53, station.words[f"day_{variant}"], 13, "#ffffff", bold=True)
    return canvas


def _fronts(canvas: Canvas, t: float, variant: int) -> None:
    shift = 14 * t
    base = [
        (40, 70 + 30 * variant),
        (150, 104 + 20 * variant),
        (260, 92 + 34 * variant),
        (380, 128),
        (500, 110),
    ]
    path = curve(
        [(x + shift * 0.25, y + shift * (0.7 - 0.2 * variant)) for x, y in base], closed=False, steps=6
    )
    color = ("#2457c5", "#2457c5", "#d8433b")[variant]
    canvas.line(path, color, 3, 0.9)
    for index in range(3, len(path) - 3, 4):
        (x, y), (ahead_x, ahead_y) = path[index], path[index + 1]
        run = np.array([ahead_x - x, ahead_y - y]) / (np.hypot(ahead_x - x, ahead_y - y) + 1e-9) * 7
        tip = (x - run[1] * 1.3, y + run[0] * 1.3)
        if variant == 2:
            canvas.circle(x, y + 3, 5, color, 0.9)
        else:
            canvas.polygon([(x - run[0], y - run[1]), (x + run[0], y + run[1]), tip], color, 0.9)


def _presenter(canvas: Canvas, stage: Stage, variant: int) -> None:
    t, look = stage.seconds, stage.station.presenter
    x = (536, 520, 548)[variant] + 4 * np.sin(t * 0.9)
    canvas.rect(494, 0, 146, 360, "#1d4f7c", alpha=0.35)
    person = canvas.at(x, 132, 33)
    draw_bust(person, look, lively(t, 19, talking=True, gaze=-0.4))
    wave = 0.55 * np.sin(t * 1.7 + variant)
    hand = (-3.3 + 0.3 * np.sin(t * 2.9), 2.0 - variant * 0.35 + wave)
    sleeve = mix(look.clothes, "#000000", 0.1)
    draw_arm(person, [(-2.1, 2.8), (-3.1, 3.9), hand], sleeve, look.skin)
    draw_arm(person, [(2.15, 2.9), (2.6, 4.6), (1.3, 5.2)], sleeve, look.skin)
