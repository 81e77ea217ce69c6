"""The discriminator of crvae-cgan: is a picture true, and does it go with these words?

A VAE-GAN (Larsen et al. 2016, "Autoencoding beyond pixels using a learned similarity metric"): what it sees on the way is the
measure by which drawn pictures are compared with true ones, beside their pixels. Spectral norm (Miyato et al. 2018) keeps it from
running away on a hundred pairs; words count by projection (Miyato & Koyama 2018).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

CHANNELS = (32, 64, 128, 128)
COMPARED = 3  # layers after which pictures are compared


class Adversary(nn.Module):
    """Pictures (B, 3, H, W) with the mean of their words (B, E) to scores (B,): above 0 for true ones that belong together."""

    def __init__(self, embedding_dim: int) -> None:
        super().__init__()
        sizes = zip((3, *CHANNELS[:-1]), CHANNELS, strict=True)
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(before, after, 4, stride=2, padding=1)) for before, after in sizes
        )
        self.score = spectral_norm(nn.Linear(CHANNELS[-1], 1))
        self.words = spectral_norm(nn.Linear(embedding_dim, CHANNELS[-1], bias=False))
        self.gain = embedding_dim**0.5

    def forward(self, pictures: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B,), and what the pictures are compared by (B, C, h, w)."""
        seen, compared = 2 * pictures - 1, pictures
        for number, layer in enumerate(self.layers, 1):
            seen = F.leaky_relu(layer(seen), 0.2)
            if number == COMPARED:
                compared = seen
        gathered = seen.mean(dim=(2, 3))
        return self.score(gathered).squeeze(1) + (self.words(self.gain * words) * gathered).sum(
            dim=1
        ), compared

    @contextmanager
    def held(self) -> Iterator[None]:
        """While gradients are to pass through it without moving it."""
        weights = list(self.parameters())
        for weight in weights:
            weight.requires_grad_(False)
        try:
            yield
        finally:
            for weight in weights:
                weight.requires_grad_(True)


def adversary_loss(adversary: Adversary, true: Tensor, drawn: Tensor, words: Tensor) -> Tensor:
    """What the discriminator learns by: true pictures with their words against drawn ones, and against other words (hinge loss).

    Args:
        true, drawn: (B, 3, H, W); drawn ones do not learn from this. words: (B, E), zeros where nothing is said.
    """
    right, _ = adversary(true, words)
    false, _ = adversary(drawn.detach(), words)
    other = words.roll(1, 0)
    differ = (other != words).any(dim=1)
    mixed, _ = adversary(true, other)
    wrong = (F.relu(1 + mixed) * differ).sum() / differ.sum().clamp(min=1)
    return F.relu(1 - right).mean() + 0.5 * (F.relu(1 + false).mean() + wrong)


def drawing_loss(adversary: Adversary, true: Tensor, drawn: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
    """What drawn pictures learn by: how true they look (lower is better), and the mean squared error of what is seen in them."""
    with adversary.held():
        with torch.no_grad():
            _, wanted = adversary(true, words)
        score, found = adversary(drawn, words)
    return -score.mean(), F.mse_loss(found, wanted)
