"""A drawing surface in scene units (640 x 360) with moving origins, soft edges and see-through shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from crvae_core.demo.lettering import letter_mask

WIDTH, HEIGHT = 640, 360  # scene units = pixels of the finished film
DETAIL = 2  # scenes are drawn at twice the size and halved at the end
SUBPIXEL_BITS = 4
Points = Sequence[tuple[float, float]] | np.ndarray


@lru_cache(maxsize=4096)
def rgb(color: str) -> tuple[int, int, int]:
    """The red, green and blue bytes of a colour written as '#rrggbb'."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` (0..1) of the way from the first colour to the second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def curve(points: Points, closed: bool = True, steps: int = 8) -> np.ndarray:
    """Points (N, 2) of a smooth Catmull-Rom curve through the given ones."""
    knots = np.asarray(points, dtype=np.float64)
    count = len(knots)
    spans = count if closed else count - 1
    rows = np.arange(-1, 3)[None, :] + np.arange(spans)[:, None]
    rows = rows % count if closed else np.clip(rows, 0, count - 1)
    before, start, end, after = (knots[rows[:, i]][:, None, :] for i in range(4))
    t = (np.arange(steps) / steps)[None, :, None]
    path = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    flat: np.ndarray = path.reshape(-1, 2)
    return flat if closed else np.vstack([flat, knots[-1:]])


