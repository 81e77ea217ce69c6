"""Whether a training fits into the memory and onto the disk, estimated before it starts."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from crvae_core.errors import RunError
from crvae_core.media.stored_frame import FRAME_HEIGHT, FRAME_WIDTH
from crvae_core.model.families import build_model
from crvae_core.model.moment_model import count_weights
from crvae_core.model.preset import Preset
from crvae_core.model.presets import PRESETS
from crvae_core.wording import bytes_text

_PICTURE_VALUES = 3 * FRAME_HEIGHT * FRAME_WIDTH
_STATE = (
    4 * 4 + 8
)  # bytes per weight: weight, gradient, Adam's two means, and copies while it is saved and measured
_MARGIN = 1.2  # libraries and fragments


@dataclass(frozen=True)
class MemoryNeed:
    """What a training takes: weights (a count), bytes of memory by use, and bytes of its files on disk."""

    weights: int
    state_bytes: int
    activation_bytes: int
    data_bytes: int
    disk_bytes: int

    @property
    def total_bytes(self) -> int:
        """All memory together, with a margin."""
        return int(_MARGIN * (self.state_bytes + self.activation_bytes + self.data_bytes))


def estimate_memory(
    preset: Preset, pairs: int, embedding_dim: int = 300, vocabulary_size: int = 1000, longest_text: int = 40
) -> MemoryNeed:
    """Estimate what training a preset on a number of pairs takes, without building the model."""
    with torch.device("meta"):
        model = build_model(preset.model, embedding_dim, 1.0, vocabulary_size, longest_text)
    weights = count_weights(model)
    per_pair = preset.model.values_kept(embedding_dim, longest_text)
    return MemoryNeed(
        weights=weights,
        state_bytes=weights * _STATE,
        activation_bytes=4 * per_pair * preset.training.batch_size,
        data_bytes=pairs * (_PICTURE_VALUES + 9 * longest_text) + 4 * vocabulary_size * embedding_dim,
        disk_bytes=weights * (3 * 4 + 2),
    )


def check_memory(need: MemoryNeed, preset: Preset, device: torch.device, folder: Path, pairs: int) -> None:
    """Raise RunError if a training does not fit; names a smaller preset that does."""
    free = free_memory(device)
    if free is not None and need.total_bytes > free:
        where = "the GPU" if device.type == "cuda" else "this machine"
        raise RunError(
            f"{preset.name} needs about {bytes_text(need.total_bytes)} of memory ({bytes_text(need.state_bytes)} for "
            f"{need.weights / 1e6:.0f} M weights and the optimizer, {bytes_text(need.activation_bytes)} for a batch, "
            f"{bytes_text(need.data_bytes)} for the pairs), but {where} has {bytes_text(free)} free: "
            f"{_smaller(need, free, pairs)}"
        )
    left = shutil.disk_usage(folder).free
    if need.disk_bytes > left:
        raise RunError(
            f"{preset.name} needs about {bytes_text(need.disk_bytes)} on the disk for its checkpoints, but there is "
            f"{bytes_text(left)} free: make room, or choose the default preset"
        )


def free_memory(device: torch.device) -> int | None:
    """Bytes of memory that are free on a device; None if that can't be told."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    limits = [value for value in (_available(), _group_limit()) if value is not None]
    return min(limits) if limits else None


def _smaller(need: MemoryNeed, free: int | None, pairs: int) -> str:
    """The remedy: the largest preset below this one that fits."""
    needs = {preset.name: estimate_memory(preset, pairs) for preset in PRESETS.values()}
    fitting = {
        name: other.weights
        for name, other in needs.items()
        if other.total_bytes < need.total_bytes and (free is None or other.total_bytes <= free)
    }
    if not fitting:
        return "close other programs, or train on a machine with more memory"
    return f"choose the preset {max(fitting, key=lambda name: fitting[name])}, or close other programs"


def _available() -> int | None:
    """Bytes of memory that programs may still take, on Linux, macOS and Windows; None where the system does not tell."""
    try:
        return int(psutil.virtual_memory().available)
    except (OSError, psutil.Error, RuntimeError):
        return None


def _group_limit() -> int | None:
    """What a container may still take (cgroup version 2)."""
    try:
        group = Path("/sys/fs/cgroup")
        most = (group / "memory.max").read_text(encoding="ascii").strip()
        used = int((group / "memory.current").read_text(encoding="ascii"))
        cached = dict(
            line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines()
        )
        return None if most == "max" else int(most) - used + int(cached.get("inactive_file", 0))
    except (OSError, ValueError):
        return None
