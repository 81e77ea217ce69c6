"""On which device a model works, and how precisely there."""

import torch

from crvae_core.errors import ConfigError


def choose_device(name: str) -> torch.device:
    """The device of that name, the fastest at hand for "auto"; raises ConfigError if there is no such device."""
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ConfigError(f"the device {name!r} can't be used on this machine: choose auto or cpu") from error
    return device


def use_bfloat16(precision: str, device: torch.device) -> bool:
    """Whether the convolutions run in bfloat16: where asked for, or by itself where the hardware has it."""
    if precision != "auto":
        return precision == "bfloat16"
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return device.type == "cpu" and torch.ops.mkldnn._is_mkldnn_bf16_supported()
