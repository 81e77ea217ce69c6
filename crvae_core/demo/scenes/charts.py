"""The charts: curves, bars and areas that grow on pale paper."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix
from crvae_core.demo.story import Stage, Station

LEFT, RIGHT, TOP, BASE = 74, 432, 86, 284  # the plot
WEEKS = tuple(str(week) for week in range(40, 49))
AGES = ("0-17", "18-39", "40-59", "60-74", "75+")
INK, GRID = "#3c3a4a", "#d8cfbf"
ORANGE, GREY, TEAL = "#e4722c", "#9a97a0", "#2c8c8c"
PLOTS = ("line", "area", "bars")


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the charts."""
    plot = PLOTS[stage.variant % len(PLOTS)]
    canvas = _paper(stage.station, stage.variant % len(PLOTS)).copy()
    grown = float(np.clip((stage.seconds + 0.35) / 2.6, 0.06, 1))
    if plot == "bars":
        _bars(canvas, grown, stage)
    else:
        _curves(canvas, grown, stage, filled=plot == "area")
    _key_figure(canvas, grown, stage, plot)
    return canvas


@lru_cache(maxsize=16)
def _paper(station: Station, variant: int) -> Canvas:
    canvas = Canvas.blank()
    canvas.gradient(0, 0, 640, 360, "#faf5ea", "#ece3d2")
    canvas.rect(36, 38, 416, 278, "#fffdf8", 10)
    canvas.rect(468, 38, 142, 278, "#fffdf8", 10)
    canvas.rect(54, 50, 5, 20, station.accent)
    canvas.text(66, 60, station.words[f"chart_{PLOTS[variant]}"], 14, INK, bold=True)
    for line in range(5):
        y = BASE - line * (BASE - TOP) / 4.4
        canvas.line([(LEFT, y), (RIGHT, y)], GRID, 1)
        canvas.text(LEFT - 6, y, str(line * (25 if variant == 2 else 3)), 9, "#8b8576", "right")
    bars = PLOTS[variant] == "bars"
    for step, name in enumerate(AGES if bars else WEEKS):
        x = LEFT + 42 + step * 68 if bars else _week_x(step)
        canvas.text(x, BASE + 13, name, 9, "#8b8576", "middle")
    canvas.line([(LEFT, TOP - 6), (LEFT, BASE), (RIGHT, BASE)], INK, 2)
    return canvas


def _week_x(week: int) -> float:
    return LEFT + 20 + week * (RIGHT - LEFT - 40) / (len(WEEKS) - 1)


def _series(station: Station, variant: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(station.skyline * 13 + variant)
    run = np.linspace(0, 1, len(WEEKS))
    if PLOTS[variant] == "line":  # a steep wave: doubled within the last two weeks
        now, before = 0.12 + 0.8 * run**3, 0.16 + 0.3 * np.exp(-(((run - 0.7) / 0.33) ** 2))
    else:  # a slow climb of five percent a week
        now, before = 0.62 * 1.05 ** (run * (len(WEEKS) - 1)), 0.5 - 0.1 * run
    return now + rng.normal(0, 0.012, len(WEEKS)), before + rng.normal(0, 0.012, len(WEEKS))


def _curves(canvas: Canvas, grown: float, stage: Stage, filled: bool) -> None:
    color = TEAL if filled else ORANGE
    for values, ink, width in zip(
        _series(stage.station, stage.variant % len(PLOTS)), (color, GREY), (4.0, 3.0), strict=True
    ):
        knots = [(_week_x(week), BASE - value * (BASE - TOP)) for week, value in enumerate(values)]
        path = curve(knots, closed=False, steps=10)
        shown = path[: max(2, round(grown * len(path)))]
        if filled:
            canvas.polygon([*shown, (shown[-1][0], BASE), (shown[0][0], BASE)], ink, 0.28)
        canvas.line(shown, ink, width)
        pulse = 5 + 1.5 * np.sin(stage.seconds * 6)
        tip_x, tip_y = shown[-1]
        canvas.circle(tip_x, tip_y, pulse, ink)
        canvas.circle(tip_x, tip_y, pulse * 0.45, "#ffffff")


def _bars(canvas: Canvas, grown: float, stage: Stage) -> None:
    rng = np.random.default_rng(stage.station.skyline * 19 + stage.variant)
    for group in range(5):
        tall = 0.32 + 0.13 * group + rng.uniform(-0.04, 0.04)
        for side, (ink, share) in enumerate(((GREY, 1.0), (TEAL, 0.3))):
            rise = float(np.clip(grown * 1.6 - group * 0.12, 0.02, 1))
            height = (BASE - TOP) * tall * share * rise
            x = LEFT + 18 + group * 68 + side * 26
            canvas.rect(x, BASE - height, 22, height, ink, 3)
            canvas.rect(x, BASE - min(height, 4), 22, min(height, 4), mix(ink, "#000000", 0.15))


def _key_figure(canvas: Canvas, grown: float, stage: Stage, plot: str) -> None:
    words = stage.station.words
    goal, color = {"line": (100, ORANGE), "area": (45, TEAL), "bars": (70, TEAL)}[plot]
    share = goal / 100 * grown
    angles = -np.pi / 2 + np.linspace(0, 2 * np.pi, 60)
    ring = np.stack([539 + 44 * np.cos(angles), 122 + 44 * np.sin(angles)], 1)
    canvas.line(ring, "#e7ddcc", 14)
    canvas.line(ring[: max(2, round(60 * share))], color, 14)
    sign = "-" if plot == "bars" else "+"
    canvas.text(539, 122, f"{sign}{round(goal * grown)}%", 21, INK, "middle", bold=True)
    canvas.text(539, 194, words[f"figure_{plot}"], 12, INK, "middle", bold=True)
    for row, (ink, name) in enumerate(((color, "this_year"), (GREY, "last_year"))):
        key = ("vaccinated", "unvaccinated")[row] if plot == "bars" else name
        canvas.rect(486, 226 + row * 26, 16, 10, ink, 3)
        canvas.text(508, 231 + row * 26, words[key], 10.5, INK)
    tremble = 0.5 + 0.5 * np.sin(stage.seconds * 2.2)
    canvas.rect(486, 284, 106, 6, "#e7ddcc", 3)
    canvas.rect(486, 284, 30 + 60 * grown + 8 * tremble, 6, color, 3)
