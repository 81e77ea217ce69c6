"""How long a trained eye looks at the frames that it has not seen yet, before a training begins."""

import time

import numpy as np

from crvae_core.errors import EyeError
from crvae_core.model.preset import Preset
from crvae_core.project.project import Project
from crvae_core.sight.eye import Eye
from crvae_core.sight.features import frames_to_see
from crvae_core.sight.onnx_eye import open_eye

_PICTURES, _SIDE = 4, 224  # that the speed is measured with
_known: dict[str, float] = {}  # seconds a picture, by the eye's digest


def eye_seconds(project: Project, preset: Preset) -> float:
    """Seconds that the eye of a preset looks at the frames of a project; 0 without an eye, or where it has seen them all."""
    if preset.eye is None:
        return 0.0
    try:
        eye = open_eye(preset.eye)
        frames = frames_to_see(project, eye)
        return frames * _seconds_per_picture(eye) if frames else 0.0
    except EyeError:  # is told when the training is planned
        return 0.0


def _seconds_per_picture(eye: Eye) -> float:
    """The shorter of two measured times, after a first look."""
    if eye.digest not in _known:
        pictures = np.zeros((_PICTURES, _SIDE, _SIDE, 3), np.uint8)
        eye.see(pictures[:1])
        times = []
        for _ in range(2):
            started = time.perf_counter()
            eye.see(pictures)
            times.append(time.perf_counter() - started)
        _known[eye.digest] = min(times) / _PICTURES
    return _known[eye.digest]
