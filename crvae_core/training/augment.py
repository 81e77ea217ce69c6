"""Other views of a picture that show the same scene: cropped, recoloured, with a piece cut out."""

import torch
from torch import Tensor
from torch.nn import functional as F

SMALLEST_CROP = 0.75  # share of the height and width that stays
COLOUR_CHANGE = 0.2  # standard deviation of the changes of brightness, contrast and of each channel
LARGEST_CUT = 0.4  # share of the height and width


def augment(images: Tensor) -> Tensor:
    """A random view of each picture (B, 3, H, W) in [0, 1]; the draws come from torch's current seed."""
    return _cut_out(_recolour(_crop(images)))


def _crop(images: Tensor) -> Tensor:
    count = len(images)
    scale = SMALLEST_CROP + (1 - SMALLEST_CROP) * torch.rand(count, 2, device=images.device)
    shift = (2 * torch.rand(count, 2, device=images.device) - 1) * (1 - scale)
    transform = torch.zeros(count, 2, 3, device=images.device)
    transform[:, 0, 0], transform[:, 1, 1] = scale[:, 0], scale[:, 1]
    transform[:, :, 2] = shift
    grid = F.affine_grid(transform, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _recolour(images: Tensor) -> Tensor:
    count = len(images)
    contrast = 1 + COLOUR_CHANGE * torch.randn(count, 1, 1, 1, device=images.device)
    channels = 1 + 0.5 * COLOUR_CHANGE * torch.randn(count, 3, 1, 1, device=images.device)
    brightness = 0.5 * COLOUR_CHANGE * torch.randn(count, 1, 1, 1, device=images.device)
    mean = images.mean(dim=(2, 3), keepdim=True)
    # ((images - mean) * contrast + mean) * channels + brightness, in one pass over the pictures
    offset = mean * (1 - contrast) * channels + brightness
    return torch.addcmul(offset, images, contrast * channels).clamp_(0, 1)


def _cut_out(images: Tensor) -> Tensor:
    count, _, height, width = images.shape
    size = LARGEST_CUT * torch.rand(count, 2, device=images.device)
    first = torch.rand(count, 2, device=images.device) * (1 - size)
    rows = torch.linspace(0, 1, height, device=images.device).expand(count, -1)
    columns = torch.linspace(0, 1, width, device=images.device).expand(count, -1)
    in_rows = (rows >= first[:, :1]) & (rows < first[:, :1] + size[:, :1])
    in_columns = (columns >= first[:, 1:]) & (columns < first[:, 1:] + size[:, 1:])
    hole = (in_rows.unsqueeze(2) & in_columns.unsqueeze(1)).unsqueeze(1)
    return images.masked_fill(hole, 0.5)
