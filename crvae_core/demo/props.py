"""Things that scenes share: a virus particle, a syringe, weather signs, trees, passers-by."""

from __future__ import annotations

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix
from crvae_core.demo.people import Look


def virus(canvas: Canvas, x: float, y: float, radius: float, turn: float, color: str) -> None:
    """A round particle with spikes, turned by `turn` radians."""
    dark = mix(color, "#000000", 0.3)
    for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False) + turn:
        tip = (x + 1.32 * radius * np.cos(angle), y + 1.32 * radius * np.sin(angle))
        canvas.line([(x, y), tip], dark, radius * 0.1)
        canvas.circle(*tip, radius * 0.13, dark)
    canvas.circle(x, y, radius, color)
    canvas.circle(x - radius * 0.25, y - radius * 0.25, radius * 0.6, mix(color, "#ffffff", 0.3), 0.5)
    for angle in np.linspace(0, 2 * np.pi, 5, endpoint=False) - turn:
        canvas.circle(
            x + 0.5 * radius * np.cos(angle), y + 0.5 * radius * np.sin(angle), radius * 0.13, dark, 0.8
        )


def syringe(canvas: Canvas, fluid: str, plunged: float) -> None:
    """A syringe that points along +x with its needle's tip at the origin; length about 10 units."""
    canvas.line([(0, 0), (-2.6, 0)], "#9aa7b0", 0.16)
    canvas.rect(-3.2, -0.35, 0.7, 0.7, "#d9e2e8", 0.1)
    canvas.rect(-8.0, -0.8, 5.0, 1.6, "#f3f8fb", 0.3)
    canvas.rect(-3.2 - 4.4 * (1 - plunged), -0.6, 4.4 * (1 - plunged), 1.2, fluid, 0.2, 0.85)
    shift = 3.0 * plunged
    canvas.line([(-8.0, 0), (-11.0 + shift, 0)], "#c3ced6", 0.4)
    canvas.rect(-11.4 + shift, -0.9, 0.5, 1.8, "#c3ced6", 0.2)
    for tick in range(5):
        canvas.line([(-7.2 + tick * 0.9, -0.8), (-7.2 + tick * 0.9, -0.35)], "#7e8c96", 0.1)


def cloud(canvas: Canvas, x: float, y: float, size: float, color: str, alpha: float = 1.0) -> None:
    """A cloud about three sizes wide, its flat base at y."""
    low = [(-1.5, 0), (-1.62, -0.4), (-1.2, -0.7), (-0.85, -0.7), (-0.65, -1.15), (0.0, -1.35), (0.55, -1.0)]
    outline = [*low, (0.95, -0.95), (1.3, -0.7), (1.62, -0.35), (1.5, 0)]
    canvas.polygon(curve([(x + size * a, y + size * b) for a, b in outline]), color, alpha)


def sun(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    """A sun with turning rays."""
    for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False) + turn:
        near, far = 1.35 * size, 1.8 * size
        ray = [(x + r * np.cos(angle), y + r * np.sin(angle)) for r in (near, far)]
        canvas.line(ray, "#ffc531", size * 0.22)
    canvas.circle(x, y, size, "#ffd24d")


def weather_sign(canvas: Canvas, sign: str, seconds: float) -> None:
    """Draw sun, cloud, part, rain or snow round the origin, about 25 units wide, moving a little."""
    if sign in ("sun", "part"):
        sun(canvas, 5 if sign == "part" else 0, -3, 8, seconds * 0.6)
    if sign != "sun":
        cloud(canvas, float(np.sin(seconds)), 7, 9, "#fbfdff" if sign in ("cloud", "part") else "#c3d0dc")
    for drop in range(3 if sign in ("rain", "snow") else 0):
        fall = (seconds * 7 + drop * 3) % 7
        left = drop * 8 - 8
        if sign == "rain":
            canvas.line([(left, 8 + fall), (left - 2, 12 + fall)], "#2f6fd0", 1.6)
        else:
            canvas.circle(left, 9 + fall, 1.9, "#ffffff")


def tree(canvas: Canvas, x: float, y: float, height: float, color: str, sway: float) -> None:
    """A broad-leaved tree standing at y whose crown leans by `sway`."""
    canvas.line([(x, y), (x + sway * 0.4, y - height * 0.55)], "#6b4a35", height * 0.06)
    for dx, dy, size in ((-0.2, -0.55, 0.22), (0.2, -0.58, 0.22), (0.0, -0.78, 0.26), (0.02, -0.6, 0.24)):
        canvas.circle(x + dx * height + sway, y + dy * height, size * height, color)
    canvas.circle(
        x - 0.08 * height + sway, y - 0.85 * height, 0.13 * height, mix(color, "#ffffff", 0.25), 0.6
    )


def walker(canvas: Canvas, look: Look, step: float, mask: str = "", bag: str = "") -> None:
    """A passer-by seen from the side, feet at the origin, one unit a head; `step` counts strides."""
    swing = float(np.sin(step * np.pi))
    trousers = mix(look.clothes, "#1d2430", 0.72)
    for side in (-1, 1):
        knee, foot = (side * swing * 0.45, -1.6), (side * swing * 0.95 - 0.1, -0.08)
        canvas.line([(0, -3.1), knee, foot], trousers if side > 0 else mix(trousers, "#000000", 0.25), 0.62)
        canvas.ellipse(foot[0] + 0.2, -0.12, 0.5, 0.2, "#23262b")
    canvas.line([(0.0, -5.1), (-swing * 0.8, -3.3)], mix(look.clothes, "#000000", 0.28), 0.5)
    canvas.polygon(
        curve([(-0.75, -5.5), (0.7, -5.5), (0.95, -4.2), (1.0, -2.5), (-0.95, -2.5), (-0.95, -4.2)]),
        look.clothes,
    )
    canvas.line(
        [(0.05, -5.1), (swing * 0.5, -4.2), (swing * 0.95 + 0.15, -3.35)],
        mix(look.clothes, "#ffffff", 0.12),
        0.52,
    )
    canvas.circle(swing * 0.95 + 0.2, -3.2, 0.24, look.skin)
    if bag:
        canvas.rect(swing * 0.95 - 0.35, -3.1, 1.1, 1.2, bag, 0.15)
    canvas.rect(-0.25, -6.0, 0.55, 0.6, mix(look.skin, "#5a2a1a", 0.2))
    if look.style in ("long", "bob"):
        canvas.ellipse(-0.3, -6.3, 0.68, 0.95, mix(look.hair, "#000000", 0.2))
    canvas.ellipse(0.1, -6.5, 0.62, 0.74, look.skin)
    canvas.polygon(
        curve(
            [
                (-0.6, -6.1),
                (-0.68, -6.9),
                (-0.1, -7.4),
                (0.55, -7.15),
                (0.66, -6.8),
                (0.0, -6.75),
                (-0.2, -6.3),
            ]
        ),
        look.hair,
    )
    canvas.line([(-0.45, -5.75), (0.5, -5.75)], look.shirt, 0.42)
    if mask:
        canvas.polygon(curve([(0.15, -6.45), (0.78, -6.45), (0.7, -5.95), (0.2, -5.95)]), mask)
