"""How fast this machine computes, measured once per process in about half a second."""

import hashlib
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import psutil
import torch
from torch import nn

from crvae_core.model.device import use_bfloat16

_TIME_S = 0.08  # seconds for each measurement
_ROWS, _WIDTH = 16, 2048  # of a product: a batch and a dense layer
_CHANNELS, _HEIGHT, _BREADTH = 32, 60, 100  # of a convolution
_VALUES = 8_000_000  # of a pass through memory
_CALLS = 200


@dataclass(frozen=True)
class MachineSpeed:
    """Operations a second of convolutions (both ways) and of products, bytes a second through memory, seconds a call."""

    convolutions: float
    products: float
    memory: float
    call_s: float


def machine_mark(device: torch.device) -> str:
    """What tells the measured times of this machine and kind of device from those of others, without its name."""
    memory = psutil.virtual_memory().total >> 30  # names alone are the same in many containers
    facts = f"{platform.node()} {platform.machine()} {os.cpu_count()} {memory}"
    return f"{device.type}-{hashlib.sha256(facts.encode()).hexdigest()[:12]}"


@lru_cache(maxsize=8)
def machine_speed(device: torch.device, precision: str = "auto") -> MachineSpeed:
    """Measure a device, the convolutions in the number format of a training with that setting."""
    wait = torch.cuda.synchronize if device.type == "cuda" else _nothing
    rows = torch.randn(_ROWS, _WIDTH, device=device)
    weights = torch.randn(_WIDTH, 2 * _WIDTH, device=device)
    first = torch.randn(_VALUES, device=device)
    second, third, small = first.clone(), torch.empty_like(first), torch.randn(16, 16, device=device)

    def calls() -> None:
        for _ in range(_CALLS):
            small.add(small)

    return MachineSpeed(
        convolutions=_convolution_speed(device, precision, wait),
        products=2 * _ROWS * weights.numel() / _seconds(lambda: rows @ weights, wait),
        memory=12 * _VALUES / _seconds(lambda: torch.add(first, second, out=third), wait),
        call_s=3 * _seconds(calls, wait) / _CALLS,  # with what keeps account of gradients
    )


def _convolution_speed(device: torch.device, precision: str, wait: Callable[[], None]) -> float:
    layer = nn.Conv2d(_CHANNELS, _CHANNELS, 3, padding=1).to(device)
    layer = layer.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    images = torch.randn(_ROWS, _CHANNELS, _HEIGHT, _BREADTH, device=device)
    images = images.contiguous(memory_format=torch.channels_last).requires_grad_()

    def step() -> None:
        with torch.autocast(device.type, torch.bfloat16, enabled=use_bfloat16(precision, device)):
            seen = layer(images)
        seen.backward(seen.detach())

    operations = 3 * 2 * _ROWS * _HEIGHT * _BREADTH * layer.weight.numel()
    return operations / _seconds(step, wait)


def _seconds(work: Callable[[], object], wait: Callable[[], None]) -> float:
    """Seconds that some work takes: the shortest of as many times as fit, at least three, after a first one.

    The shortest, since other programs that happen to want the processor in this half second say nothing of hours.
    """
    work()
    wait()
    times: list[float] = []
    while len(times) < 3 or sum(times) < _TIME_S:
        started = time.perf_counter()
        work()
        wait()
        times.append(time.perf_counter() - started)
    return min(times)


def _nothing() -> None:
    """A processor has nothing to wait for."""
