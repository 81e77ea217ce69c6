"""The state of a training on disk, from which another process goes on: weights, optimiser, guard, epochs, seconds."""

from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn

from crvae_core.errors import CheckpointError
from crvae_core.runs.weights import load_weights, read_tensors, write_tensors
from crvae_core.training.guards import GradientGuard


def save_state(
    path: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    guard: GradientGuard | None,
    epoch: int,
    seconds: float,
) -> None:
    """Write all that a later process needs to go on after `epoch`, which took `seconds` of training."""
    tensors = {f"model.{name}": value.detach().cpu() for name, value in model.state_dict().items()}
    names = _optimizer_order(model, optimizer)
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{names[index]}.{key}": value.cpu() for key, value in state.items()}
    if guard is not None:
        tensors["guard.usual"] = guard.usual.cpu()
    write_tensors(path, tensors, {"kind": "crvae-resume", "epoch": str(epoch), "seconds": str(seconds)})


def load_state(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, guard: GradientGuard | None
) -> tuple[int, float]:
    """Put a saved state back; returns the epochs done and the seconds they took. Raises CheckpointError."""
    tensors = read_tensors(path)
    load_weights(model, {k[6:]: v for k, v in tensors.items() if k.startswith("model.")}, path)
    try:
        states = _optimizer_states(model, optimizer, tensors)
        optimizer.load_state_dict({"state": states, "param_groups": optimizer.state_dict()["param_groups"]})
        if guard is not None:
            guard.usual.copy_(tensors["guard.usual"])
        with safe_open(path, framework="pt") as stored:
            metadata = stored.metadata()
        return int(metadata["epoch"]), float(metadata["seconds"])
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{path} is not the state of a training: train a new run") from error


def _optimizer_order(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[str]:
    """The names of the weights in the order in which the optimiser numbers them."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return [names[id(parameter)] for group in optimizer.param_groups for parameter in group["params"]]


def _optimizer_states(
    model: nn.Module, optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]
) -> dict[int, dict[str, Tensor]]:
    parameters = dict(model.named_parameters())
    order = {name: index for index, name in enumerate(_optimizer_order(model, optimizer))}
    states: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        if key.startswith("optimizer."):
            name, _, kind = key.removeprefix("optimizer.").rpartition(".")
            if value.ndim > 0:
                # in the parameter's own memory order, which the fused optimiser takes for granted
                value = torch.empty_like(parameters[name]).copy_(value)
            states.setdefault(order[name], {})[kind] = value
    return states
