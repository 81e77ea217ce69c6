"""The split screen: the host on the left, an expert far away on the right."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, mix
from crvae_core.demo.people import draw_bust, lively
from crvae_core.demo.story import Stage, Station

PANEL = (286, 214)  # width and height of each half
LEFT, RIGHT, TOP = 26, 328, 50
BOOKS = ("#c8553d", "#588b8b", "#f2b880", "#6d597a", "#e9c46a", "#355070", "#b56576", "#8ab17d")


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the split screen."""
    canvas = _backdrop(stage.station).copy()
    for band in range(4):
        x = (stage.seconds * 22 + band * 190 + stage.variant * 61) % 860 - 120
        canvas.polygon([(x, 0), (x + 46, 0), (x - 74, 360), (x - 120, 360)], "#ffffff", 0.045)
    host_speaks = stage.speaker % 2 == stage.variant % 2
    _half(canvas, stage, LEFT, host_speaks)
    _half(canvas, stage, RIGHT, not host_speaks)
    words = stage.station.words
    for x, name, role in ((LEFT, "host", "host_role"), (RIGHT, "expert", "expert_role")):
        canvas.rect(x + 10, TOP + PANEL[1] - 34, 150, 27, stage.station.deep, 3, 0.9)
        canvas.rect(x + 10, TOP + PANEL[1] - 34, 4, 27, stage.station.accent)
        canvas.text(x + 20, TOP + PANEL[1] - 26, words[name], 10, "#ffffff", bold=True)
        canvas.text(x + 20, TOP + PANEL[1] - 13, words[role], 9, "#d8dcec")
    return canvas


def _half(canvas: Canvas, stage: Stage, x: float, speaks: bool) -> None:
    width, height = PANEL
    frame = mix(stage.station.accent, "#ffffff", 0.35) if speaks else "#cfc6e0"
    canvas.rect(x - 4, TOP - 4, width + 8, height + 8, frame, 6)
    window = canvas.window(x, TOP, width, height)
    room = _host_room(stage.station) if x == LEFT else _expert_room(stage.station, stage.variant)
    window.pixels[:] = room.pixels[: window.pixels.shape[0], : window.pixels.shape[1]]
    look = stage.station.host if x == LEFT else stage.station.expert
    pose = lively(stage.seconds, 3 if x == LEFT else 5, speaks, gaze=0.5 if x == LEFT else -0.5)
    lean = 5 * np.sin(stage.seconds * 0.7 + stage.variant)
    shift = 12 * ((stage.variant * 7) % 3 - 1)
    draw_bust(window.at(143 + shift * 0.6 + lean, 92, 41 + 2 * (stage.variant % 2)), look, pose)


@lru_cache(maxsize=8)
def _backdrop(station: Station) -> Canvas:
    canvas = Canvas.blank()
    canvas.gradient(0, 0, 640, 360, mix("#6a3d8f", station.accent, 0.10), mix("#34205c", station.deep, 0.2))
    canvas.rect(0, 278, 640, 60, mix("#2a1748", station.deep, 0.2), alpha=0.75)
    canvas.text(320, 304, station.words["interview"], 19, "#ffffff", "middle", bold=True)
    canvas.rect(270, 320, 100, 3, station.accent)
    return canvas


@lru_cache(maxsize=8)
def _host_room(station: Station) -> Canvas:
    room = Canvas.blank(width=PANEL[0], height=PANEL[1])
    top, bottom = station.studio
    room.gradient(0, 0, *PANEL, mix(top, "#ffffff", 0.12), mix(bottom, "#ffffff", 0.1))
    for column in range(6):
        room.rect(column * 54 - 12, 0, 30, 214, "#ffffff", alpha=0.05)
    room.rect(0, 34, 286, 3, mix(station.accent, "#ffffff", 0.3), alpha=0.7)
    room.circle(46, 92, 26, mix(station.accent, "#ffffff", 0.2), 0.5)
    room.circle(250, 70, 16, "#ffffff", 0.14)
    return room


@lru_cache(maxsize=32)
def _expert_room(station: Station, variant: int) -> Canvas:
    room = Canvas.blank(width=PANEL[0], height=PANEL[1])
    wall = mix("#e3c7a0", "#d9b58c", variant / 4)
    room.gradient(0, 0, *PANEL, mix(wall, "#ffffff", 0.15), mix(wall, "#6b4a35", 0.25))
    rng = np.random.default_rng(station.skyline * 10 + variant)
    for shelf in range(3):
        base = 58 + shelf * 56
        room.rect(0, base, 286, 6, "#7a5238")
        x = 6 + 10 * (variant % 3)
        while x < 280:
            width, tall = int(rng.integers(7, 14)), int(rng.integers(26, 44))
            if rng.random() < 0.82:
                room.rect(
                    x, base - tall, width, tall, mix(BOOKS[int(rng.integers(len(BOOKS)))], "#7a5238", 0.15), 1
                )
                room.rect(x + 2, base - tall + 6, width - 4, 3, "#f4e9d8", alpha=0.7)
            x += width + 2
    room.rect(212, 0, 70, 96, "#7a5238")
    room.gradient(217, 0, 60, 91, "#cfe6f2", "#f3f7f2")  # a window
    room.rect(245, 0, 3, 92, "#7a5238")
    return room
