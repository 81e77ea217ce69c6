"""A small ray tracer for made videos: boxes, balls, pillars and a ground, with textures, sunlight, shadows and haze.

Everything is computed for all rays at once; a picture of 240 x 400 with twenty things takes a few tenths of a second.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FAR = 1e9
Texture = Callable[
    [np.ndarray, np.ndarray], np.ndarray
]  # points (n, 3) and normals (n, 3) to colours (n, 3), 0 to 1


@dataclass(frozen=True)
class Camera:
    """Where one looks from and to; all in metres. width: of the view at a distance of 1 m."""

    place: np.ndarray
    towards: np.ndarray
    width: float = 1.2

    def rays(self, height: int, width: int) -> np.ndarray:
        """The direction of every pixel (height * width, 3), length 1."""
        forward = _unit(self.towards - self.place)
        right = _unit(np.cross(forward, [0.0, 1.0, 0.0]))
        up = np.cross(right, forward)
        across = (np.arange(width) + 0.5) / width - 0.5
        down = 0.5 - (np.arange(height) + 0.5) / height
        x, y = np.meshgrid(across * self.width, down * self.width * height / width)
        rays = forward + x[..., None] * right + y[..., None] * up
        return _unit(rays.reshape(-1, 3))


class Ground:
    """The plane y = 0."""

    def __init__(self, texture: Texture) -> None:
        self.texture = texture

    def meet(self, origins: np.ndarray, rays: np.ndarray) -> np.ndarray:
        """Distances (n,), FAR where a ray does not meet it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = -origins[:, 1] / rays[:, 1]
        return np.where((distance > 1e-4) & np.isfinite(distance), distance, FAR)

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Upwards."""
        return np.broadcast_to([0.0, 1.0, 0.0], points.shape)


class Box:
    """A box along the axes, from its lower to its upper corner; seen from inside it is a room."""

    def __init__(self, lower: npt.ArrayLike, upper: npt.ArrayLike, texture: Texture) -> None:
        self.lower, self.upper, self.texture = np.asarray(lower, float), np.asarray(upper, float), texture

    def meet(self, origins: np.ndarray, rays: np.ndarray) -> np.ndarray:
        """Distances (n,) by the method of slabs."""
        with np.errstate(divide="ignore", invalid="ignore"):
            first, second = (self.lower - origins) / rays, (self.upper - origins) / rays
        near = np.minimum(first, second).max(axis=1)
        far = np.maximum(first, second).min(axis=1)
        hit = (far > np.maximum(near, 1e-4)) & np.isfinite(far)
        return np.where(hit, np.where(near > 1e-4, near, far), FAR)

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Out of the face that a point lies on."""
        centre, half = (self.lower + self.upper) / 2, (self.upper - self.lower) / 2
        relative = (points - centre) / half
        axis = np.abs(relative).argmax(axis=1)
        normals = np.zeros_like(points)
        rows = np.arange(len(points))
        normals[rows, axis] = np.sign(relative[rows, axis])
        return normals


class Ball:
    """A sphere."""

    def __init__(self, centre: np.ndarray, radius: float, texture: Texture) -> None:
        self.centre, self.radius, self.texture = np.asarray(centre, float), radius, texture

    def meet(self, origins: np.ndarray, rays: np.ndarray) -> np.ndarray:
        """Distances (n,)."""
        away = origins - self.centre
        along = (away * rays).sum(axis=1)
        return _nearest_root(along, (away**2).sum(axis=1) - self.radius**2)

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Away from the centre."""
        return (points - self.centre) / self.radius


class Pillar:
    """An upright cylinder from the ground to `top`, without a lid."""

    def __init__(self, place: np.ndarray, radius: float, top: float, texture: Texture) -> None:
        self.place, self.radius, self.top, self.texture = np.asarray(place, float), radius, top, texture

    def meet(self, origins: np.ndarray, rays: np.ndarray) -> np.ndarray:
        """Distances (n,)."""
        flat, away = rays[:, [0, 2]], origins[:, [0, 2]] - self.place
        squared = np.maximum((flat**2).sum(axis=1), 1e-12)
        distance = _nearest_root(
            (away * flat).sum(axis=1) / squared, ((away**2).sum(axis=1) - self.radius**2) / squared
        )
        height = origins[:, 1] + np.minimum(distance, FAR) * rays[:, 1]
        return np.where((height >= 0) & (height <= self.top), distance, FAR)

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Away from the axis."""
        normals = np.zeros_like(points)
        normals[:, [0, 2]] = (points[:, [0, 2]] - self.place) / self.radius
        return normals


