"""What one half of a moment says of the other one: words to a picture, a picture to words, and how far both agree.

For models that infer the scene from each half alone (`MomentModel.reads_halves`).
"""

import numpy as np
import torch
from torch import Tensor

from crvae_core.decoding.decode import BATCH, decode_pictures, to_pictures
from crvae_core.decoding.points import decode_point
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData


@torch.no_grad()
def scenes_of_halves(model: MomentModel, data: PairData) -> tuple[Tensor, Tensor]:
    """Means of the scene by the picture alone and by the words alone, each (N, S), on the CPU."""
    device = next(model.parameters()).device
    found = []
    for first in range(0, len(data), BATCH):
        batch = data.select(range(first, min(first + BATCH, len(data)))).to(device).batch(slice(None))
        found.append(model.infer_halves(batch.images, batch.tokens, batch.mask, batch.weights))
    return torch.cat([shown.cpu() for shown, _ in found]), torch.cat([said.cpu() for _, said in found])


def latents_of_halves(model: MomentModel, data: PairData) -> tuple[np.ndarray, np.ndarray]:
    """Latents (N, Z) of pairs by the picture alone and by the words alone; what that half can't know is 0, the prior's
    mean: decoded, the first give words for a picture, the second a picture for words."""
    shown, said = (
        torch.nn.functional.pad(scene, (0, model.latent_size - scene.shape[1])).numpy()
        for scene in scenes_of_halves(model, data)
    )
    return shown, said


def picture_from_words(model: MomentModel, data: PairData) -> np.ndarray:
    """What each pair's words alone lead one to see, uint8 (N, 120, 200, 3)."""
    return to_pictures(decode_pictures(model, torch.from_numpy(latents_of_halves(model, data)[1])))


def words_from_picture(model: MomentModel, data: PairData) -> list[list[str]]:
    """What each pair's picture alone leads one to hear."""
    return decode_point(model, data, latents_of_halves(model, data)[0])[1]


def halves_agreement(shown: np.ndarray, said: np.ndarray, spoken: np.ndarray) -> np.ndarray:
    """How far picture and words of each moment tell of the same scene, (N,).

    1 where both give the same scene, 0 where the words are no nearer to the picture than those of any moment, below 0
    where they are farther: 1 - squared distance / mean squared distance to the words of all moments. NaN for moments
    without words.

    Args:
        shown, said: the scene by the picture alone and by the words alone, each (N, S).
        spoken: True at moments with words (N,).
    """
    found = np.full(len(shown), np.nan)
    if not spoken.any():
        return found
    shown, said = (np.asarray(scene, np.float64)[spoken] for scene in (shown, said))
    own = ((shown - said) ** 2).sum(axis=1)
    # the mean over all j of |p - w_j|^2, without the (N, N) distances
    others = ((shown - said.mean(axis=0)) ** 2).sum(axis=1) + said.var(axis=0).sum()
    found[spoken] = 1 - own / np.maximum(others, 1e-12)
    return found
