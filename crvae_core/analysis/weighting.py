"""How much the parts of the latent count when moments are compared: by what is shown, or by what is said."""

from collections.abc import Mapping, Sequence

import numpy as np

from crvae_core.errors import ConfigError

DEFAULT_PICTURE_WEIGHT = 0.9  # share of the picture in the squared distances; the words have the rest
DETAIL_SHARE = 0.0  # share of the picture's weight that goes to its details, the rest is the scene's


def weigh_parts(
    latents: np.ndarray, parts: Mapping[str, Sequence[int]], picture_weight: float = DEFAULT_PICTURE_WEIGHT
) -> np.ndarray:
    """Scale the parts of latents so that Euclidean distances mix picture and words as wished.

    Every part is centred and brought to a total variance of 1 (so that squared distances in it are 2 on
    average, however many values it has), then multiplied by the square root of its weight: the scene (and a share of the
    details) gets `picture_weight`, the words get the rest.

    Args:
        latents: means (N, Z).
        parts: part -> [first, behind the last] value; as in a run's config.
        picture_weight: 1 compares by the scene alone, 0 by the words alone.

    Returns:
        (N, Z) float64; parts of weight 0 or without any variance are zeros. Latents of other models,
        without these parts, come back centred and otherwise unchanged.

    Raises:
        ConfigError: `picture_weight` is not within 0 and 1.
    """
    if not 0 <= picture_weight <= 1:
        raise ConfigError(f"the picture's weight {picture_weight} must lie between 0 (words) and 1 (picture)")
    centred = np.asarray(latents, dtype=np.float64)
    centred = centred - centred.mean(axis=0, keepdims=True)
    if not {"shared", "picture", "words"} <= set(parts):
        return centred
    weights = {
        "shared": picture_weight * (1 - DETAIL_SHARE),
        "picture": picture_weight * DETAIL_SHARE,
        "words": 1 - picture_weight,
    }
    weighed = np.zeros_like(centred)
    for name, weight in weights.items():
        part = slice(*parts[name])
        variance = centred[:, part].var(axis=0).sum()
        if variance > 0:
            weighed[:, part] = centred[:, part] * np.sqrt(weight / variance)
    return weighed
