"""Pictures and words of any point of a run's latent space: of moments, between them, or anywhere else."""

import numpy as np
import torch
from torch import Tensor

from crvae_core.decoding.decode import BATCH, SPARE_WORDS, decode_pictures, to_pictures
from crvae_core.errors import ConfigError
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData
from crvae_core.text.lexicon import Lexicon

MOST_WORDS = 200  # that a decoded text may have, however long the longest caption is


def decode_point(
    model: MomentModel, data: PairData, z: np.ndarray | Tensor
) -> tuple[np.ndarray | None, list[list[str]]]:
    """Decode any latent vectors.

    Args:
        model: in evaluation mode.
        data: pairs of the run in the model's words (`loaded.load`): words are read from their vocabulary, and texts
            may get a little longer than the longest of theirs.
        z: vectors (n, Z), of moments or any others.

    Returns:
        pictures, uint8 (n, 120, 200, 3), or None for a model without pictures; and the words of each, empty lists for a
        model without words. Words that can't be told are `lexicon.UNKNOWN`.

    Raises:
        ConfigError: `z` has another size than the run's latents, or holds something that is no number.
    """
    points = _points(model, data, z)
    images = to_pictures(decode_pictures(model, points)) if model.has_picture else None
    vectors, mask = decode_vectors(model, data, points)
    if not len(data.matrix):
        return images, [[] for _ in points]
    best = Lexicon(data.words, data.matrix.cpu().numpy()).nearest(vectors[mask].numpy())
    found = iter(choices[0].word for choices in best)
    return images, [[next(found) for _ in range(int(count))] for count in mask.sum(dim=1)]


@torch.no_grad()
def decode_vectors(model: MomentModel, data: PairData, z: Tensor) -> tuple[Tensor, Tensor]:
    """The word vectors (n, M, E) that latents (n, Z) are read as, and their mask (n, M), on the CPU."""
    if not (model.has_words and len(data.matrix)):
        return z.new_zeros(len(z), 1, data.embedding_dim), torch.zeros(len(z), 1, dtype=torch.bool)
    device = next(model.parameters()).device
    most = min(data.mask.shape[1] + SPARE_WORDS, MOST_WORDS)
    matrix = data.matrix.to(device)
    parts = [
        model.generate_words(z[first : first + BATCH].to(device), most, matrix)
        for first in range(0, len(z), BATCH)
    ]
    return torch.cat([words.cpu() for words, _ in parts]), torch.cat([mask.cpu() for _, mask in parts])


def _points(model: MomentModel, data: PairData, z: np.ndarray | Tensor) -> Tensor:
    points = torch.as_tensor(np.asarray(z, dtype=np.float32))
    size = model.latent_size
    if points.ndim != 2 or points.shape[1] != size:
        raise ConfigError(
            f"the run's vectors have {size} values, these are {tuple(points.shape)}: give one row of {size} per point"
        )
    if not bool(torch.isfinite(points).all()):
        raise ConfigError("a point of the latent space holds values that are no numbers: give finite ones")
    return points