@dataclass(frozen=True)
class Canvas:
    """Pixels (H, W, 3) uint8 RGB, seen through an origin, a zoom and an optional mirror."""

    pixels: np.ndarray
    zoom: float = DETAIL  # pixels per unit
    origin: tuple[float, float] = (0.0, 0.0)  # pixels
    mirrored: bool = False

    @classmethod
    def blank(cls, color: str = "#000000", width: int = WIDTH, height: int = HEIGHT) -> Canvas:
        """A canvas of one colour at drawing detail."""
        pixels = np.empty((height * DETAIL, width * DETAIL, 3), np.uint8)
        pixels[:] = rgb(color)
        return cls(pixels)

    def copy(self) -> Canvas:
        """The same view of its own pixels."""
        return replace(self, pixels=self.pixels.copy())

    def at(self, x: float, y: float, scale: float = 1.0, mirrored: bool = False) -> Canvas:
        """A view on the same pixels whose origin lies at (x, y) and whose unit is `scale` units long."""
        origin = self._place([(x, y)])[0]
        return replace(
            self,
            origin=(float(origin[0]), float(origin[1])),
            zoom=self.zoom * scale,
            mirrored=self.mirrored != mirrored,
        )

    def window(self, x: float, y: float, width: float, height: float) -> Canvas:
        """A view cut to a rectangle: what is drawn in it cannot leave it."""
        left, top = self._place([(x, y)])[0].round().astype(int)
        right, bottom = self._place([(x + width, y + height)])[0].round().astype(int)
        return Canvas(self.pixels[top:bottom, left:right], self.zoom)

    def polygon(self, points: Points, color: str, alpha: float = 1.0) -> None:
        """Fill a closed outline."""
        self._paint(
            self._place(points),
            2,
            alpha,
            lambda layer, path: cv2.fillPoly(layer, [path], rgb(color), cv2.LINE_AA, SUBPIXEL_BITS),
        )

    def line(
        self, points: Points, color: str, width: float, alpha: float = 1.0, closed: bool = False
    ) -> None:
        """Draw a line with round ends."""
        thickness = max(1, round(width * self.zoom))
        self._paint(
            self._place(points),
            thickness + 2,
            alpha,
            lambda layer, path: cv2.polylines(
                layer, [path], closed, rgb(color), thickness, cv2.LINE_AA, SUBPIXEL_BITS
            ),
        )

    def rect(
        self, x: float, y: float, w: float, h: float, color: str, radius: float = 0.0, alpha: float = 1.0
    ) -> None:
        """Fill a rectangle, its corners rounded by `radius`."""
        self.polygon(rounded(x, y, w, h, min(radius, w / 2, h / 2)), color, alpha)

    def ellipse(self, x: float, y: float, rx: float, ry: float, color: str, alpha: float = 1.0) -> None:
        """Fill an ellipse round (x, y)."""
        angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        self.polygon(np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], 1), color, alpha)

    def circle(self, x: float, y: float, radius: float, color: str, alpha: float = 1.0) -> None:
        """Fill a circle round (x, y)."""
        self.ellipse(x, y, radius, radius, color, alpha)

    def gradient(self, x: float, y: float, w: float, h: float, top: str, bottom: str) -> None:
        """Fill an upright rectangle with a vertical run of colours."""
        box = self._box(self._place([(x, y), (x + w, y + h)]), margin=0)
        if box is None:
            return
        left, upper, right, lower = box
        share = np.linspace(0, 1, lower - upper)[:, None]
        column = np.asarray(rgb(top)) * (1 - share) + np.asarray(rgb(bottom)) * share
        self.pixels[upper:lower, left:right] = np.round(column)[:, None, :].astype(np.uint8)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        color: str,
        anchor: str = "left",
        bold: bool = False,
        alpha: float = 1.0,
    ) -> float:
        """Write words with their middle line at y; returns their width in units."""
        mask = letter_mask(words, max(6, round(size * self.zoom)), bold)
        height, width = mask.shape
        spot = self._place([(x, y)])[0]
        left = round(spot[0] - {"left": 0.0, "middle": width / 2, "right": float(width)}[anchor])
        self._stamp(mask, left, round(spot[1] - height / 2), color, alpha)
        return width / self.zoom

    def _paint(self, path: np.ndarray, margin: int, alpha: float, draw: Callable[..., object]) -> None:
        """Draw on a copy of the touched region only, then lay it over the pixels."""
        box = self._box(path, margin)
        if box is None or alpha <= 0:
            return
        left, top, right, bottom = box
        region = self.pixels[top:bottom, left:right]
        layer = region.copy()
        draw(layer, np.round((path - (left, top)) * (1 << SUBPIXEL_BITS)).astype(np.int32))
        region[:] = layer if alpha >= 1 else cv2.addWeighted(layer, alpha, region, 1 - alpha, 0)

    def _stamp(self, mask: np.ndarray, left: int, top: int, color: str, alpha: float) -> None:
        rows, columns = self.pixels.shape[:2]
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + mask.shape[1], columns), min(top + mask.shape[0], rows)
        if x0 >= x1 or y0 >= y1:
            return
        cover = mask[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32) * (alpha / 255)
        region = self.pixels[y0:y1, x0:x1]
        region[:] = np.round(region * (1 - cover) + np.asarray(rgb(color), np.float32) * cover).astype(
            np.uint8
        )

    def _place(self, points: Points) -> np.ndarray:
        scale = np.array([-self.zoom if self.mirrored else self.zoom, self.zoom])
        placed: np.ndarray = np.asarray(points, dtype=np.float64) * scale + self.origin
        return placed

    def _box(self, path: np.ndarray, margin: int) -> tuple[int, int, int, int] | None:
        low, high = np.floor(path.min(0)).astype(int) - margin, np.ceil(path.max(0)).astype(int) + margin
        left, top = max(int(low[0]), 0), max(int(low[1]), 0)
        right, bottom = min(int(high[0]), self.pixels.shape[1]), min(int(high[1]), self.pixels.shape[0])
        return (left, top, right, bottom) if left < right and top < bottom else None


def rounded(x: float, y: float, w: float, h: float, radius: float) -> np.ndarray:
    """The outline (N, 2) of a rectangle with rounded corners."""
    if radius <= 0:
        return np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    corners = [(x + w - radius, y + radius, -90), (x + w - radius, y + h - radius, 0)]
    corners += [(x + radius, y + h - radius, 90), (x + radius, y + radius, 180)]
    arcs = []
    for cx, cy, first in corners:
        angles = np.deg2rad(np.linspace(first, first + 90, 7))
        arcs.append(np.stack([cx + radius * np.cos(angles), cy + radius * np.sin(angles)], 1))
    return np.concatenate(arcs)
