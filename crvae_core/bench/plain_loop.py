"""A plain transcription of the report's training loop, to measure against: written from its description.

Step-by-step decoder, the default Adam, batches made on the host by a data loader and carried to the device, losses read
back after every step. Nothing here is used by the app.
"""

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from crvae_core.runs.pair_data import PairData

LAMBDA = 3.0
HIDDEN, LAYERS, LATENT, DENSE, FILTERS = 512, 2, 1000, 4000, 32


class PlainCrvae(nn.Module):
    """The report's LSTM model as its script builds it; sizes can be made smaller for a test."""

    def __init__(
        self,
        words: Tensor,
        hidden: int = HIDDEN,
        latent: int = LATENT,
        dense: int = DENSE,
        filters: int = FILTERS,
    ) -> None:
        super().__init__()
        size, self.hidden, self.map = words.shape[1], hidden, (filters, 15, 25)
        self.image_values, self.text_values = filters * 15 * 25, 2 * 2 * LAYERS * hidden
        features = self.image_values + self.text_values
        self.embedding = nn.Embedding.from_pretrained(words, freeze=True)  # type: ignore[no-untyped-call]
        self.conv1 = nn.Conv2d(3, filters, 3, padding=1)
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1)
        self.conv3 = nn.Conv2d(filters, filters, 3, padding=1)
        self.reader = nn.LSTM(size, hidden, LAYERS, batch_first=True, bidirectional=True)
        self.image_norm = nn.BatchNorm1d(self.image_values)
        self.text_norm = nn.BatchNorm1d(self.text_values)
        self.narrow = nn.Linear(features, dense)
        self.latent = nn.Linear(dense, 2 * latent)
        self.widen = nn.Linear(latent, dense)
        self.spread = nn.Linear(dense, features)
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(filters, filters, 3, stride=2, padding=1, output_padding=1) for _ in range(3)
        )
        self.smooths = nn.ModuleList(nn.Conv2d(filters, filters, 3, padding=1) for _ in range(3))
        self.colours = nn.Conv2d(filters, 3, 3, padding=1)
        self.writer = nn.LSTM(size, hidden, LAYERS, batch_first=True, bidirectional=True)
        self.word = nn.Linear(2 * hidden, size)

    def forward(self, images: Tensor, tokens: Tensor, forcing: bool = True) -> tuple[Tensor, Tensor]:
        """Pictures (B, 3, 120, 200) and word vectors (B, T, E) to their reconstructions."""
        seen = images
        for conv in (self.conv1, self.conv2, self.conv3):
            seen = torch.max_pool2d(torch.relu(conv(seen)), 2)
        _, (hidden, cell) = self.reader(tokens)
        read = torch.cat([hidden.transpose(0, 1).flatten(1), cell.transpose(0, 1).flatten(1)], dim=1)
        features = torch.cat([self.image_norm(seen.flatten(1)), self.text_norm(read)], dim=1)
        mean, log_variance = self.latent(torch.relu(self.narrow(features))).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * self.noise(mean)
        back = self.spread(torch.relu(self.widen(z)))
        return self._draw(back[:, : self.image_values]), self._write(
            back[:, self.image_values :], tokens, forcing
        )

    def noise(self, like: Tensor) -> Tensor:
        """Standard normal numbers (a test takes them away)."""
        return torch.randn_like(like)

    def _draw(self, back: Tensor) -> Tensor:
        picture = back.view(-1, *self.map)
        for up, smooth in zip(self.ups, self.smooths, strict=True):
            picture = torch.relu(smooth(torch.relu(up(picture))))
        return self.colours(picture)

    def _write(self, back: Tensor, tokens: Tensor, forcing: bool) -> Tensor:
        hidden, cell = (
            half.reshape(len(back), 2 * LAYERS, self.hidden).transpose(0, 1).contiguous()
            for half in back.chunk(2, dim=1)
        )
        word = torch.zeros_like(tokens[:, :1])
        words = []
        for step in range(tokens.shape[1]):
            output, (hidden, cell) = self.writer(word, (hidden, cell))
            predicted = self.word(output)
            words.append(predicted)
            word = tokens[:, step : step + 1] if forcing else predicted
        return torch.cat(words, dim=1)


class _Pairs(Dataset):
    """Pairs on the host, one at a time."""

    def __init__(self, data: PairData) -> None:
        self.images = data.images.float() / 255
        self.texts = [ids[mask] for ids, mask in zip(data.token_ids, data.mask, strict=True)]

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, row: int) -> tuple[Tensor, Tensor]:
        return self.images[row], self.texts[row]


class PlainTraining:
    """The loop: the default Adam at 1e-4, batches of 16 in order, padded with zeros to their longest text."""

    def __init__(self, data: PairData, device: torch.device, batch_size: int = 16) -> None:
        self.device = device
        padded = torch.cat(
            [data.matrix, data.matrix.new_zeros(1, data.embedding_dim)]
        )  # the last row is padding
        self.model = PlainCrvae(padded).to(device).train()
        trained = [weights for weights in self.model.parameters() if weights.requires_grad]
        self.optimizer = torch.optim.Adam(trained, lr=1e-4)
        self.loader = DataLoader(_Pairs(data), batch_size, shuffle=False, collate_fn=self._collate)
        self.padding = len(data.matrix)

    def run(self, steps: int, on_step: Callable[[float], None] | None = None) -> list[float]:
        """Train for a number of steps; returns the seconds of each."""
        seconds: list[float] = []
        while len(seconds) < steps:
            started = time.perf_counter()
            for images, ids in self.loader:
                loss = self._step(images.to(self.device), ids.to(self.device))
                now = time.perf_counter()
                seconds.append(now - started)
                started = now
                if on_step is not None:
                    on_step(loss)
                if len(seconds) == steps:
                    break
        return seconds

    def _step(self, images: Tensor, ids: Tensor) -> float:
        tokens = self.model.embedding(ids)
        drawn, written = self.model(images, tokens)
        image = nn.functional.mse_loss(drawn, images)
        text = nn.functional.mse_loss(written, tokens)
        loss = image + LAMBDA * text
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.item()  # the script adds the losses up on the host

    def _collate(self, pairs: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        texts = nn.utils.rnn.pad_sequence(
            [text for _, text in pairs], batch_first=True, padding_value=self.padding
        )
        return torch.stack([image for image, _ in pairs]), texts
