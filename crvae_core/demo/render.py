"""One frame of a bulletin: scene, camera, light, overlays."""

from __future__ import annotations

import numpy as np

from crvae_core.demo.camera import film
from crvae_core.demo.light import LIGHTS, expose
from crvae_core.demo.overlay import dress
from crvae_core.demo.scenes import SCENES
from crvae_core.demo.story import Bulletin, Stage


def render_frame(bulletin: Bulletin, seconds: float) -> np.ndarray:
    """Draw the frame on air at a moment; the same moment always gives the same picture.

    Args:
        bulletin: the film.
        seconds: time in the film, 0 <= seconds < bulletin.seconds.

    Returns:
        (360, 640, 3) uint8 RGB.
    """
    begin, shot = bulletin.shot_at(seconds)
    inside = seconds - begin
    progress = inside / shot.seconds
    speaker = int(progress * len(shot.lines))
    scene = SCENES[shot.kind](Stage(bulletin.station, shot.variant, inside, progress, speaker))
    frame = expose(film(scene, shot.camera, progress), LIGHTS[shot.light], progress, seconds)
    dress(frame, bulletin.station, shot, inside, seconds)
    return frame
