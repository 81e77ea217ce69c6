"""Does the latent hold what it seems to: is the text read from it at all, how many of its values are in use?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from crvae_core.decoding.decode import force_words
from crvae_core.evaluation.measures import Measures
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.stored_pairs import Pairs, chunks

ACTIVE_VARIANCE = 0.01  # Burda et al. 2016, "Importance weighted autoencoders"
_SEED = 0  # of the shuffled latents
_ROWS = 4096  # latents at a time


@dataclass(frozen=True)
class LatentUse:
    """How a latent is used. active_units: values that differ between moments. effective_rank: directions that the vectors
    spread over. mean_sigma, kl (nats): of the noise, None for a model without."""

    latent_dim: int
    active_units: int
    effective_rank: float
    mean_sigma: float | None
    kl: float | None


def latent_use(mu: np.ndarray, log_var: np.ndarray, sampled: bool) -> LatentUse:
    """How latents with means and logarithms of variances (N, Z) are used; sampled: whether the model has noise."""
    squares = sum((part**2).sum(axis=0) for part in _centred(mu))
    variances = squares / max(1, len(mu) - 1)
    kl, sigma = _noise(mu, log_var) if sampled else (None, None)
    return LatentUse(
        latent_dim=mu.shape[1],
        active_units=int((variances > ACTIVE_VARIANCE).sum()),
        effective_rank=effective_rank(mu),
        mean_sigma=sigma,
        kl=kl,
    )


def _noise(mu: np.ndarray, log_var: np.ndarray) -> tuple[float, float]:
    """The KL divergence (nats) from the prior, and the standard deviation, on average over latents (N, Z)."""
    kl = sigma = 0.0
    for at in range(0, len(mu), _ROWS):
        means, logs = mu[at : at + _ROWS], log_var[at : at + _ROWS]
        kl += float(0.5 * (means**2 + np.exp(logs) - 1 - logs).sum(dtype=np.float64))
        sigma += float(np.exp(0.5 * logs).sum(dtype=np.float64))
    return kl / len(mu), sigma / mu.size


def effective_rank(vectors: np.ndarray) -> float:
    """exp of the entropy of the shares of variance of the principal axes of (N, Z) (Roy & Vetterli 2007)."""
    if len(vectors) < vectors.shape[1]:  # the smaller one of two matrices with the same eigenvalues
        centred = vectors - vectors.mean(axis=0, dtype=np.float64)
        products = centred @ centred.T
    else:
        products = sum(part.T @ part for part in _centred(vectors))
    values = np.clip(np.linalg.eigvalsh(products), 0, None)
    if values.sum() <= 0:
        return 0.0
    shares = values[values > 0] / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _centred(vectors: np.ndarray) -> Iterator[np.ndarray]:
    """Vectors (N, Z) about their mean, float64, some rows at a time."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    return (vectors[at : at + _ROWS] - mean for at in range(0, len(vectors), _ROWS))


def text_from_latents(
    model: MomentModel, measures: Measures, pairs: Pairs
) -> tuple[float | None, float | None]:
    """Text error with the true previous words given and another pair's latent, and with zeros; None without two texts.

    Where they are like that with the true latent, the words come from the words before them and not from the latent.
    """
    rows = np.flatnonzero(measures.spoken)
    if measures.text is None or len(rows) < 2:
        return None, None
    others = rows[_no_own_place(len(rows)).numpy()]
    other_of = np.zeros(len(measures), np.int64)
    other_of[rows] = others
    sums, words = np.zeros(2), 0
    for place, data in chunks(pairs):
        here = np.flatnonzero(measures.spoken[place])
        if not len(here):
            continue
        spoken = in_words_of(model, data.select(here))
        shuffled = torch.from_numpy(measures.mu[other_of[place][here]])
        sums += [_text_error(model, z, spoken) for z in (shuffled, torch.zeros_like(shuffled))]
        words += int(spoken.mask.sum())
    return float(sums[0] / words), float(sums[1] / words)


def _no_own_place(count: int) -> Tensor:
    """A seeded order in which nobody keeps their place."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(_SEED))
    moved = torch.empty_like(order)
    moved[order] = order.roll(1)
    return moved


def _text_error(model: MomentModel, z: Tensor, data: PairData) -> float:
    """The sum over all true words of the mean square of their vectors."""
    error = (force_words(model, z, data) - data.vectors(data.token_ids, data.mask)).square().mean(dim=2)
    return float(error[data.mask].double().sum())
