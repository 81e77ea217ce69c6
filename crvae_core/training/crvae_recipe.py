"""How the default family is trained: fused AdamW, one cycle of the learning rate, a higher rate for the text networks."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from crvae_core.model.crvae import CRVAE, Gaussian
from crvae_core.model.settings import TrainingSettings
from crvae_core.runs.pair_data import Batch, PairData
from crvae_core.training.objective import batch_loss, text_loss
from crvae_core.training.step_result import StepResult

TEXT_RATE = 4.0  # learning rate of the text networks, times that of the picture networks
_AT_ONCE = 64  # pictures that are read together
_RISE = 0.15  # share of the steps in which the learning rate rises


class CrvaeRecipe:
    """See Recipe."""

    capturable = (
        False  # the rate changes at every step, and the words of a batch are picked out of its padding
    )
    clips = True

    def __init__(self, settings: TrainingSettings, model: CRVAE) -> None:
        self.settings, self.model = settings, model

    def groups(self) -> list[list[torch.nn.Parameter]]:
        """The weights of the text networks apart: they bear, and need, a higher learning rate."""
        named = list(self.model.named_parameters())
        return [
            [weights for name, weights in named if not name.startswith("text_")],
            [weights for name, weights in named if name.startswith("text_")],
        ]

    def optimizer(self) -> torch.optim.Optimizer:
        """Fused AdamW."""
        groups = [
            {"params": params, "factor": factor}
            for params, factor in zip(self.groups(), (1.0, TEXT_RATE), strict=True)
        ]
        return torch.optim.AdamW(groups, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)

    def set_rate(self, optimizer: torch.optim.Optimizer, progress: float) -> float:
        """One cycle over the whole training."""
        rate = learning_rate(self.settings.learning_rate, progress)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        return rate

    def order(self, pairs: int) -> Tensor:
        """A new order in every epoch."""
        return torch.randperm(pairs)

    def padded(self, longest_of_batch: int, longest_of_all: int) -> int:
        """To the longest of the batch: padding reaches no result."""
        return longest_of_batch

    def outcome(self, batch: Batch, data: PairData, progress: float) -> StepResult:
        """See training/objective.py; the KL weights rise while `progress` is below `warm_up`."""
        warm_up = self.settings.warm_up
        kl_factor = min(1.0, progress / warm_up) if warm_up > 0 else 1.0
        return batch_loss(self.model, batch, data.matrix, data.same_word, self.settings, kl_factor)

    def afterwards(self, data: PairData) -> Iterator[Tensor]:
        """All texts once more, `text_passes` times, in the scenes that the pictures show by now, which stay as they are."""
        spoken = torch.nonzero(data.spoken)[:, 0]
        if not self.settings.text_passes or not len(spoken):
            return
        scenes = _scenes(self.model, data)
        for _ in range(self.settings.text_passes):
            order = spoken[torch.randperm(len(spoken)).to(spoken.device)]
            for rows in torch.split(order, self.settings.batch_size):
                scene = Gaussian(scenes.mu[rows], scenes.log_var[rows])
                yield text_loss(
                    self.model, data.batch(rows), scene, data.matrix, data.same_word, self.settings
                )


@torch.no_grad()
def _scenes(model: CRVAE, data: PairData) -> Gaussian:
    """The scenes by the pictures alone (N, S)."""
    found = [
        model.infer_scene(data.images[first : first + _AT_ONCE].float() / 255)
        for first in range(0, len(data), _AT_ONCE)
    ]
    return Gaussian(torch.cat([one.mu for one in found]), torch.cat([one.log_var for one in found]))


def learning_rate(highest: float, progress: float) -> float:
    """One cycle (Smith & Topin 2018): a linear rise, then a cosine fall to zero; `progress` is 0 to 1."""
    if progress < _RISE:
        return highest * (progress + 0.01) / (_RISE + 0.01)
    return highest * 0.5 * (1 + math.cos(math.pi * (progress - _RISE) / (1 - _RISE)))
