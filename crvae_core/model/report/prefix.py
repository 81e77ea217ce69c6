"""Texts written as GPT does: causal self-attention over the words so far, behind a prefix that is made from the latent.

(Radford et al. 2018; the latent as prefix: Li & Liang 2021.) Trained from scratch, like all of the report's models.
"""

import math

import torch
from torch import Tensor, nn

from crvae_core.model.report.attention import places

PREFIX = 4  # vectors that stand before a text


class PrefixDecoder(nn.Module):
    """Features (B, feature_size) as a prefix of PREFIX vectors, and the words that follow from it."""

    def __init__(self, embedding_dim: int, hidden: int, layers: int, heads: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.enter = nn.Linear(embedding_dim, hidden)
        layer = nn.TransformerEncoderLayer(
            hidden, heads, 4 * hidden, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(
            layer, layers, norm=nn.LayerNorm(hidden), enable_nested_tensor=False
        )
        self.word = nn.Linear(hidden, embedding_dim)
        self.feature_size = PREFIX * hidden

    def forward(self, features: Tensor, previous: Tensor) -> Tensor:
        """Predict all words (B, S, E) at once, each from the true words before it (B, S, E), zeros at the first."""
        steps = previous.shape[1]
        prefix = features.view(len(features), PREFIX, self.hidden)
        words = self.enter(previous) + places(steps, self.hidden, previous.device)
        hidden = _only_before(steps, previous.device)
        outputs = self.blocks(torch.cat([prefix, words], dim=1), mask=hidden, is_causal=False)
        return self.word(outputs[:, PREFIX:])

    def generate(self, features: Tensor, steps: int) -> Tensor:
        """Write `steps` word vectors (B, steps, E), each after the predicted ones."""
        previous = features.new_zeros(len(features), 1, self.word.out_features)
        for _ in range(steps):
            previous = torch.cat([previous, self(features, previous)[:, -1:]], dim=1)
        return previous[:, 1:]


def _only_before(steps: int, device: torch.device) -> Tensor:
    """What each place may look at: the whole prefix, and no later word; (P + S, P + S), -inf where it may not."""
    size = PREFIX + steps
    hidden = torch.full((size, size), -math.inf, device=device).triu(1)
    hidden[:PREFIX, :PREFIX] = 0
    return hidden
