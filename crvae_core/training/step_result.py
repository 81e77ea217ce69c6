"""What a step of training says, and what an epoch of them comes to."""

from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True)
class StepResult:
    """The loss of a batch (a scalar with gradient) and what it is made of, all detached scalars.

    terms: means over the batch's pairs. word_terms: means over its true words, `words` of them.
    sums: what an epoch adds up as it is.
    """

    loss: Tensor
    terms: dict[str, Tensor]
    word_terms: dict[str, Tensor]
    words: Tensor
    sums: dict[str, Tensor] = field(default_factory=dict)


class Totals:
    """Outcomes added up over an epoch, on the device until the means are asked for."""

    def __init__(self) -> None:
        self._values: dict[str, Tensor] = {}
        self._weights: dict[str, Tensor | float] = {}  # of sums that are not divided: 1

    def add(self, outcome: StepResult, pairs: int) -> None:
        """Count in a batch of `pairs` pairs."""
        for name, value in {"loss": outcome.loss.detach(), **outcome.terms}.items():
            self._add(name, value, pairs)
        for name, value in outcome.word_terms.items():
            self._add(name, value, outcome.words)
        for name, value in outcome.sums.items():
            self._add(name, value, 1)
            self._weights[name] = 1

    def means(self) -> dict[str, float | None]:
        """One number per name, rounded; None for means over words where no pair has any."""
        names = list(self._values)
        if not names:
            return {}
        stacked = torch.stack([self._values[name].float() for name in names]).tolist()
        weights = [float(self._weights[name]) for name in names]
        line: dict[str, float | None] = dict.fromkeys(("text_mse", "token_accuracy"))
        for name, value, weight in zip(names, stacked, weights, strict=True):
            line[name] = round(value / weight, 6) if weight else None
        return line

    def _add(self, name: str, value: Tensor, weight: Tensor | float) -> None:
        self._values[name] = self._values.get(name, torch.zeros_like(value)) + value * weight
        self._weights[name] = self._weights.get(name, 0) + weight
