"""Pictures to features and back: strided convolutions down, pixel shuffle up, group norm between.

Group norm, not batch norm: what a picture becomes must not depend on the pictures beside it.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_SIZES = ((15, 25), (30, 50))  # rows and columns on the decoder's way up
_GROUP = 16  # channels that share a mean and a scale


class ImageEncoder(nn.Module):
    """A picture to one feature vector.

    `width` is the number of channels at a quarter of the resolution; deeper layers have up to four times as many.
    """

    def __init__(self, width: int, feature_size: int) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3 * 16, width, 3, padding=1)
        self.blocks = nn.Sequential(
            *_down(width, 2 * width),  # (B, 2w, 15, 25)
            *_down(2 * width, 3 * width),  # (B, 3w, 8, 13)
            *_down(3 * width, 4 * width),  # (B, 4w, 4, 7)
            nn.Conv2d(4 * width, 64, 1),
        )
        self.features = nn.Sequential(nn.Flatten(), nn.Linear(64 * 4 * 7, feature_size), nn.SiLU())

    def forward(self, image: Tensor) -> Tensor:
        """Encode pictures (B, 3, 120, 200) in [0, 1] to features (B, feature_size)."""
        # four by four pixels become channels at once: the costly full resolution is never convolved
        patches = F.pixel_unshuffle(image - 0.5, 4).contiguous(memory_format=torch.channels_last)
        return self.features(self.blocks(self.stem(patches)).contiguous())


class ImageDecoder(nn.Module):
    """A latent vector to a picture; `width` as in the encoder."""

    def __init__(self, latent_size: int, width: int) -> None:
        super().__init__()
        self.start_channels = width
        self.start = nn.Linear(latent_size, width * 8 * 13)
        self.rises = nn.ModuleList([_Rise(width, 2 * width), _Rise(2 * width, 2 * width)])
        self.picture = nn.Conv2d(2 * width, 3 * 16, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        """Decode latent vectors (B, latent_size) to pictures (B, 3, 120, 200), not clamped."""
        features = self.start(z).view(-1, self.start_channels, 8, 13)
        features = features.contiguous(memory_format=torch.channels_last)
        for rise, (rows, columns) in zip(self.rises, _SIZES, strict=True):
            features = rise(features, rows, columns)
        # the last step makes four by four pixels at once, for the same reason as in the encoder
        return F.pixel_shuffle(self.picture(F.silu(features)), 4) + 0.5


class SceneDecoder(nn.Module):
    """A scene to a small picture of it, a quarter as high and wide: where what lies, without its details."""

    def __init__(self, latent_size: int, width: int) -> None:
        super().__init__()
        self.start_channels = width
        self.start = nn.Linear(latent_size, width * 8 * 13)
        self.rise = _Rise(width, 2 * width)
        self.picture = nn.Conv2d(2 * width, 3 * 4, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        """Decode scenes (B, latent_size) to pictures (B, 3, 30, 50), not clamped."""
        features = self.start(z).view(-1, self.start_channels, 8, 13)
        features = self.rise(features.contiguous(memory_format=torch.channels_last), *_SIZES[0])
        return F.pixel_shuffle(self.picture(F.silu(features)), 2) + 0.5


def shrink(images: Tensor) -> Tensor:
    """Pictures (B, 3, 120, 200) as the scene decoder draws them, (B, 3, 30, 50)."""
    return F.avg_pool2d(images, 4)


class _Rise(nn.Module):
    """Twice the resolution: a convolution whose channels become pixels, then a residual one."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.shuffle = nn.Conv2d(channels_in, 4 * channels_out, 3, padding=1)
        self.norm = _norm(channels_out)
        self.smooth = nn.Conv2d(channels_out, channels_out, 3, padding=1)

    def forward(self, features: Tensor, rows: int, columns: int) -> Tensor:
        larger = F.pixel_shuffle(self.shuffle(features), 2)[:, :, :rows, :columns]
        larger = larger.contiguous(memory_format=torch.channels_last)
        return larger + self.smooth(F.silu(self.norm(larger)))


def _down(channels_in: int, channels_out: int) -> list[nn.Module]:
    return [
        _norm(channels_in),
        nn.SiLU(),
        nn.Conv2d(channels_in, channels_out, 3, stride=2, padding=1),
    ]


def _norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(max(1, channels // _GROUP), channels)
