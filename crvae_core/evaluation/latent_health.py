"""Does the latent hold what it seems to: is the text read from it at all, how many of its values are in use?"""

import numpy as np
import torch
from torch import Tensor

from crvae_core.decoding.outputs import Readings, force_words
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData

ACTIVE_VARIANCE = 0.01  # Burda et al. 2016, "Importance weighted autoencoders"
_SEED = 0  # of the shuffled latents


def latent_health(readings: Readings, sampled: bool) -> dict[str, float | int | None]:
    """How the latent is used: active units, effective rank, mean sigma and KL (None for a model without noise)."""
    variances = readings.mu.double().var(dim=0, correction=min(1, len(readings.mu) - 1))
    kl = 0.5 * (readings.mu.square() + readings.log_var.exp() - 1 - readings.log_var).sum(dim=1)
    return {
        "latent_dim": readings.mu.shape[1],
        "active_units": int((variances > ACTIVE_VARIANCE).sum()),
        "effective_rank": effective_rank(readings.mu.double().numpy()),
        "mean_sigma": float(torch.exp(0.5 * readings.log_var).mean()) if sampled else None,
        "kl": float(kl.mean()) if sampled else None,
    }


def effective_rank(vectors: np.ndarray) -> float:
    """exp of the entropy of the shares of variance of the principal axes of (N, Z) (Roy & Vetterli 2007)."""
    centred = vectors - vectors.mean(axis=0)
    products = centred @ centred.T if len(vectors) < vectors.shape[1] else centred.T @ centred
    values = np.clip(np.linalg.eigvalsh(products), 0, None)
    if values.sum() <= 0:
        return 0.0
    shares = values[values > 0] / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def text_from_latents(model: MomentModel, readings: Readings, data: PairData) -> dict[str, float | None]:
    """Text error with the true previous words given and the true latent, another pair's, or zeros.

    Where the three are alike, the words come from the words before them and not from the latent.
    """
    rows = torch.nonzero(data.spoken).flatten()
    if readings.words is None or len(rows) < 2:
        return {"text_mse_shuffled_latent": None, "text_mse_zero_latent": None}
    spoken = data.select(rows.tolist())
    mu = readings.mu[rows]
    shuffled = mu[_no_own_place(len(rows))]
    return {
        "text_mse_shuffled_latent": _text_mse(model, shuffled, spoken),
        "text_mse_zero_latent": _text_mse(model, torch.zeros_like(mu), spoken),
    }


def _no_own_place(count: int) -> Tensor:
    """A seeded order in which nobody keeps their place."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(_SEED))
    moved = torch.empty_like(order)
    moved[order] = order.roll(1)
    return moved


def _text_mse(model: MomentModel, z: Tensor, data: PairData) -> float:
    error = (force_words(model, z, data) - data.vectors(data.token_ids, data.mask)).square().mean(dim=2)
    return float(error[data.mask].mean())
