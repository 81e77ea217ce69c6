"""The report's future work: texts read and written by attention instead of recurrence (Vaswani et al. 2017).

What a recurrent network hands over as final and initial states are here as many vectors of the same size: the encoder
learns tokens that gather the text, and the decoder looks at a memory made from the latent.
"""

import math

import torch
from torch import Tensor, nn

MEMORY = 2  # vectors per layer, as many as a bidirectional recurrent layer has states


class AttentionEncoder(nn.Module):
    """A text to the outputs of 2 x layers learned tokens that stand before it, (B, feature_size)."""

    def __init__(self, embedding_dim: int, hidden: int, layers: int, heads: int) -> None:
        super().__init__()
        self.gather = nn.Parameter(torch.randn(MEMORY * layers, hidden) * hidden**-0.5)
        self.enter = nn.Linear(embedding_dim, hidden)
        layer = nn.TransformerEncoderLayer(
            hidden, heads, 4 * hidden, dropout=0.0, batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(
            layer, layers, norm=nn.LayerNorm(hidden), enable_nested_tensor=False
        )
        self.feature_size = MEMORY * layers * hidden

    def forward(self, tokens: Tensor, mask: Tensor | None) -> Tensor:
        """Encode word vectors (B, T, E); with a mask (B, T) what is behind the words is not read, else all T are."""
        words = self.enter(tokens) + places(tokens.shape[1], self.enter.out_features, tokens.device)
        gather = self.gather.expand(len(tokens), -1, -1)
        hidden_from = None
        if mask is not None:
            hidden_from = torch.cat([mask.new_zeros(gather.shape[:2]), ~mask], dim=1)
        outputs = self.blocks(
            torch.cat([gather, words], dim=1), src_key_padding_mask=hidden_from, is_causal=False
        )
        features = outputs[:, : gather.shape[1]].flatten(1)
        return features if mask is None else features * mask.any(dim=1, keepdim=True)


class AttentionDecoder(nn.Module):
    """Features (B, feature_size) as a memory of 2 x layers vectors, and the words that follow from it."""

    def __init__(self, embedding_dim: int, hidden: int, layers: int, heads: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.enter = nn.Linear(embedding_dim, hidden)
        layer = nn.TransformerDecoderLayer(
            hidden, heads, 4 * hidden, dropout=0.0, batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerDecoder(layer, layers, norm=nn.LayerNorm(hidden))
        self.word = nn.Linear(hidden, embedding_dim)
        self.feature_size = MEMORY * layers * hidden

    def forward(self, features: Tensor, previous: Tensor) -> Tensor:
        """Predict all words (B, S, E) at once, each from the true words before it (B, S, E), zeros at the first."""
        steps = previous.shape[1]
        memory = features.view(len(features), -1, self.hidden)
        words = self.enter(previous) + places(steps, self.hidden, previous.device)
        later = torch.full((steps, steps), -math.inf, device=previous.device).triu(1)
        return self.word(self.blocks(words, memory, tgt_mask=later, tgt_is_causal=True))

    def generate(self, features: Tensor, steps: int) -> Tensor:
        """Write `steps` word vectors (B, steps, E), each after the predicted ones."""
        previous = features.new_zeros(len(features), 1, self.word.out_features)
        for _ in range(steps):
            previous = torch.cat([previous, self(features, previous)[:, -1:]], dim=1)
        return previous[:, 1:]


def places(steps: int, size: int, device: torch.device) -> Tensor:
    """Sines and cosines (steps, size) that tell the places in a text apart (Vaswani et al. 2017)."""
    half = (size + 1) // 2
    rates = 10_000.0 ** -(torch.arange(half, device=device) / half)
    angles = torch.arange(steps, device=device).unsqueeze(1) * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)[:, :size]
