"""What one step of a training computes and moves, counted from the settings without data and without memory."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.model.families import build_model
from crvae_core.model.moment_model import MomentModel, count_weights
from crvae_core.model.preset import Preset
from crvae_core.model.settings import TrainingSettings

_PASSES = 3  # a step computes each product forwards, and twice as much on the way back
_TOUCHED = 5  # times that what a layer gives is written or read in a step
_BETWEEN = {
    "crvae": 3,
    "report": 1,
}  # a layer with what lies between it and the next (gates, shuffles, sums), in layers
_MANY_ROWS = 2.5  # so much faster are products of all words of a batch than of one row per pair
_OPTIMIZER_BYTES = 28  # per weight: Adam reads it, its gradient and two means, and writes three of them
_PRODUCT_BYTES = 12  # per weight of a dense layer: read forwards and backwards, its gradient written
_CALLS_PER_WORD = 10  # short operations of a recurrent layer at one word
_CALLS_AROUND = 300  # of losses, views, the optimiser


@dataclass(frozen=True)
class StepWork:
    """The work of one step.

    convolutions, products: operations (a multiplication and its sum are two) of convolutions, and of dense layers or what
    takes as long in recurrent ones. product_bytes: what these layers read meanwhile. bytes: all else that passes through memory.
    calls: operations that start one after the other, each of which takes a moment to begin.
    """

    convolutions: float
    products: float
    product_bytes: float
    bytes: float
    calls: float


def count_work(preset: Preset, embedding_dim: int, longest_text: int, vocabulary_size: int = 0) -> StepWork:
    """Count one full batch of a preset whose longest text has `longest_text` words of `embedding_dim` values."""
    with torch.device("meta"):
        model = build_model(preset.model, embedding_dim, 1.0, vocabulary_size, longest_text)
        convolutions, kept, layers = _pictures(model, preset.training.batch_size)
    kept *= _BETWEEN[preset.family]
    batch, weights = preset.training.batch_size, count_weights(model)
    words = longest_text if model.has_words else 0
    text = sum(part.numel() for name, part in model.named_parameters() if _is_text(name))
    filters = sum(
        layer.weight.numel() for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
    )
    dense = weights - text - filters
    times = 1 + (preset.training.text_passes if isinstance(preset.training, TrainingSettings) else 0)
    choices = batch * words * embedding_dim * vocabulary_size  # every word against every word that there is
    return StepWork(
        convolutions=_PASSES * convolutions,
        products=_PASSES * 2 * (batch * dense + times * (batch * text * words + choices) / _MANY_ROWS),
        product_bytes=_PRODUCT_BYTES * (dense + text),
        bytes=_TOUCHED * kept + _OPTIMIZER_BYTES * weights,
        calls=_PASSES * layers
        + _CALLS_AROUND
        + times
        * _PASSES
        * _CALLS_PER_WORD
        * preset.model.recurrent_steps(words, preset.training.forces_words),
    )


def _is_text(name: str) -> bool:
    return name.startswith(("text_encoder", "text_decoder"))


def _pictures(model: MomentModel, batch: int) -> tuple[float, float, int]:
    """Operations of the convolutions, bytes of what all layers of the picture networks give, number of such layers."""
    if not model.has_picture:
        return 0.0, 0.0, 0
    found: list[tuple[float, float]] = []

    def count(layer: nn.Module, _: Any, output: Tensor) -> None:
        operations = 0.0
        if isinstance(layer, nn.Conv2d):
            operations = 2.0 * layer.weight.numel() / layer.out_channels * output.numel()
        elif isinstance(layer, nn.ConvTranspose2d):  # each value that goes in meets the whole filter
            spread = layer.stride[0] * layer.stride[1] * layer.out_channels
            operations = 2.0 * layer.weight.numel() / spread * output.numel()
        found.append((operations, 4.0 * output.numel()))

    for layer in model.modules():
        if not any(True for _ in layer.children()):
            layer.register_forward_hook(count)
    with torch.no_grad():
        model.run_picture_layers(torch.empty(batch, 3, FRAME_HEIGHT, FRAME_WIDTH))
    return sum(one for one, _ in found), sum(two for _, two in found), len(found)
