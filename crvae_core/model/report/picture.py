"""The report's picture networks: convolutions with pooling down, transposed convolutions up."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class ConvEncoder(nn.Module):
    """Blocks of (3 x 3 convolution, ReLU, 2 x 2 max-pooling), one per entry of `channels`.

    ReLU and pooling are exchanged, which gives the same numbers with a quarter of the work.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in zip((3, *channels[:-1]), channels, strict=True):
            layers += [nn.Conv2d(before, after, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(inplace=True)]
        self.blocks = nn.Sequential(*layers)

    def forward(self, image: Tensor) -> Tensor:
        """Pictures (B, 3, H, W) to a map (B, C, H / 2^n, W / 2^n) after n blocks."""
        return self.blocks(image.contiguous(memory_format=torch.channels_last))


class ConvDecoder(nn.Module):
    """Blocks of (transposed 3 x 3 convolution of stride 2, ReLU, 3 x 3 convolution, ReLU), then one to three colours.

    `channels` are the encoder's; the decoder has them in reverse. No activation at the end.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        down = list(reversed(channels))
        for before, after in zip(down, [*down[1:], down[-1]], strict=True):
            layers += [
                nn.ConvTranspose2d(before, after, 3, stride=2, padding=1, output_padding=1),
                nn.ReLU(inplace=True),
                nn.Conv2d(after, after, 3, padding=1),
                nn.ReLU(inplace=True),
            ]
        self.blocks = nn.Sequential(*layers, nn.Conv2d(down[-1], 3, 3, padding=1))

    def forward(self, features: Tensor) -> Tensor:
        """A map (B, C, h, w) to pictures (B, 3, 2^n h, 2^n w), not clamped."""
        return self.blocks(features.contiguous(memory_format=torch.channels_last))
