"""Gradients are clipped by what is usual, and a training without usable gradients ends."""

import pytest
import torch

from crvae_core.errors import RunError
from crvae_core.training.guards import CLIP, PATIENCE, GradientGuard


def _weights(value: float) -> torch.nn.Parameter:
    weights = torch.nn.Parameter(torch.zeros(4))
    weights.grad = torch.full((4,), value)  # norm 2 * value
    return weights


def test_an_unusual_gradient_is_scaled_to_what_is_usual() -> None:
    weights, others = _weights(1.0), _weights(3.0)
    guard = GradientGuard([[weights], [others]])
    guard.clip()
    assert weights.grad is not None
    assert torch.allclose(weights.grad, torch.ones(4))  # the first one says what is usual
    weights.grad = torch.full((4,), 500.0)
    others.grad = torch.full((4,), 3.0)
    guard.clip()
    assert torch.allclose(weights.grad, torch.full((4,), CLIP))
    assert torch.allclose(others.grad, torch.full((4,), 3.0))  # each group by its own measure


def test_a_gradient_that_is_no_number_is_left_out() -> None:
    weights = _weights(1.0)
    guard = GradientGuard([[weights]])
    guard.clip()
    weights.grad = torch.tensor([1.0, torch.nan, 1.0, torch.inf])
    guard.clip()
    assert torch.equal(weights.grad, torch.zeros(4))
    assert torch.isfinite(guard.usual).all()
    guard.check(1e-3)  # one is no reason to stop


def test_a_training_without_usable_gradients_ends_with_the_remedy() -> None:
    weights = _weights(1.0)
    guard = GradientGuard([[weights]])
    for _ in range(PATIENCE):
        weights.grad = torch.full((4,), torch.nan)
        guard.clip()
    with pytest.raises(RunError, match=r"learning_rate below 0\.002"):
        guard.check(2e-3)
