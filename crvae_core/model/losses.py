"""The terms of the training loss, each summed per pair and averaged over the batch."""

import torch
from torch import Tensor
from torch.nn import functional as F


def gaussian_kl(mu: Tensor, log_var: Tensor, other_mu: Tensor, other_log_var: Tensor) -> Tensor:
    """KL divergence (B,) in nats from a diagonal Gaussian (B, Z) to another one."""
    ratio = torch.exp(log_var - other_log_var)
    distance = (mu - other_mu).square() * torch.exp(-other_log_var)
    return 0.5 * (ratio + distance - 1 + other_log_var - log_var).sum(dim=1)


def prior_kl(mu: Tensor, log_var: Tensor, free_bits: float = 0.0) -> Tensor:
    """KL divergence (a scalar, nats per pair) to the standard normal.

    Values of the latent that carry less than `free_bits` nats on average over the batch are not pushed further
    down (Kingma et al. 2016, "Improved variational inference with inverse autoregressive flow").
    """
    per_value = 0.5 * (mu.square() + log_var.exp() - 1 - log_var).mean(dim=0)
    return per_value.clamp(min=free_bits).sum()


def consistency_kl(mu: Tensor, log_var: Tensor, other_mu: Tensor, other_log_var: Tensor) -> Tensor:
    """Symmetric KL divergence (a scalar) between the posteriors of two views (Sinha & Dieng 2021)."""
    there = gaussian_kl(mu, log_var, other_mu, other_log_var)
    back = gaussian_kl(other_mu, other_log_var, mu, log_var)
    return 0.5 * (there + back).mean()


def image_error(picture: Tensor, target: Tensor) -> Tensor:
    """Squared error of pictures (B, 3, H, W), summed over a picture's values, averaged over the batch."""
    return F.mse_loss(picture.float(), target, reduction="sum") / len(target)


def text_error(words: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Squared error of word vectors (B, T, E), summed over a text's true words, averaged over the batch."""
    return ((words - target).square().sum(dim=2) * mask).sum(dim=1).mean()


def word_choice(
    words: Tensor, target_ids: Tensor, vocabulary: Tensor, mask: Tensor, sharpness: float
) -> Tensor:
    """Cross-entropy of the right words under a softmax over minus squared distances to all words.

    Args:
        words: predicted vectors (B, T, E).
        target_ids: rows of the vocabulary (B, T); anything where the mask is False.
        vocabulary: word vectors (V, E).
        mask: True at true words (B, T).
        sharpness: factor of the squared distances.
    """
    predicted = words[mask]  # (N, E)
    # minus the squared distance without the predicted vector's own square, which the softmax cancels
    logits = 2 * predicted @ vocabulary.T - vocabulary.square().sum(dim=1)
    return F.cross_entropy(sharpness * logits, target_ids[mask], reduction="sum") / len(words)


def end_error(ends: Tensor, mask: Tensor) -> Tensor:
    """Cross-entropy of "ended before this word" at every step up to the end of each text; empty texts count nothing.

    Args:
        ends: logits (B, T + 1).
        mask: True at true words (B, T).
    """
    lengths = mask.sum(dim=1, keepdim=True)
    steps = torch.arange(ends.shape[1], device=ends.device).unsqueeze(0)
    per_step = F.binary_cross_entropy_with_logits(ends, (steps == lengths).float(), reduction="none")
    return (per_step * ((steps <= lengths) & (lengths > 0))).sum(dim=1).mean()
