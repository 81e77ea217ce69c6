"""Weights on disk: safetensors files, written atomically, nothing is ever unpickled."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from crvae_core.errors import CheckpointError
from crvae_core.files import atomic_path
from crvae_core.json_text import parse_json


def save_model(path: Path, model: nn.Module, about: Mapping[str, Any] | None = None) -> None:
    """Write the weights in float16, which changes no figure of an evaluation; running statistics stay as they are.

    about: JSON values kept in the file, from which config.json can be made anew (`read_about`).
    """
    kept = {name for name, _ in model.named_buffers()}
    tensors = {
        name: value.detach().cpu() if name in kept else value.detach().to("cpu", torch.float16)
        for name, value in model.state_dict().items()
    }
    told = {} if about is None else {"about": json.dumps(about, ensure_ascii=False)}
    write_tensors(path, tensors, {"kind": "crvae", **told})


def read_about(path: Path) -> dict[str, Any]:
    """What `save_model` was told about a model; empty if nothing. Raises CheckpointError if the file can't be read."""
    try:
        with safe_open(path, framework="pt") as stored:
            told = (stored.metadata() or {}).get("about", "{}")
        about = parse_json(told)
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{path} is missing or damaged: train a new run") from error
    return about if isinstance(about, dict) else {}


def write_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Write named tensors atomically in the safetensors format; raises OSError if the disk is full."""
    with atomic_path(path) as temporary:
        try:
            save_file({name: value.contiguous() for name, value in tensors.items()}, temporary, metadata)
        except SafetensorError as error:
            raise OSError(str(error)) from error


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read a safetensors file; raises CheckpointError if it is missing, truncated or something else."""
    try:
        return load_file(path)
    except FileNotFoundError as error:
        raise CheckpointError(
            f"{path} is missing: let the training reach its first save, or train again"
        ) from error
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{path} is damaged or not a checkpoint: restore it, or train the run again"
        ) from error


def load_weights(model: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    """Put weights into a model (which may have none yet); raises CheckpointError if they belong to another one,
    or are no numbers."""
    expected = {name: tuple(value.shape) for name, value in model.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in weights.items()}
    if expected != found:
        wrong = sorted(set(expected.items()) ^ set(found.items()))[0][0]
        raise CheckpointError(
            f"{path} belongs to another model (first difference: {wrong}): use the file that was trained "
            "with this config.json, or train the run again"
        )
    if not all(bool(torch.isfinite(value).all()) for value in weights.values()):
        raise CheckpointError(
            f"{path} holds weights that are no numbers: restore the file, or train the run again"
        )
    empty = any(value.is_meta for value in model.state_dict().values())
    model.load_state_dict(weights, assign=empty)
