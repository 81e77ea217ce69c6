"""What one step of a training computes and moves, counted from the settings without data and without memory."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.model.crvae import CRVAE
from crvae_core.model.families import build_model
from crvae_core.model.moment_model import MomentModel, count_weights
from crvae_core.model.preset import Preset
from crvae_core.model.report.report_model import ReportModel
from crvae_core.model.report.settings import ReportTrainingSettings

_PASSES = 3  # a step computes each product forwards, and twice as much on the way back
_READ_TWICE = 1.5  # pictures that the default model reads per pair: each one, and other views of one half
_TOUCHED = 5  # times that what a layer gives is written or read in a step
_BETWEEN = 3  # the default model's layers with what lies between them (gates, shuffles, sums), in layers
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
    batch, weights = preset.training.batch_size, count_weights(model)
    words = longest_text if model.has_words else 0
    text = sum(part.numel() for name, part in model.named_parameters() if _is_text(name))
    filters = sum(
        layer.weight.numel() for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
    )
    dense = weights - text - filters
    choices = batch * words * embedding_dim * vocabulary_size  # every word against every word that there is
    return StepWork(
        convolutions=_PASSES * convolutions,
        products=_PASSES * 2 * (batch * dense + (batch * text * words + choices) / _MANY_ROWS),
        product_bytes=_PRODUCT_BYTES * (dense + text),
        bytes=_TOUCHED * kept + _OPTIMIZER_BYTES * weights,
        calls=_PASSES * layers
        + _CALLS_AROUND
        + _PASSES * _CALLS_PER_WORD * _steps_of_words(model, preset, words),
    )


def _is_text(name: str) -> bool:
    return name.startswith(("text_encoder", "text_decoder"))


def _steps_of_words(model: MomentModel, preset: Preset, words: int) -> int:
    """How often a recurrent layer takes a single word: everywhere but in attention over the true words."""
    if isinstance(model, ReportModel):
        free = isinstance(preset.training, ReportTrainingSettings) and not preset.training.teacher_forcing
        if model.settings.cell == "transformer":
            return words * model.settings.layers if free else model.settings.layers
        return 4 * words * model.settings.layers  # both directions, in the encoder and in the decoder
    return 3 * words


def _pictures(model: MomentModel, batch: int) -> tuple[float, float, int]:
    """Operations of the convolutions, bytes of what all layers of the picture networks give, number of such layers."""
    if not model.has_picture:
        return 0.0, 0.0, 0
    found: list[tuple[float, float]] = []
    views, between = (_READ_TWICE, _BETWEEN) if isinstance(model, CRVAE) else (1.0, 1)

    def count(layer: nn.Module, _: Any, output: Tensor) -> None:
        operations = 0.0
        if isinstance(layer, nn.Conv2d):
            operations = 2.0 * layer.weight.numel() / layer.out_channels * output.numel()
        elif isinstance(layer, nn.ConvTranspose2d):  # each value that goes in meets the whole filter
            spread = layer.stride[0] * layer.stride[1] * layer.out_channels
            operations = 2.0 * layer.weight.numel() / spread * output.numel()
        found.append((operations * views, 4.0 * output.numel() * views * between))

    for layer in model.modules():
        if not any(True for _ in layer.children()):
            layer.register_forward_hook(count)
    # there is no such thing as a number format without numbers
    object.__setattr__(model, "precision", lambda like: nullcontext())
    images = torch.empty(batch, 3, FRAME_HEIGHT, FRAME_WIDTH)
    with torch.no_grad():
        if isinstance(model, ReportModel):
            seen = model.image_encoder(model.enlarge(images))
            model.draw(seen.flatten(1))
        elif isinstance(model, CRVAE):
            model.scene_encoder(images)
            views = 1.0
            settings = model.settings
            half = (
                batch + 1
            ) // 2  # one half's scenes are drawn small and twice, the other's pictures in full
            model.image_encoder(images[:half])
            model.decode_scene(torch.empty(2 * half, settings.shared_size))
            model.decode_picture_parts(torch.empty(half, settings.shared_size + settings.picture_size))
    return sum(one for one, _ in found), sum(two for _, two in found), len(found)
