"""Pairs encoded and decoded again, from the mean latents, in evaluation mode, in float32."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from crvae_core.errors import CheckpointError
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import Batch, PairData
from crvae_core.text.nearest_words import nearest_words

BATCH = 64  # pairs at a time; has no influence on the results
SPARE_WORDS = 8  # how much longer than the longest true text a free-running text may get


@dataclass(frozen=True)
class DecodedWords:
    """Texts decoded from the latents of N pairs.

    forced: predicted vectors (N, T, E) given the true previous words; behind the true words zeros, once the model
    said that the text has ended. free, free_mask: (N, M, E) and (N, M), from the latent alone; nothing for pairs
    without words. forced_ids, free_ids: rows of the nearest words of the vocabulary.
    """

    forced: Tensor
    forced_ids: Tensor
    free: Tensor
    free_mask: Tensor
    free_ids: Tensor


@dataclass(frozen=True)
class Decoded:
    """Everything decoded from the mean latents of N pairs.

    mu, log_var: (N, Z). images: (N, 3, 120, 200) clamped to [0, 1]; None for a model without pictures.
    words: None for a model without words, and where no pair has any.
    """

    mu: Tensor
    log_var: Tensor
    images: Tensor | None
    words: DecodedWords | None


@torch.no_grad()
def encode_pairs(model: MomentModel, data: PairData) -> tuple[Tensor, Tensor]:
    """Means and logarithms of variances of all pairs, each (N, Z), on the CPU.

    Raises CheckpointError if they are no numbers: nothing else may be written into a file or drawn.
    """
    device = next(model.parameters()).device
    parts = []
    for first in range(0, len(data), BATCH):
        batch = data.select(range(first, min(first + BATCH, len(data)))).to(device).batch(slice(None))
        parts.append(_encode(model, batch))
    mu, log_var = (torch.cat(values).cpu() for values in zip(*parts, strict=True))
    if not (torch.isfinite(mu).all() and torch.isfinite(log_var).all()):
        raise CheckpointError(
            "the model gives vectors that are no numbers: its weights, its config.json or the word vectors are damaged: "
            "`doctor` names what is, or train a new run"
        )
    return mu, log_var


def decode_pairs(model: MomentModel, data: PairData) -> Decoded:
    """Encode all pairs and decode their means, all on the CPU."""
    mu, log_var = encode_pairs(model, data)
    has_words = model.has_words and len(data.matrix) > 0
    return Decoded(
        mu=mu,
        log_var=log_var,
        images=decode_pictures(model, mu) if model.has_picture else None,
        words=decode_words(model, mu, data) if has_words else None,
    )


def _encode(model: MomentModel, batch: Batch) -> tuple[Tensor, Tensor]:
    return model.encode(batch.images, batch.tokens, batch.mask, batch.sentences, batch.weights)


@torch.no_grad()
def decode_pictures(model: MomentModel, mu: Tensor) -> Tensor:
    """Latents (N, Z) to pictures (N, 3, 120, 200), clamped to [0, 1], on the CPU."""
    device = next(model.parameters()).device
    parts = [mu[first : first + BATCH].to(device) for first in range(0, len(mu), BATCH)]
    return torch.cat([model.decode_image(z).clamp(0, 1).cpu() for z in parts])


@torch.no_grad()
def force_words(model: MomentModel, mu: Tensor, data: PairData) -> Tensor:
    """Predicted vectors (N, T, E), each with the true words before it given, on the CPU."""
    device = next(model.parameters()).device
    longest = data.mask.shape[1]
    collected = []
    for first in range(0, len(data), BATCH):
        rows = slice(first, min(first + BATCH, len(data)))
        inside = data.mask[rows].to(device)
        tokens = data.vectors(data.token_ids[rows], data.mask[rows]).to(device)
        forced, ends = model.decode_words(mu[rows].to(device), tokens)
        # behind its true words a text is zeros, unless the model did not see that it had ended
        ended = torch.cumsum((ends[:, :longest] > 0) & ~inside, dim=1) > 0
        collected.append((forced[:, :longest] * ~ended.unsqueeze(-1)).cpu())
    return torch.cat(collected)


@torch.no_grad()
def decode_words(model: MomentModel, mu: Tensor, data: PairData) -> DecodedWords:
    """Decode the texts of latents (N, Z), with the true words before each word given, and from the latents alone."""
    device = next(model.parameters()).device
    matrix, longest = data.matrix.to(device), data.mask.shape[1]
    free, free_masks = [], []
    for first in range(0, len(data), BATCH):
        rows = slice(first, min(first + BATCH, len(data)))
        words, mask = model.generate_words(mu[rows].to(device), longest + SPARE_WORDS, matrix)
        spoken = data.spoken[rows].unsqueeze(1)
        free.append(words.cpu() * spoken.unsqueeze(-1))
        free_masks.append(mask.cpu() & spoken)
    forced, freely = force_words(model, mu, data), torch.cat(free)
    return DecodedWords(
        forced=forced,
        forced_ids=_nearest(data, forced),
        free=freely,
        free_mask=torch.cat(free_masks),
        free_ids=_nearest(data, freely),
    )


def spell(data: PairData, ids: Tensor, lengths: list[int]) -> list[list[str]]:
    """The words at rows `ids` (N, T) of the vocabulary, each text cut to its length."""
    return [[data.words[i] for i in row[:length]] for row, length in zip(ids.tolist(), lengths, strict=True)]


def to_pictures(images: Tensor) -> np.ndarray:
    """Pictures (N, 3, H, W) to uint8 (N, H, W, 3), clamped to [0, 1] first."""
    return (images.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()


def _nearest(data: PairData, vectors: Tensor) -> Tensor:
    """The words (N, T) nearest to vectors (N, T, E); zeros, behind the end of a text, are looked up once."""
    flat = vectors.flatten(0, 1)
    said = flat.any(dim=1)
    asked = torch.cat([flat[said], torch.zeros_like(flat[:1])])
    found, _ = nearest_words(asked.numpy(), data.matrix.cpu().numpy())
    words = torch.from_numpy(np.asarray(found, dtype=np.int64)[:, 0])
    ids = words[-1].repeat(len(flat))
    ids[said] = words[:-1]
    return ids.view(vectors.shape[:2])
