"""The clinic: a nurse gives a seated patient a shot while others wait."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crvae_core.demo.canvas import Canvas, curve, mix
from crvae_core.demo.people import Look, draw_arm, draw_bust, lively
from crvae_core.demo.props import syringe
from crvae_core.demo.story import Stage, Station

PLACES = ((168, 392), (146, 364), (184, 412), (158, 380))  # x of nurse and patient


def draw(stage: Stage) -> Canvas:
    """Draw one frame of the clinic."""
    variant, t = stage.variant % len(PLACES), stage.seconds
    nurse_x, patient_x = PLACES[variant]
    canvas = _backdrop(stage.station, variant).copy()
    _clock(canvas, t, variant)
    _queue(canvas, stage)
    patient = stage.station.patients[variant % len(stage.station.patients)]
    _chair(canvas, patient_x)
    seated = canvas.at(patient_x, 158, 32)
    draw_bust(
        seated,
        patient,
        lively(t, 11 + variant, talking=False, gaze=-0.7, mask="#f2f7f9" if variant % 2 else ""),
    )
    skin = mix(patient.skin, "#5a2a1a", 0.18)
    draw_arm(seated, [(-2.15, 2.9), (-2.75, 4.4), (-1.9, 5.7)], skin, skin, 0.95)
    seated.line([(-1.8, 2.5), (-2.1, 2.8)], mix(patient.clothes, "#000000", 0.1), 1.1)
    _nurse(canvas, stage, nurse_x, patient_x)
    _trolley(canvas, nurse_x - 132, variant)
    return canvas


def _nurse(canvas: Canvas, stage: Stage, x: float, patient_x: float) -> None:
    t, look = stage.seconds, stage.station.nurse
    near = 0.5 - 0.5 * np.cos(min(1.0, stage.progress * 1.6) * np.pi)  # the needle comes closer, then rests
    person = canvas.at(x + 5 * near, 138, 36)
    draw_bust(person, look, lively(t, 13, talking=False, gaze=0.8, mask="#8fd0e0"))
    hand_x, hand_y = patient_x - 138 + 20 * near, 268 - 3 * np.sin(t * 2)
    elbow = (x + 60, 304)
    syringe(canvas.at(hand_x + 45, hand_y - 8, 5.0), "#f2c14e", near * 0.9)
    draw_arm(canvas, [elbow, (hand_x, hand_y)], look.skin, "#a7d3e8", 22)
    canvas.line([(x + 74, 242), (x + 66, 280)], mix(look.clothes, "#000000", 0.12), 30)


@lru_cache(maxsize=16)
def _backdrop(station: Station, variant: int) -> Canvas:
    canvas = Canvas.blank()
    wall = mix("#f6cdb4", station.accent, 0.04)
    canvas.gradient(0, 0, 640, 250, mix(wall, "#ffffff", 0.3), wall)
    canvas.rect(0, 196, 640, 6, "#e39b7c")
    canvas.gradient(0, 202, 640, 80, mix(wall, "#d98a6c", 0.5), mix(wall, "#d98a6c", 0.65))
    canvas.gradient(0, 280, 640, 80, "#d9a78e", "#c48f77")
    left = 8 + 12 * variant
    for fold in range(9):  # a curtain
        canvas.rect(left + fold * 12, 26, 13, 250, "#e8745f" if fold % 2 else "#d9624f", 4)
    canvas.rect(left - 8, 20, 132, 7, "#b9c4c8", 3)
    _poster(canvas, sum(PLACES[variant]) / 2 - 46, 30, station)
    return canvas


def _poster(canvas: Canvas, x: float, y: float, station: Station) -> None:
    canvas.rect(x, y, 92, 112, "#ffffff", 3)
    canvas.rect(x + 5, y + 5, 82, 74, "#fbe6dc", 2)
    heart = [(0, 26), (-24, 2), (-22, -18), (-8, -22), (0, -10), (8, -22), (22, -18), (24, 2)]
    canvas.polygon(curve([(x + 46 + a, y + 44 + b) for a, b in heart]), "#e05a4f")
    canvas.line(
        [
            (x + 22, y + 46),
            (x + 38, y + 46),
            (x + 44, y + 34),
            (x + 51, y + 56),
            (x + 56, y + 46),
            (x + 70, y + 46),
        ],
        "#ffffff",
        3,
    )
    canvas.text(x + 46, y + 95, station.words["poster"], 11, "#b5483c", "middle", bold=True)


def _clock(canvas: Canvas, t: float, variant: int) -> None:
    x, y = 452 - 12 * variant, 58
    canvas.circle(x, y, 21, "#7b5548")
    canvas.circle(x, y, 18, "#fffaf4")
    for length, turn in ((9, 2.1 + variant * 1.3), (13, 0.6 + variant * 2.2 + t * 0.01), (15, t * 0.7)):
        tip = (x + length * np.sin(turn), y - length * np.cos(turn))
        canvas.line([(x, y), tip], "#4a3a34" if length < 15 else "#d9483c", 1.4)


def _queue(canvas: Canvas, stage: Stage) -> None:
    for seat in range(3):
        x = 498 + seat * 60
        canvas.rect(x - 22, 196, 44, 52, "#5d9aa0", 6)
        canvas.rect(x - 4, 250, 8, 46, "#4b5960")
        someone = stage.station.patients[(stage.variant + seat + 1) % len(stage.station.patients)]
        small = Look(
            someone.skin, someone.hair, someone.style, mix(someone.clothes, "#ffffff", 0.1), outfit="sweater"
        )
        pose = lively(
            stage.seconds, 17 + seat, False, gaze=-0.5, mask="#f2f7f9" if seat != stage.variant % 3 else ""
        )
        person = canvas.at(x, 168 + 3 * (seat % 2), 15)
        draw_bust(person, small, pose)
        canvas.rect(x - 40, 272, 80, 22, mix(small.clothes, "#27303a", 0.55), 9)


def _chair(canvas: Canvas, x: float) -> None:
    canvas.rect(x - 70, 196, 140, 150, "#4f8f96", 18)
    canvas.rect(x - 60, 206, 120, 120, "#63a6ac", 14)


def _trolley(canvas: Canvas, x: float, variant: int) -> None:
    canvas.rect(x, 264, 108, 10, "#eef3f4", 3)
    canvas.rect(x + 6, 274, 5, 80, "#a9b6ba")
    canvas.rect(x + 97, 274, 5, 80, "#a9b6ba")
    for vial in range(6):
        canvas.rect(x + 12 + vial * 13, 247, 9, 17, "#fdfdfd", 2)
        canvas.rect(x + 12 + vial * 13, 255, 9, 6, ("#f2c14e", "#6fc2b4", "#7d8fd8")[(vial + variant) % 3])
        canvas.rect(x + 13 + vial * 13, 243, 7, 5, "#7b8a92", 1)
