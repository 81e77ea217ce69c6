"""The engine: everything on the device, step after step, an epoch at a time; on a GPU whole steps are replayed.

All draws of an epoch come from (seed, epoch): a resumed training repeats exactly what an unbroken one would have done.
"""

import logging
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import torch

from crvae_core.errors import RunError
from crvae_core.model.device import use_bfloat16
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import AnyTrainingSettings
from crvae_core.runs.pair_data import PairData
from crvae_core.training.cuda_graphs import ReplayedSteps
from crvae_core.training.guards import GradientGuard, remedy
from crvae_core.training.recipe import recipe_for
from crvae_core.training.step_result import StepResult, Totals

log = logging.getLogger(__name__)


class Engine:
    """A model in training, with its optimiser, on a device.

    Args:
        settings: how to train.
        model: on the CPU or the device; it is moved.
        data: the pairs; they are moved too and stay on the device.
        device: where to train.
    """

    def __init__(
        self, settings: AnyTrainingSettings, model: MomentModel, data: PairData, device: torch.device
    ) -> None:
        self.settings, self.device = settings, device
        self.model = model.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.model.reduced_precision = use_bfloat16(settings.precision, device)
        self.data = data.to(device)
        self.recipe = recipe_for(settings, self.model)
        self.optimizer = self.recipe.optimizer()
        self.guard = GradientGuard(self.recipe.groups()) if self.recipe.clips else None
        self._lengths = data.mask.sum(dim=1).tolist()  # on the processor: asking the device would wait for it
        self._replayed = None
        if device.type == "cuda" and self.recipe.capturable:
            self._replayed = ReplayedSteps(lambda rows, length: self._step(rows, length, 0.0))

    @property
    def mode(self) -> str:
        """How steps run: "replayed" on a GPU where possible, else "eager"."""
        return "replayed" if self._replayed is not None and self._replayed.works else "eager"

    def train_epoch(self, epoch: int, epochs: int) -> dict[str, Any]:
        """Show every pair once; returns the line of metrics.

        Args:
            epoch: epochs done before this one.
            epochs: of the whole training.

        Raises RunError if the loss or the gradients are no longer numbers.
        """
        started = time.perf_counter()
        self.model.train()
        torch.manual_seed(self.settings.seed * 1_000_003 + epoch)
        order, pairs = self.recipe.order(len(self.data)), len(self.data)
        rows_there = order.to(self.device)
        steps = self.settings.steps_per_epoch(pairs)
        totals, rate = Totals(), 0.0
        for step in range(steps):
            batch = slice(step * self.settings.batch_size, (step + 1) * self.settings.batch_size)
            progress = (epoch * steps + step) / (epochs * steps)
            rate = self.recipe.set_rate(self.optimizer, progress)
            rows, length = rows_there[batch], self._length(order[batch].tolist())
            totals.add(self._run(rows, length, progress), len(rows))
        for loss in self.recipe.afterwards(self.data):
            self._learn(loss)
        line = totals.means()
        self._check(line, epoch)
        return {"seconds": time.perf_counter() - started, **line, "lr": rate}

    def check_weights(self) -> None:
        """Raise RunError if a weight, or an average of the optimiser, is not a number: such must not replace the last sound
        checkpoint."""
        told = [weights.detach().norm() for weights in self.model.parameters() if weights.numel()]
        averages = (state.get("exp_avg_sq") for state in self.optimizer.state.values())
        told += [average.max() for average in averages if average is not None and average.numel()]
        if not torch.isfinite(torch.stack(told)).all():
            raise RunError(f"the weights are no longer numbers: {remedy(self.settings.learning_rate)}")

    def _run(self, rows: torch.Tensor, length: int, progress: float) -> StepResult:
        if self._replayed is None:
            return self._step(rows, length, progress)
        return self._replayed(rows, length)

    def _step(self, rows: torch.Tensor, length: int, progress: float) -> StepResult:
        outcome = self.recipe.outcome(self.data.batch(rows, length), self.data, progress)
        self._learn(outcome.loss)
        return replace(outcome, loss=outcome.loss.detach())  # what it was computed from may be freed

    def _learn(self, loss: torch.Tensor) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        if self.guard is not None:
            self.guard.clip()
        self.optimizer.step()

    def _length(self, rows: list[int]) -> int:
        longest = max(1, *(self._lengths[row] for row in rows))
        return self.recipe.padded(longest, self.data.mask.shape[1])

    def _check(self, line: dict[str, float | None], epoch: int) -> None:
        if not math.isfinite(line["loss"] or 0.0):
            raise RunError(
                f"the loss is no longer a number in epoch {epoch + 1}: {remedy(self.settings.learning_rate)}"
            )
        if self.guard is not None:
            self.guard.check(self.settings.learning_rate)


@contextmanager
def numerics(settings: AnyTrainingSettings, device: torch.device) -> Iterator[None]:
    """While a training runs: TensorFloat-32 products on a GPU (unless precision=float32), deterministic operations."""
    products, deterministic = (
        torch.get_float32_matmul_precision(),
        torch.are_deterministic_algorithms_enabled(),
    )
    convolutions, choosing = torch.backends.cudnn.allow_tf32, torch.backends.cudnn.benchmark
    try:
        if device.type == "cuda":
            fast = settings.precision != "float32"
            torch.set_float32_matmul_precision("high" if fast else "highest")
            torch.backends.cudnn.allow_tf32 = fast
            torch.backends.cudnn.benchmark = not settings.deterministic
        if settings.deterministic:
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # what cuBLAS asks for
            torch.use_deterministic_algorithms(True)
        yield
    finally:
        torch.set_float32_matmul_precision(products)
        torch.use_deterministic_algorithms(deterministic)
        torch.backends.cudnn.allow_tf32, torch.backends.cudnn.benchmark = convolutions, choosing
