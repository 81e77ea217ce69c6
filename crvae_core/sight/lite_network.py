"""EfficientNet-Lite0 without its classifier: pictures to 1,280 features (Tan & Le 2019; the Lite form has neither
squeeze-and-excitation nor swish, so that it runs well on a plain processor).

Batch normalisation is folded into the convolutions when the file is made: the network here has convolutions alone.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIDE = 224  # pixels; height and width of a picture
FEATURES = 1280
NORMALISATION_EPS = 1e-3  # of the batch normalisation that the weights were trained with


@dataclass(frozen=True)
class Stage:
    """Blocks in a row: kernel size, factor by which a block widens, channels out, stride of the first block, their number."""

    kernel: int
    widen: int
    channels: int
    stride: int
    blocks: int


STEM, HEAD_IN = 32, 320
STAGES = (
    Stage(3, 1, 16, 1, 1),
    Stage(3, 6, 24, 2, 2),
    Stage(5, 6, 40, 2, 2),
    Stage(3, 6, 80, 2, 3),
    Stage(5, 6, 112, 1, 3),
    Stage(5, 6, 192, 2, 4),
    Stage(3, 6, HEAD_IN, 1, 1),
)


class LiteNetwork(nn.Module):
    """Pictures (B, 3, 224, 224), values from -1 to 1, to features (B, 1280), mean over the places of the last layer."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConv(3, STEM, 3, 2)
        blocks, width = [], STEM
        for stage in STAGES:
            for number in range(stage.blocks):
                blocks.append(Block(width, stage, stage.stride if number == 0 else 1))
                width = stage.channels
        self.blocks = nn.ModuleList(blocks)
        self.head = SameConv(width, FEATURES, 1, 1)

    def forward(self, pictures: Tensor) -> Tensor:
        """Features (B, 1280)."""
        seen = F.relu6(self.stem(pictures))
        for block in self.blocks:
            seen = block(seen)
        return F.relu6(self.head(seen)).mean(dim=(2, 3))


class Block(nn.Module):
    """Inverted residual: widen, look around in each channel, project back (Sandler et al. 2018)."""

    def __init__(self, width: int, stage: Stage, stride: int) -> None:
        super().__init__()
        inner = width * stage.widen
        self.widen = SameConv(width, inner, 1, 1) if stage.widen > 1 else None
        self.look = SameConv(inner, inner, stage.kernel, stride, groups=inner)
        self.project = SameConv(inner, stage.channels, 1, 1)
        self.adds = stride == 1 and width == stage.channels

    def forward(self, seen: Tensor) -> Tensor:
        """The same places, or every second one where the block has a stride."""
        inner = seen if self.widen is None else F.relu6(self.widen(seen))
        found = self.project(F.relu6(self.look(inner)))
        return found + seen if self.adds else found


class SameConv(nn.Conv2d):
    """A convolution whose padding keeps every stride-th place; where it is uneven, the far side gets the larger half."""

    def __init__(self, width: int, channels: int, kernel: int, stride: int, groups: int = 1) -> None:
        self.uneven = stride > 1
        super().__init__(
            width, channels, kernel, stride, padding=0 if self.uneven else kernel // 2, groups=groups
        )

    def forward(self, seen: Tensor) -> Tensor:
        """Places (B, C, H, W) to (B, C', ceil(H / stride), ceil(W / stride))."""
        return super().forward(self._pad(seen) if self.uneven else seen)

    def _pad(self, seen: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        sizes = seen.shape[3], seen.shape[2]
        missing = [max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in sizes]
        return F.pad(seen, [half for total in missing for half in (total // 2, total - total // 2)])


def folded(convolution: Tensor, normalisation: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Weight and bias of the one convolution that stands for a convolution and its batch normalisation.

    Args:
        convolution: (out, in / groups, K, K), without bias.
        normalisation: weight, bias, running_mean, running_var, each (out,).
    """
    scale = normalisation["weight"] / torch.sqrt(normalisation["running_var"] + NORMALISATION_EPS)
    return convolution * scale[:, None, None, None], normalisation["bias"] - normalisation[
        "running_mean"
    ] * scale