Thing = Ground | Box | Ball | Pillar


@dataclass(frozen=True)
class Light:
    """The sun and the sky. towards_sun: length 1. sky: colours above and at the horizon. haze: share lost per metre."""

    towards_sun: np.ndarray
    strength: float
    ambient: float
    sky: tuple[np.ndarray, np.ndarray]
    haze: float = 0.0


def render(things: list[Thing], camera: Camera, light: Light, height: int, width: int) -> np.ndarray:
    """A picture, float (height, width, 3), about 0 to 1."""
    rays = camera.rays(height, width)
    origins = np.broadcast_to(camera.place, rays.shape)
    distances = np.stack([thing.meet(origins, rays) for thing in things])
    nearest, distance = distances.argmin(axis=0), distances.min(axis=0)
    colours = _sky(rays, light)
    for number, thing in enumerate(things):
        rows = np.flatnonzero((nearest == number) & (distance < FAR))
        if not len(rows):
            continue
        points = origins[rows] + distance[rows, None] * rays[rows]
        normals = thing.normals(points)
        normals = np.where((normals * rays[rows]).sum(axis=1, keepdims=True) > 0, -normals, normals)
        lit = np.clip(normals @ light.towards_sun, 0, 1) * ~_in_shadow(things, points + 1e-3 * normals, light)
        shade = light.ambient * (0.75 + 0.25 * normals[:, 1]) + light.strength * lit
        seen = np.clip(thing.texture(points, normals), 0, 1) * shade[:, None]
        veil = np.exp(-light.haze * distance[rows])[:, None]
        colours[rows] = veil * seen + (1 - veil) * colours[rows]
    return colours.reshape(height, width, 3)


def noise(points: np.ndarray, seed: int, octaves: int = 4) -> np.ndarray:
    """Smooth noise of several scales, (n,) about 0 to 1, at points (n, 3): value noise on a grid of 1 m, halved each time."""
    total, weight = np.zeros(len(points)), 0.0
    for octave in range(octaves):
        total += _lattice(points * 2.0**octave, seed + octave) * 0.5**octave
        weight += 0.5**octave
    return total / weight


def _lattice(points: np.ndarray, seed: int) -> np.ndarray:
    corner = np.floor(points).astype(np.int64)
    inside = points - corner
    smooth = inside * inside * (3 - 2 * inside)
    total = np.zeros(len(points))
    for offset in np.ndindex(2, 2, 2):
        step = np.array(offset)
        share = np.where(step, smooth, 1 - smooth).prod(axis=1)
        total += share * _hashed(corner + step, seed)
    return total


def _hashed(corners: np.ndarray, seed: int) -> np.ndarray:
    """A number from 0 to 1 for every corner of the grid (n, 3), the same each time."""
    mixed = (corners * np.array([73_856_093, 19_349_663, 83_492_791])).sum(axis=1) + seed * 2_654_435_761
    mixed = (mixed ^ (mixed >> 13)) * 1_274_126_177
    return ((mixed ^ (mixed >> 16)) & 0xFFFF) / 0xFFFF


def _sky(rays: np.ndarray, light: Light) -> np.ndarray:
    share = np.clip(rays[:, 1:2] * 2, 0, 1)
    return light.sky[0] * share + light.sky[1] * (1 - share)


def _in_shadow(things: list[Thing], points: np.ndarray, light: Light) -> np.ndarray:
    rays = np.broadcast_to(light.towards_sun, points.shape)
    shaded = np.zeros(len(points), bool)
    for thing in things:
        if not isinstance(thing, Ground):
            shaded |= thing.meet(points, rays) < FAR
    return shaded


def _nearest_root(half: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """The smallest positive t of t^2 + 2 half t + rest = 0, FAR where there is none."""
    inside = half**2 - rest
    root = np.sqrt(np.maximum(inside, 0))
    near, far = -half - root, -half + root
    distance = np.where(near > 1e-4, near, far)
    return np.where((inside >= 0) & (distance > 1e-4), distance, FAR)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
