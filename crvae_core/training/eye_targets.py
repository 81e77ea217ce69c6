"""What a trained eye sees in the pairs of a training, as the few values that the scene has to give back.

A run keeps which eye it was (config.json, "eye") and the axes along which its features are told (eye.safetensors), so that it
can be resumed. Once it is trained, no eye is needed: moments are encoded from the picture and the words alone.
"""

from dataclasses import replace
from typing import Any

import torch

from crvae_core.errors import EyeError, RunError
from crvae_core.model.preset import Preset
from crvae_core.model.settings import ModelSettings
from crvae_core.progress import Progress
from crvae_core.project.project import Project
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run
from crvae_core.sight.components import EyeAxes, find_axes, read_axes
from crvae_core.sight.eye import Eye
from crvae_core.sight.features import video_features
from crvae_core.sight.onnx_eye import open_eye

AXES_FILE = "eye.safetensors"
WITHOUT: dict[str, Any] = {"seen_size": 0}  # what makes a preset train without an eye
_OR_WITHOUT = "or train without the eye (`--without-eye`, or the switch on the page Train)"


def eye_of(preset: Preset) -> Eye | None:
    """The eye that a preset trains with, None without; raises EyeError, with the remedy, if it can't be used."""
    if preset.eye is None:
        return None
    try:
        return open_eye(preset.eye)
    except EyeError as error:
        raise EyeError(f"{error}, {_OR_WITHOUT}") from error


def uses_eye(preset: Preset) -> bool:
    """Whether a preset trains with a trained eye."""
    return preset.eye is not None


def same_eye(run: Run) -> Eye | None:
    """The eye that a run was begun with; raises RunError if there is another one of that name by now, EyeError if none."""
    if not uses_eye(run.preset):
        return None
    known = run.config.get("eye")
    if not isinstance(known, dict):
        raise RunError(
            f"config.json of {run.name!r} does not say which eye it was begun with: train a new run"
        )
    try:
        eye = open_eye(str(known.get("name")))
    except EyeError as error:
        raise EyeError(
            f"the eye that the run {run.name!r} was begun with can't be used ({error}): add that one again, or train a new run"
        ) from error
    if eye.digest != known.get("digest"):
        raise RunError(
            f"the run {run.name!r} was begun with another eye {eye.name!r} than there is now: add that one again "
            "(`eye add FILE`), or train a new run"
        )
    return eye


def look_ahead(project: Project, eye: Eye | None, progress: Progress) -> None:
    """Let the eye of a training look at all frames that it has not seen yet, with progress, before they are asked for."""
    if eye is None:
        return
    for place, entry in enumerate(project.videos):

        def report(what: str, share: float, place: int = place) -> None:
            progress(what, (place + share) / len(project.videos))

        video_features(project, entry.video_id, eye, report)


def as_targets(data: PairData, preset: Preset, seen: list[int]) -> tuple[PairData, EyeAxes | None]:
    """The pairs with what the eye sees in few values, along axes found in the pairs `seen` that are trained on."""
    if not uses_eye(preset):
        return data, None
    assert isinstance(preset.model, ModelSettings)
    features = data.seen.numpy()
    axes = find_axes(features[seen], preset.model.seen_size)
    return replace(data, seen=torch.from_numpy(axes(features))), axes


def kept_targets(run: Run, data: PairData) -> PairData:
    """The pairs with what the eye sees along the axes that the run keeps; raises CheckpointError if these are damaged."""
    preset = run.preset
    if not uses_eye(preset):
        return data
    assert isinstance(preset.model, ModelSettings)
    axes = read_axes(run.folder / AXES_FILE, data.seen.shape[1], preset.model.seen_size)
    return replace(data, seen=torch.from_numpy(axes(data.seen.numpy())))
