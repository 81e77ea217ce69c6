"""Features of an eye as few values: the principal components of some pictures' features, and others along the same axes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from crvae_core.errors import CheckpointError
from crvae_core.files import atomic_path

_NOTHING = 1e-12  # length below which features are none
_ALIKE = 1e-6  # variance below which pictures are alike; features kept as float16 differ by less from rounding alone


@dataclass(frozen=True)
class EyeAxes:
    """Axes along which features are told as S values.

    mean: (F,) of features of length 1. axes: (F, S), zeros where there are fewer components, or none (pictures that are all
    alike). Along them the features they were found in have the mean 0, and together with what is left out the variance 1.
    """

    mean: np.ndarray
    axes: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Values, float32 (n, S), of features (n, F)."""
        return ((_of_length_1(features) - self.mean) @ self.axes).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write them atomically."""
        with atomic_path(path) as temporary:
            save_file({"mean": self.mean, "axes": self.axes}, temporary, {"kind": "crvae-eye-axes"})


def find_axes(features: np.ndarray, size: int) -> EyeAxes:
    """The first `size` principal axes of features (n, F) that were brought to length 1 and centred."""
    unit = _of_length_1(features)
    mean = unit.mean(axis=0)
    _, values, axes = np.linalg.svd(unit - mean, full_matrices=False)
    found = np.zeros((features.shape[1], size))
    variance = float((values**2).sum()) / max(1, len(features))
    if variance > _ALIKE:
        kept = min(size, int((values > 1e-6 * values[0]).sum()))
        signs = np.sign(axes[np.arange(kept), np.abs(axes[:kept]).argmax(axis=1)])
        found[:, :kept] = (axes[:kept] * signs[:, None]).T / np.sqrt(variance)
    return EyeAxes(mean.astype(np.float32), found.astype(np.float32))


def read_axes(path: Path, features: int, size: int) -> EyeAxes:
    """What `EyeAxes.save` wrote, for an eye of F = `features` and S = `size` values; raises CheckpointError if it is missing,
    damaged, or for others."""
    try:
        stored = load_file(path)
        found = EyeAxes(stored["mean"], stored["axes"])
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path} is missing or damaged: restore it, or train a new run") from error
    fits = found.mean.shape == (features,) and found.axes.shape == (features, size)
    if not fits or not all(_are_numbers(values) for values in (found.mean, found.axes)):
        raise CheckpointError(
            f"{path} holds no axes that tell {features} features of an eye as {size} values: restore it, or train a new run"
        )
    return found


def _are_numbers(values: np.ndarray) -> bool:
    return values.dtype == np.float32 and bool(np.isfinite(values).all())


def _of_length_1(features: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(np.asarray(features, np.float64), axis=1, keepdims=True)
    return np.asarray(features, np.float64) / np.maximum(lengths, _NOTHING)
