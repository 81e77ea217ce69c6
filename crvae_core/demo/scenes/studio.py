"""The studio: a host behind a desk, beside a screen that shows the topic."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix
from crvae_core.demo.people import draw_arm, draw_bust, lively
from crvae_core.demo.props import cloud, sun, syringe, virus
from crvae_core.demo.scenes.street import skyline
from crvae_core.demo.story import Stage, Station

TOPICS = ("virus", "syringe", "curve", "city", "sky")
HOST_X = (232, 262, 214, 246, 228)  # where the host sits at each return


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the studio."""
    canvas = _backdrop(stage.station).copy()
    _light_bands(canvas, stage)
    _screen(canvas.window(392, 62, 190, 128), stage)
    x = HOST_X[stage.variant % len(HOST_X)]
    host = canvas.at(x, 138, 39)
    draw_bust(host, stage.station.host, lively(stage.seconds, 1, talking=True, gaze=0.2))
    lift = 0.35 * np.sin(stage.seconds * 1.9) + 0.1 * np.sin(stage.seconds * 5.1)
    sleeve, skin = mix(stage.station.host.clothes, "#000000", 0.12), stage.station.host.skin
    _desk(canvas, stage.station, x)
    draw_arm(host, [(-2.2, 2.75), (-2.55, 3.55), (-0.75, 3.5 - max(0.0, lift))], sleeve, skin, 0.72)
    draw_arm(host, [(2.2, 2.75), (2.5, 3.55), (0.7, 3.55 + min(0.0, lift * 0.8))], sleeve, skin, 0.72)
    return canvas


@lru_cache(maxsize=8)
def _backdrop(station: Station) -> Canvas:
    canvas = Canvas.blank()
    top, bottom = station.studio
    canvas.gradient(0, 0, 640, 360, top, bottom)
    for column in range(9):  # a wall of upright panels
        x = column * 76 - 22
        canvas.rect(x, -4, 70, 262, mix(top, "#ffffff", 0.05 if column % 2 else 0.02), alpha=0.8)
    for height, size in ((206, 1.0), (226, 0.7)):
        skyline(
            canvas.window(0, 60, 372, 190),
            station,
            376,
            height - 60,
            size * 0.8,
            mix(mix(top, "#8fb4e8", 0.13 + 0.06 * size), station.accent, 0.10),
        )
    canvas.rect(384, 54, 206, 144, mix(top, "#000000", 0.55), 8)
    canvas.rect(389, 59, 196, 134, mix(station.accent, "#ffffff", 0.15), 5)
    canvas.polygon([(0, 262), (640, 262), (640, 360), (0, 360)], mix(bottom, "#000000", 0.35))
    canvas.polygon(
        curve([(-40, 300), (320, 258), (680, 300), (680, 400), (-40, 400)]), mix(bottom, "#ffffff", 0.07)
    )
    return canvas


def _light_bands(canvas: Canvas, stage: Stage) -> None:
    glow = mix(stage.station.accent, "#ffffff", 0.3)
    for band in range(3):
        x = (stage.seconds * (14 + band * 9) + band * 230 + stage.variant * 90) % 800 - 80
        canvas.polygon([(x, 0), (x + 26, 0), (x - 34, 258), (x - 60, 258)], glow, 0.07)
    canvas.rect(0, 20, 640, 4, glow, alpha=0.55)
    canvas.rect(0, 252, 640, 3, glow, alpha=0.5)


def _screen(screen: Canvas, stage: Stage) -> None:
    topic, t, accent = TOPICS[stage.variant % len(TOPICS)], stage.seconds, stage.station.accent
    screen.gradient(0, 0, 190, 128, mix(stage.station.deep, "#ffffff", 0.12), stage.station.deep)
    if topic == "virus":
        for index in range(4):
            place = (
                40 + 42 * index + 6 * np.sin(t + index),
                62 + 26 * (-1) ** index + 5 * np.cos(t * 0.8 + index),
            )
            virus(
                screen, *place, 13 + 5 * (index == 1), t * 0.5 + index, mix("#e8695f", accent, 0.15 * index)
            )
    elif topic == "syringe":
        syringe(screen.at(150 + 2 * np.sin(t), 40, 10).at(0, 2), "#6fd0c5", 0.15 + 0.1 * np.sin(t))
        screen.rect(28, 92, 134, 6, mix(accent, "#ffffff", 0.4), 3)
        screen.rect(28, 92, 134 * min(1.0, stage.progress + 0.2), 6, "#ffffff", 3)
    elif topic == "curve":
        points = [(16 + i * 16, 104 - 78 / (1 + np.exp(-(i - 6) * 0.8))) for i in range(11)]
        shown = points[: max(2, int(3 + 9 * stage.progress))]
        for line in range(5):
            screen.line([(12, 24 + line * 20), (178, 24 + line * 20)], "#ffffff", 0.8, 0.2)
        screen.line(curve(shown, closed=False), "#ffb347", 4)
    elif topic == "city":
        screen.gradient(0, 0, 190, 128, "#f2a65a", "#f7d9b0")
        skyline(screen, stage.station, 190, 128, 0.7, mix(stage.station.deep, "#ffffff", 0.15))
    else:
        screen.gradient(0, 0, 190, 128, "#4b92c9", "#b9dcf0")
        sun(screen, 140, 42, 18, t * 0.4)
        for index in range(3):
            cloud(screen, (40 + 70 * index + t * 8) % 240 - 25, 74 + 18 * index, 20, "#ffffff", 0.92)


def _desk(canvas: Canvas, station: Station, x: float) -> None:
    wood = mix(station.deep, "#ffffff", 0.10)
    canvas.polygon(curve([(x - 210, 292), (x, 276), (x + 210, 292), (x + 226, 420), (x - 226, 420)]), wood)
    canvas.polygon(
        curve([(x - 220, 282), (x, 263), (x + 220, 282), (x + 206, 296), (x, 281), (x - 206, 296)]), "#e8eef4"
    )
    canvas.line(curve([(x - 206, 312), (x, 297), (x + 206, 312)], closed=False), station.accent, 4)
    canvas.polygon([(x - 58, 272), (x + 2, 268), (x + 6, 276), (x - 56, 281)], "#ffffff")
    canvas.line([(x - 48, 275), (x - 6, 272)], "#b9c4cf", 1)
    canvas.rect(x + 138, 258, 17, 20, mix(station.accent, "#ffffff", 0.5), 3)
    canvas.ellipse(x + 146.5, 259, 8.5, 2.4, "#5a3b2a")
