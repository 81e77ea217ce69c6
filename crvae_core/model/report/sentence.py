"""Texts read as BERT does, by a network that has read much before (multilingual-e5-small; Wang et al. 2024): its state of the
whole sentence comes from outside, frozen, and what is trained is the layer behind it."""

from torch import Tensor, nn

STATE = 384  # values of the pretrained network's state


class SentenceEncoder(nn.Module):
    """States of sentences (B, STATE) to features (B, feature_size); zeros, where nothing is said, stay zeros."""

    def __init__(self, hidden: int, layers: int) -> None:
        super().__init__()
        self.feature_size = 2 * layers * hidden
        self.layer = nn.Linear(STATE, self.feature_size)
        self.gain = STATE**0.5  # states have the length 1

    def forward(self, sentences: Tensor) -> Tensor:
        """Features (B, feature_size)."""
        return self.layer(self.gain * sentences).tanh() * sentences.any(dim=1, keepdim=True)
