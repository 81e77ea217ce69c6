"""The report's recurrent texts: a bidirectional encoder, and a decoder of two forward stacks per layer.

The script's decoder is a bidirectional network that is stepped one word at a time, so that both of its directions run
forward. With the true words given, such stacks can run over the whole sequence at once: the same numbers, much faster,
and no look at later words (which a real bidirectional network over the whole sequence would allow).
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

CELLS: dict[str, type[nn.LSTM] | type[nn.RNN] | type[nn.GRU]] = {
    "lstm": nn.LSTM,
    "rnn": nn.RNN,
    "gru": nn.GRU,
}
DIRECTIONS = 2
State = tuple[Tensor, ...]  # hidden and, for LSTM, cell state, each (layers * 2, B, hidden)


class RecurrentEncoder(nn.Module):
    """A text to its final states of all layers and directions, (B, feature_size)."""

    def __init__(self, cell: str, embedding_dim: int, hidden: int, layers: int, with_cell: bool) -> None:
        super().__init__()
        self.with_cell = with_cell
        self.recurrent = CELLS[cell](
            embedding_dim, hidden, num_layers=layers, bidirectional=True, batch_first=True
        )
        self.feature_size = DIRECTIONS * layers * hidden * (2 if with_cell else 1)

    def forward(self, tokens: Tensor, mask: Tensor | None) -> Tensor:
        """Encode word vectors (B, T, E); with a mask (B, T) what is behind the words is not read, else all T are."""
        if mask is None:
            _, final = self.recurrent(tokens)
        else:
            lengths = mask.sum(dim=1).clamp(min=1).cpu()
            _, final = self.recurrent(
                pack_padded_sequence(tokens, lengths, batch_first=True, enforce_sorted=False)
            )
        states = final if isinstance(final, tuple) else (final,)
        used = states if self.with_cell else states[:1]
        features = torch.cat([state.transpose(0, 1).flatten(1) for state in used], dim=1).to(tokens.dtype)
        if mask is None:
            return features
        return features * mask.any(dim=1, keepdim=True)


class RecurrentDecoder(nn.Module):
    """Features (B, feature_size) as initial states, and the words that follow from them."""

    def __init__(self, cell: str, embedding_dim: int, hidden: int, layers: int, with_cell: bool) -> None:
        super().__init__()
        self.layers, self.hidden = layers, hidden
        self.with_cell, self.needs_cell = with_cell, cell == "lstm"
        sizes_in = [embedding_dim] + [DIRECTIONS * hidden] * (layers - 1)
        self.stacks = nn.ModuleList(
            nn.ModuleList(CELLS[cell](size, hidden, batch_first=True) for _ in range(DIRECTIONS))
            for size in sizes_in
        )
        self.word = nn.Linear(DIRECTIONS * hidden, embedding_dim)
        self.feature_size = DIRECTIONS * layers * hidden * (2 if with_cell else 1)

    def forward(self, features: Tensor, previous: Tensor) -> Tensor:
        """Predict all words at once, each from the true words before it.

        Args:
            features: (B, feature_size).
            previous: the vector before each step (B, S, E), zeros at the first.

        Returns:
            word vectors (B, S, E).
        """
        words, _ = self._run(previous, self._first_state(features))
        return words

    def generate(self, features: Tensor, steps: int) -> Tensor:
        """Write `steps` word vectors (B, steps, E), each after the predicted ones."""
        state = self._first_state(features)
        word = features.new_zeros(len(features), 1, self.word.out_features)
        words = []
        for _ in range(steps):
            word, state = self._run(word, state)
            words.append(word)
        return torch.cat(words, dim=1)

    def _first_state(self, features: Tensor) -> State:
        halves = features.chunk(2, dim=1) if self.with_cell else (features,)
        shape = (-1, DIRECTIONS * self.layers, self.hidden)
        states = tuple(half.reshape(shape).transpose(0, 1).contiguous() for half in halves)
        if self.needs_cell and not self.with_cell:
            states = (states[0], torch.zeros_like(states[0]))
        return states

    def _run(self, sequence: Tensor, state: State) -> tuple[Tensor, State]:
        """Both stacks of each layer over a sequence (B, S, E); each layer reads both outputs of the one below."""
        ends: list[State] = []
        for layer, pair in enumerate(self.stacks):
            outputs = []
            for direction, stack in enumerate(cast(nn.ModuleList, pair)):
                row = slice(DIRECTIONS * layer + direction, DIRECTIONS * layer + direction + 1)
                first = tuple(part[row] for part in state)
                output, end = stack(sequence, first if self.needs_cell else first[0])
                outputs.append(output)
                ends.append(end if self.needs_cell else (end,))
            sequence = torch.cat(outputs, dim=2)
        state = tuple(torch.cat(parts, dim=0) for parts in zip(*ends, strict=True))
        with torch.autocast(sequence.device.type, enabled=False):  # words are as exact as the latent
            return self.word(sequence.to(self.word.weight.dtype)), state
