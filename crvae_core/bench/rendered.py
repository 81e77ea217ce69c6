"""Made videos that look more like photographs: rooms, streets, woods, shores with texture, perspective, light and shadow.

Like those of scripted.py: kinds of scene come back with another camera, light and content; what is said belongs to the kind.
Two kinds of a video may be of one sort (two rooms, two streets), told apart by what stands in them and what it is made of.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from crvae_core.bench.ray_tracer import (
    Ball,
    Box,
    Camera,
    Ground,
    Light,
    Pillar,
    Texture,
    Thing,
    noise,
    render,
)
from crvae_core.bench.scripted import (
    PERIOD_S,
    SHORT,
    SHOT_FRAMES,
    Plan,
    Scripted,
    draw_topics,
    sentence,
    shot_order,
)
from crvae_core.demo.captions import TimedLine, as_srt
from crvae_core.files import write_bytes

SORTS = ("room", "street", "wood", "shore", "table")


def write_rendered(folder: Path, seed: int, language: str = "en", plan: Plan = SHORT) -> Scripted:
    """Render a video and write frames/*.png and captions.srt; the same seed gives the same video (see `write_scripted`)."""
    rng = np.random.default_rng(seed)
    palette = rng.uniform(0.15, 0.9, (6, 3))
    again = plan.kinds - len(SORTS)
    sorts = [*rng.permutation(SORTS), *rng.choice(SORTS, again, replace=again > len(SORTS))]
    kinds = [_Kind(sort, np.random.default_rng(rng.integers(2**32)), palette, plan) for sort in sorts]
    topics = draw_topics(rng, language, plan.kinds)
    shown: list[int] = []
    captions = []
    for kind in shot_order(rng, plan):
        for picture in kinds[kind].shot(rng, int(rng.choice(SHOT_FRAMES))):
            _, data = cv2.imencode(".png", picture[:, :, ::-1])
            write_bytes(folder / "frames" / f"{len(shown):04d}.png", data.tobytes())
            start = len(shown) * PERIOD_S
            captions.append(TimedLine(start, start + PERIOD_S - 0.1, sentence(rng, topics[kind], language)))
            shown.append(kind)
    write_bytes(folder / "captions.srt", as_srt(captions).encode("utf-8"))
    return Scripted(folder / "frames", folder / "captions.srt", shown, language)


class _Kind:
    """A kind of scene: a sort of place, what it is made of, and which things belong there."""

    def __init__(self, sort: str, rng: np.random.Generator, palette: np.ndarray, plan: Plan) -> None:
        self.sort, self.plan = sort, plan
        self.colours = palette[rng.permutation(len(palette))]
        self.textures = [
            _texture(rng, colour, other)
            for colour, other in zip(self.colours, np.roll(self.colours, 1, 0), strict=True)
        ]
        self.seed = int(rng.integers(2**31))
        self.crowded = int(rng.integers(3, 8))
        self.scale = float(rng.uniform(0.7, 1.4))

    def shot(self, rng: np.random.Generator, length: int) -> list[np.ndarray]:
        """The frames (height, width, 3) uint8 RGB of one shot: its own camera, light and places of things."""
        things = _PLACES[self.sort](self, rng)
        light = self._light(rng)
        begin, drift = self._camera(rng), rng.normal(0, 0.05, 3) * (1, 0.2, 1)
        frames = []
        for number in range(length):
            camera = Camera(begin.place + drift * number, begin.towards, begin.width)
            picture = render(things, camera, light, self.plan.height, self.plan.width) ** (1 / 1.6)
            picture = picture * 255 + rng.normal(0, 4, picture.shape)
            frames.append(np.clip(picture, 0, 255).astype(np.uint8))
        return frames

    def _light(self, rng: np.random.Generator) -> Light:
        sun = rng.normal(0, 1, 3) * (1, 0, 1) + np.array([0, rng.uniform(0.7, 2.0), 0])
        bright = rng.uniform(0.6, 1.15)
        inside = self.sort in ("room", "table")
        return Light(
            sun / np.linalg.norm(sun),
            0.0 if self.sort == "room" else 0.8 * bright,
            (0.75 if inside else 0.35) * bright,
            (np.array([0.35, 0.5, 0.8]) * bright, np.array([0.8, 0.82, 0.85]) * bright),
            0.0 if inside else rng.uniform(0.005, 0.03),
        )

    def _camera(self, rng: np.random.Generator) -> Camera:
        if self.sort == "table":
            return Camera(
                np.array([rng.uniform(-0.8, 0.8), rng.uniform(0.6, 1.4), -2.2]), np.array([0, 0.3, 0]), 1.0
            )
        height = rng.uniform(1.2, 2.4)
        place = np.array([rng.uniform(-1.5, 1.5), height, rng.uniform(-3.5, -2.0)])
        towards = np.array([rng.uniform(-1.5, 1.5), height * rng.uniform(0.7, 1.05), 6.0])
        return Camera(place, towards, rng.uniform(1.0, 1.5))


def _room(kind: _Kind, rng: np.random.Generator) -> list[Thing]:
    things: list[Thing] = [Box([-4, 0, -5], [4, 3.2, 7], kind.textures[0]), Ground(kind.textures[1])]
    fixed = np.random.default_rng(kind.seed)
    for _ in range(kind.crowded):
        size = fixed.uniform(0.3, 1.2, 3) * kind.scale
        place = np.array([fixed.uniform(-3, 3), 0, fixed.uniform(2, 6)]) + rng.normal(0, 0.3, 3) * (1, 0, 1)
        texture = kind.textures[2 + int(fixed.integers(3))]
        things.append(Box(place - size * (0.5, 0, 0.5), place + size * (0.5, 1, 0.5), texture))
    things.append(Ball(np.array([rng.uniform(-1, 1), 1.5, 3.0]), 0.28, kind.textures[5]))
    return things


def _street(kind: _Kind, rng: np.random.Generator) -> list[Thing]:
    things: list[Thing] = [Ground(kind.textures[1])]
    for side in (-1, 1):
        depth = -4.0
        for number in range(5):
            length, height = rng.uniform(3, 6), rng.uniform(4, 10) * kind.scale
            inner = side * rng.uniform(3.2, 4.2)
            corners = sorted([inner, side * 12.0])
            texture = kind.textures[(0, 2)[number % 2]]
            things.append(Box([corners[0], 0, depth], [corners[1], height, depth + length], texture))
            depth += length + rng.uniform(0, 0.8)
    for _ in range(kind.crowded):
        place = np.array([rng.uniform(-2.5, 2.5), rng.uniform(2, 14)])
        things.append(Pillar(place, 0.25, 1.4, kind.textures[3]))
        things.append(Ball(np.array([place[0], 1.6, place[1]]), 0.2, kind.textures[4]))
    return things


def _wood(kind: _Kind, rng: np.random.Generator) -> list[Thing]:
    things: list[Thing] = [Ground(kind.textures[1])]
    for _ in range(4 + 2 * kind.crowded):
        place = np.array([rng.uniform(-7, 7), rng.uniform(1, 16)])
        height = rng.uniform(2.5, 5) * kind.scale
        things.append(Pillar(place, rng.uniform(0.1, 0.3), height, kind.textures[0]))
        things.append(Ball(np.array([place[0], height, place[1]]), rng.uniform(0.7, 1.5), kind.textures[2]))
    return things


def _shore(kind: _Kind, rng: np.random.Generator) -> list[Thing]:
    things: list[Thing] = [Ground(_waves(kind.colours[0], kind.seed))]
    for _ in range(kind.crowded):
        place = np.array([rng.uniform(-9, 9), 0, rng.uniform(5, 22)])
        size = rng.uniform(0.8, 2.2, 3) * (2.0, 0.6, 1.0) * kind.scale
        things.append(Box(place - size * (0.5, 0, 0.5), place + size * (0.5, 1, 0.5), kind.textures[2]))
        things.append(Pillar(place[[0, 2]], 0.08, float(size[1] + 2.5), kind.textures[3]))
    things.append(Box([-40, 0, 38], [40, rng.uniform(2, 5), 42], kind.textures[4]))
    return things


def _table(kind: _Kind, rng: np.random.Generator) -> list[Thing]:
    things: list[Thing] = [Ground(kind.textures[0]), Box([-6, -1, 2.4], [6, 5, 2.6], kind.textures[1])]
    fixed = np.random.default_rng(kind.seed)
    for _ in range(kind.crowded + 2):
        radius, round_thing = fixed.uniform(0.12, 0.3) * kind.scale, fixed.random() < 0.5
        texture = kind.textures[2 + int(fixed.integers(4))]
        place = np.array([rng.uniform(-1.1, 1.1), radius, rng.uniform(-0.6, 1.4)])
        if round_thing:
            things.append(Ball(place, radius, texture))
        else:
            things.append(Box(place - radius, place + radius, texture))
    return things


_PLACES: dict[str, Callable[[_Kind, np.random.Generator], list[Thing]]] = {
    "room": _room,
    "street": _street,
    "wood": _wood,
    "shore": _shore,
    "table": _table,
}


def _texture(rng: np.random.Generator, colour: np.ndarray, other: np.ndarray) -> Texture:
    """A material of two colours: grained, speckled, tiled, striped, or a wall with windows."""
    sort, scale, seed = int(rng.integers(5)), float(rng.uniform(0.6, 2.5)), int(rng.integers(2**20))

    def material(points: np.ndarray, normals: np.ndarray) -> np.ndarray:
        grain = noise(points * 3 * scale, seed)
        if sort == 0:
            share = grain
        elif sort == 1:
            share = (noise(points * 6 * scale, seed, 2) > 0.55) * 0.8
        elif sort == 2:
            share = (np.floor(points * scale + 1e-3).sum(axis=1) % 2) * 0.8
        elif sort == 3:
            share = 0.5 + 0.5 * np.sin(points[:, 1] * 9 * scale + 4 * grain)
        else:
            across = np.where(np.abs(normals[:, 0]) > 0.5, points[:, 2], points[:, 0])
            share = ((across * scale % 1 > 0.45) & (points[:, 1] * scale % 1 > 0.4)) * 0.9
        mixed = colour * (1 - share[:, None]) + other * share[:, None]
        return mixed * (0.85 + 0.3 * grain[:, None])

    return material


def _waves(colour: np.ndarray, seed: int) -> Texture:
    def water(points: np.ndarray, normals: np.ndarray) -> np.ndarray:
        height = noise(points * (0.8, 1, 2.5), seed)[:, None]
        return colour * (0.5 + 0.6 * height) + 0.25 * (height > 0.62)

    return water
