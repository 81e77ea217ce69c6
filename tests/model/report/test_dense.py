"""The layer that keeps its gradient's memory: the same numbers as torch's own."""

import pytest
import torch
from torch import nn

from crvae_core.model.report.dense import Dense


def test_gradients_are_those_of_linear_and_their_memory_stays() -> None:
    layer = Dense(4, 3).double()
    other = nn.Linear(4, 3).double()
    other.load_state_dict(layer.state_dict())
    places = set()
    for _ in range(3):
        values = torch.randn(5, 4, dtype=torch.double, requires_grad=True)
        weighing = torch.randn(5, 3, dtype=torch.double)
        same = values.detach().clone().requires_grad_()
        (layer(values) * weighing).sum().backward()
        (other(same) * weighing).sum().backward()
        torch.testing.assert_close(values.grad, same.grad)
        torch.testing.assert_close(layer.weight.grad, other.weight.grad)
        torch.testing.assert_close(layer.bias.grad, other.bias.grad)
        places.add(layer.weight.grad.data_ptr())
        for module in (layer, other):
            module.zero_grad(set_to_none=True)
    assert len(places) == 1


def test_gradients_add_up_until_they_are_cleared() -> None:
    layer = Dense(4, 3)
    values = torch.randn(5, 4)
    layer(values).sum().backward()
    once = layer.weight.grad.clone()
    layer(values).sum().backward()
    torch.testing.assert_close(layer.weight.grad, 2 * once)


def test_without_gradients_it_is_a_plain_layer() -> None:
    layer = Dense(4, 3)
    with torch.no_grad():
        values = torch.randn(2, 4)
        torch.testing.assert_close(layer(values), values @ layer.weight.T + layer.bias)
    assert layer.gradient is None


def test_reduced_products_stay_near_and_change_nothing_else() -> None:
    layer = Dense(64, 32)
    values, weighing = torch.randn(16, 64), torch.randn(16, 32)
    exact = learnt(layer, values, weighing)
    layer.reduced_precision = True
    for near, right in zip(learnt(layer, values, weighing), exact, strict=True):
        torch.testing.assert_close(near, right, atol=0.2, rtol=0.02)
    assert torch.get_float32_matmul_precision() == "highest"


def test_what_is_evaluated_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(torch, "set_float32_matmul_precision", asked.append)
    layer = Dense(4, 3)
    layer.reduced_precision = True
    layer(torch.randn(2, 4)).sum().backward()
    assert asked == ["medium", "highest"] * 2
    asked.clear()
    layer.eval()(torch.randn(2, 4)).sum().backward()
    assert set(asked) == {"highest"}


def learnt(layer: Dense, values: torch.Tensor, weighing: torch.Tensor) -> list[torch.Tensor]:
    layer.zero_grad(set_to_none=True)
    values = values.clone().requires_grad_()
    found = layer(values)
    (found * weighing).sum().backward()
    return [found.detach(), values.grad, layer.weight.grad.clone(), layer.bias.grad.clone()]
