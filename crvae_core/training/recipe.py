"""How a family of models is trained: its optimiser, its learning rate, the order of the pairs and the loss."""

from collections.abc import Iterable
from typing import Protocol

import torch
from torch import Tensor

from crvae_core.model.crvae import CRVAE
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import AnyTrainingSettings
from crvae_core.model.report.report_model import ReportModel
from crvae_core.model.report.settings import ReportTrainingSettings
from crvae_core.model.settings import EngineSettings, TrainingSettings
from crvae_core.runs.pair_data import Batch, PairData
from crvae_core.training.step_result import StepResult


class Recipe(Protocol):
    """What the engine asks of a family.

    capturable: whether all steps of a size are the same sequence of operations, so that a GPU can replay them.
    clips: whether unusual gradients are scaled down (training/guards.py).
    """

    capturable: bool
    clips: bool

    @property
    def settings(self) -> EngineSettings:
        """What every training has."""

    def groups(self) -> list[list[torch.nn.Parameter]]:
        """The weights, those of each learning rate together."""

    def optimizer(self) -> torch.optim.Optimizer:
        """A new optimiser of the model's weights."""

    def set_rate(self, optimizer: torch.optim.Optimizer, progress: float) -> float:
        """Set the learning rates for a step, `progress` is 0 to 1; returns the rate that is shown."""

    def order(self, pairs: int) -> Tensor:
        """The rows of an epoch in order (on the CPU), drawn from torch's current seed."""

    def padded(self, longest_of_batch: int, longest_of_all: int) -> int:
        """How many words the texts of a batch are padded to."""

    def outcome(self, batch: Batch, data: PairData, progress: float) -> StepResult:
        """The loss of a batch."""

    def afterwards(self, data: PairData) -> Iterable[Tensor]:
        """Losses that are learnt one after the other at the end of an epoch, each made when it is its turn."""


def recipe_for(settings: AnyTrainingSettings, model: MomentModel) -> Recipe:
    """The recipe that the settings stand for, applied to a model of their family."""
    from crvae_core.training.crvae_recipe import CrvaeRecipe
    from crvae_core.training.report_recipe import ReportRecipe

    match settings, model:
        case ReportTrainingSettings(), ReportModel():
            return ReportRecipe(settings, model)
        case TrainingSettings(), CRVAE():
            return CrvaeRecipe(settings, model)
    raise TypeError(f"{settings.family} settings do not train a {type(model).__name__}")
