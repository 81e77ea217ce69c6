"""The ray tracer against geometry worked out by hand, and rendered videos that are the same for the same seed."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from crvae_core.bench import rendered
from crvae_core.bench.ray_tracer import FAR, Ball, Box, Camera, Ground, Light, Pillar, noise, render
from crvae_core.bench.scripted import Plan


def white(points: np.ndarray, normals: np.ndarray) -> np.ndarray:
    return np.ones_like(points)


ORIGIN = np.array([[0.0, 1.0, 0.0]])


@pytest.mark.parametrize(
    ("thing", "ray", "distance"),
    [
        (Ground(white), (0, -1, 0), 1.0), (Ground(white), (0, 1, 0), FAR), (Ground(white), (1, 0, 0), FAR),
        (Ball(np.array([0, 1, 5]), 2, white), (0, 0, 1), 3.0), (Ball(np.array([0, 1, 5]), 2, white), (0, 0, -1), FAR),
        (Ball(np.array([0, 1, 0]), 2, white), (0, 0, 1), 2.0),
        (Box([-1, 0, 4], [1, 2, 6], white), (0, 0, 1), 4.0), (Box([-3, 0, -3], [3, 3, 3], white), (0, 0, 1), 3.0),
        (Box([-1, 0, 4], [1, 2, 6], white), (0, 1, 0), FAR),
        (Pillar(np.array([0, 3]), 1, 2, white), (0, 0, 1), 2.0), (Pillar(np.array([0, 3]), 1, 0.5, white), (0, 0, 1), FAR),
    ],
)  # fmt: skip
def test_rays_meet_things_where_they_are(thing, ray: tuple[int, int, int], distance: float) -> None:
    assert thing.meet(ORIGIN, np.array([ray], float))[0] == pytest.approx(distance)


def test_what_stands_before_the_sun_throws_a_shadow() -> None:
    light = Light(np.array([0.0, 1.0, 0.0]), 1.0, 0.1, (np.ones(3), np.ones(3)))
    camera = Camera(np.array([0.0, 4.0, -6.0]), np.array([0.0, 0.0, 0.0]), 1.0)
    open_ground = render([Ground(white)], camera, light, 30, 30)
    covered = render([Ground(white), Box([-9, 1.0, -1], [9, 1.1, 1], white)], camera, light, 30, 30)
    assert open_ground[15, 15, 0] == pytest.approx(1.1, abs=0.01)
    assert 0.05 < covered[8:, :, 0].min() <= 0.1  # only the sky's light


def test_noise_is_smooth_and_within_bounds() -> None:
    points = np.random.default_rng(0).uniform(-50, 50, (500, 3))
    values = noise(points, 3)
    assert 0 <= values.min() < 0.35
    assert 0.65 < values.max() <= 1
    assert np.abs(noise(points + 1e-4, 3) - values).max() < 0.01
    assert np.abs(noise(points, 4) - values).max() > 0.1


def test_a_rendered_video_follows_its_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered, "SHOT_FRAMES", (1,))
    plan = Plan(shots=7, height=24, width=40)
    first = rendered.write_rendered(tmp_path / "a", 5, plan=plan)
    again = rendered.write_rendered(tmp_path / "b", 5, plan=plan)
    other = rendered.write_rendered(tmp_path / "c", 6, "zh", plan)
    assert first.kinds == again.kinds
    assert set(first.kinds) == set(range(7))
    pictures = [
        [cv2.imread(str(path)) for path in sorted(made.frames.glob("*.png"))]
        for made in (first, again, other)
    ]
    assert all((one == two).all() for one, two in zip(pictures[0], pictures[1], strict=True))
    assert not all((one == two).all() for one, two in zip(pictures[0], pictures[2], strict=True))
    assert len(pictures[0]) == len(first.kinds)
