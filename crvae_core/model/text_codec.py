"""Sequences of word vectors to features and back; padding never reaches a result.

The decoder sees the latent at every step and predicts, besides the next word's vector, whether the text has ended.
Training feeds it the true previous words in one run over the sequence; `generate` feeds it its own. Word vectors have a
mean norm of about 1 here; the recurrent layers read them times the root of their size, so that each value is of order 1.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

BAG_DROPOUT = 0.5  # share of the words that a bag leaves out while training
PLACE_SIZE = 32  # values that say the place of a word in its text


class TextEncoder(nn.Module):
    """A text to one feature vector: one recurrent stack reads it forwards, one backwards.

    The backward stack gets each text reversed within its own length, and the state after the last true word is
    taken: so both see the words only, as if each text came alone (the same as packing, but faster on a CPU).
    """

    def __init__(self, embedding_dim: int, hidden: int) -> None:
        super().__init__()
        self.forwards = nn.LSTM(embedding_dim, hidden, batch_first=True)
        self.backwards = nn.LSTM(embedding_dim, hidden, batch_first=True)
        self.feature_size = 2 * hidden
        self.gain = embedding_dim**0.5

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Encode word vectors (B, T, E) with mask (B, T) to features (B, feature_size); an empty text gives zeros."""
        lengths = mask.sum(dim=1)
        tokens = self.gain * tokens * mask.unsqueeze(-1)
        ends = []
        for stack, sequence in ((self.forwards, tokens), (self.backwards, _reverse(tokens, lengths))):
            states, _ = stack(sequence)
            last = (lengths - 1).clamp(min=0).view(-1, 1, 1).expand(-1, 1, states.shape[2])
            ends.append(states.gather(1, last).squeeze(1))
        return torch.cat(ends, dim=1) * (lengths > 0).unsqueeze(-1)


class WordBag(nn.Module):
    """The words of a text, whatever their order, to one vector: what a caption says of the scene.

    While training, half of the words are left out at random. A recurrent network learns captions that come only once
    by heart and says little about new ones; this one can't.
    """

    def __init__(self, embedding_dim: int, hidden: int, size: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(embedding_dim, hidden), nn.SiLU(), nn.Linear(hidden, size))
        self.gain = embedding_dim**0.5

    def forward(self, tokens: Tensor, mask: Tensor, weights: Tensor | None = None) -> Tensor:
        """Encode word vectors (B, T, E) with mask (B, T) to (B, size); an empty text has the mean 0.

        weights: how much each word counts (B, T), above 0; all alike where not given.
        """
        if self.training:
            some = mask & (torch.rand(mask.shape, device=mask.device) >= BAG_DROPOUT)
            mask = torch.where(some.any(dim=1, keepdim=True), some, mask)
        if weights is None:
            total = (tokens * mask.unsqueeze(-1)).sum(dim=1)
            return self.layers(self.gain * total / mask.sum(dim=1, keepdim=True).clamp(min=1))
        shares = weights * mask
        total = (tokens * shares.unsqueeze(-1)).sum(dim=1)
        return self.layers(self.gain * total / shares.sum(dim=1, keepdim=True).clamp(min=1e-6))


class TextDecoder(nn.Module):
    """A latent vector to a sequence of word vectors and the point where it ends."""

    def __init__(self, latent_size: int, embedding_dim: int, hidden: int) -> None:
        super().__init__()
        self.state = nn.Linear(latent_size, 2 * hidden)
        self.condition = nn.Linear(latent_size, hidden)
        self.place = nn.Linear(PLACE_SIZE, hidden)
        self.recurrent = nn.LSTM(embedding_dim + hidden, hidden, batch_first=True)
        self.word = nn.Linear(hidden, embedding_dim)
        self.end = nn.Linear(hidden, 1)
        self.gain = embedding_dim**0.5

    def forward(self, z: Tensor, previous: Tensor) -> tuple[Tensor, Tensor]:
        """Predict every word at once from the true words before it (teacher forcing).

        Args:
            z: latent vectors (B, latent_size).
            previous: the vector before each step (B, S, E), zeros at the first.

        Returns:
            word vectors (B, S, E) and logits (B, S) of "the text ended before this word".
        """
        words, ends, _ = self._steps(z, previous, self._first_state(z))
        return words, ends

    def generate(self, z: Tensor, max_words: int, vocabulary: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Write texts from the latent alone (free-running), each until it ends itself or has `max_words`.

        Args:
            z: latent vectors (B, latent_size).
            max_words: the most words that a text may have.
            vocabulary: word vectors (V, E); where given, the nearest of them is fed back instead of the
                raw prediction.

        Returns:
            predicted word vectors (B, max_words, E), zeros after the end, and their mask (B, max_words).
        """
        state = self._first_state(z)
        previous = z.new_zeros(len(z), 1, self.word.out_features)
        running = torch.ones(len(z), dtype=torch.bool, device=z.device)
        words = z.new_zeros(len(z), max_words, self.word.out_features)
        mask = torch.zeros(len(z), max_words, dtype=torch.bool, device=z.device)
        for step in range(max_words):
            word, end, state = self._steps(z, previous, state, step)
            running = running & (end[:, 0] < 0)
            if not running.any():
                break
            words[:, step] = word[:, 0] * running.unsqueeze(-1)
            mask[:, step] = running
            previous = word if vocabulary is None else _snap(word, vocabulary)
        return words, mask

    def _first_state(self, z: Tensor) -> tuple[Tensor, Tensor]:
        hidden, cell = torch.tanh(self.state(z)).chunk(2, dim=1)
        return hidden.unsqueeze(0).contiguous(), cell.unsqueeze(0).contiguous()

    def _steps(
        self, z: Tensor, previous: Tensor, state: tuple[Tensor, Tensor], first: int = 0
    ) -> tuple[Tensor, Tensor, tuple[Tensor, Tensor]]:
        places = _places(torch.arange(first, first + previous.shape[1], device=z.device, dtype=z.dtype))
        condition = self.condition(z).unsqueeze(1) + self.place(places)  # (B, S, hidden)
        hidden, state = self.recurrent(torch.cat([self.gain * previous, condition], dim=2), state)
        return self.word(hidden), self.end(hidden).squeeze(-1), state


def shift_right(tokens: Tensor) -> Tensor:
    """The vector before each of T + 1 steps (B, T + 1, E): zeros, then the T word vectors (B, T, E)."""
    return F.pad(tokens, (0, 0, 1, 0))


def _places(steps: Tensor) -> Tensor:
    """Sines and cosines (S, PLACE_SIZE) that tell the steps (S,) apart (Vaswani et al. 2017)."""
    rates = 200.0 ** -torch.linspace(0, 1, PLACE_SIZE // 2, device=steps.device)
    angles = steps.unsqueeze(1) * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def _reverse(tokens: Tensor, lengths: Tensor) -> Tensor:
    """Each text reversed within its own length; what follows stays where it is."""
    steps = torch.arange(tokens.shape[1], device=tokens.device).unsqueeze(0)
    source = torch.where(steps < lengths.unsqueeze(1), lengths.unsqueeze(1) - 1 - steps, steps)
    return tokens.gather(1, source.unsqueeze(-1).expand_as(tokens))


def _snap(words: Tensor, vocabulary: Tensor) -> Tensor:
    """The vocabulary's vector nearest to each word (B, 1, E), by Euclidean distance."""
    distances = torch.cdist(words[:, 0], vocabulary)
    return vocabulary[distances.argmin(dim=1)].unsqueeze(1)
