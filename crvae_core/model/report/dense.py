"""A dense layer for large weights: its gradient is written into memory that it keeps from step to step.

Fresh memory for hundreds of megabytes costs a processor more time than the product that fills it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Dense(nn.Linear):
    """nn.Linear whose weight gets its gradient in place; `torch.autograd.grad` does not see it, `backward` does."""

    def __init__(self, size_in: int, size_out: int) -> None:
        super().__init__(size_in, size_out)
        self.gradient: Tensor | None = None
        self.reduced_precision = (
            False  # whether its products on a processor may round to bfloat16 while training
        )

    def forward(self, values: Tensor) -> Tensor:
        """Values (B, size_in) to (B, size_out)."""
        if not torch.is_grad_enabled() or values.device.type != "cpu":
            return super().forward(values)
        return _Product.apply(values, self.weight, self.bias, self)  # type: ignore[no-untyped-call]

    def keep_gradient(self, values: Tensor, behind: Tensor) -> None:
        """Add to the weight's gradient what a batch (B, size_in) with the gradient (B, size_out) gives."""
        with torch.no_grad():
            if self.weight.grad is not None:
                self.weight.grad.addmm_(behind.t(), values)
                return
            if self.gradient is None or self.gradient.shape != self.weight.shape:
                self.gradient = torch.empty_like(self.weight)
            self.weight.grad = torch.mm(behind.t(), values, out=self.gradient)

    @contextmanager
    def products(self) -> Iterator[None]:
        """While this layer multiplies: factors are rounded where that makes the processor faster; sums stay float32."""
        before = torch.get_float32_matmul_precision()
        torch.set_float32_matmul_precision("medium" if self.reduced_precision and self.training else before)
        try:
            yield
        finally:
            torch.set_float32_matmul_precision(before)


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor, weight: Tensor, bias: Tensor, layer: Dense) -> Tensor:
        ctx.save_for_backward(values, weight)
        ctx.layer = layer
        with layer.products():
            return F.linear(values, weight, bias)

    @staticmethod
    def backward(ctx: Any, behind: Tensor) -> tuple[Tensor | None, None, Tensor, None]:
        values, weight = ctx.saved_tensors
        with ctx.layer.products():
            ctx.layer.keep_gradient(values, behind)
            before = behind @ weight if ctx.needs_input_grad[0] else None
        return before, None, behind.sum(dim=0), None
