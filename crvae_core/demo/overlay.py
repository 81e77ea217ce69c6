"""What a broadcaster lays over every picture: programme name, ticker and lower thirds."""

from __future__ import annotations

import numpy as np

from crvae_core.demo.canvas import HEIGHT, WIDTH, Canvas
from crvae_core.demo.story import Shot, Station

BAND = 20  # height of the ticker
TICKER_SPEED = 38.0  # units per second


def dress(frame: np.ndarray, station: Station, shot: Shot, shot_seconds: float, film_seconds: float) -> None:
    """Draw the overlays onto a finished frame (H, W, 3) uint8, in place."""
    canvas = Canvas(frame, zoom=1)
    _ticker(canvas, station, film_seconds)
    canvas.rect(18, 12, 5, 15, station.accent)
    width = canvas.text(28, 19, station.words["programme"], 10, "#ffffff", bold=True, alpha=0.0)
    canvas.rect(23, 12, width + 12, 15, station.deep, alpha=0.85)
    canvas.text(29, 19, station.words["programme"], 10, "#ffffff", bold=True)
    if shot.title:
        _lower_third(canvas, station, shot, shot_seconds)


def _ticker(canvas: Canvas, station: Station, seconds: float) -> None:
    top = HEIGHT - BAND
    canvas.rect(0, top, WIDTH, BAND, station.deep)
    canvas.rect(0, top, WIDTH, 1.5, station.accent)
    x = 70 - (seconds * TICKER_SPEED) % 900
    width = 0.0
    while x + width < WIDTH or width == 0.0:
        x += width
        width = canvas.text(x, top + BAND / 2, station.ticker, 11, "#eef2f6") + 30
    canvas.rect(0, top, 62, BAND, station.accent)
    canvas.text(31, top + BAND / 2, station.words["news"], 11, "#ffffff", "middle", bold=True)


def _lower_third(canvas: Canvas, station: Station, shot: Shot, seconds: float) -> None:
    slide = min(1.0, 0.5 + seconds * 1.5) * min(1.0, max(0.0, (shot.seconds - seconds) * 3))
    left = -420 * (1 - slide) + 22
    canvas.rect(left, 296, 330, 30, station.deep, 3, 0.92)
    canvas.rect(left, 296, 6, 30, station.accent)
    canvas.text(left + 18, 311, shot.title, 14, "#ffffff", bold=True)
