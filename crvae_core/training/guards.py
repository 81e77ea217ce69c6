"""Guards of a training: gradients are clipped, and a run that can't recover stops with a message.

A gradient far above its usual size is scaled down to CLIP times the running mean of its norm, for the weights of each
learning rate apart (in the spirit of AutoClip, Seetharaman et al. 2020): the losses are sums, so no fixed norm would
suit all videos. A gradient that is not a number is left out, and PATIENCE of them in a row end the training.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from crvae_core.errors import RunError

CLIP = 2.0  # times the running mean of the norm
PATIENCE = 10  # steps without a usable gradient in a row
_MEMORY = 0.95  # share of the running mean that stays at each step


def remedy(learning_rate: float) -> str:
    """What to do about a training whose numbers ran away."""
    return f"train a new run with a learning_rate below {learning_rate:g}, and weights of the losses near the preset's"


class GradientGuard:
    """Clips the gradients of each group of weights by what is usual for that group."""

    def __init__(self, groups: Sequence[Sequence[torch.nn.Parameter]]) -> None:
        self._groups = groups
        device = groups[0][0].device
        self.usual = torch.full((len(groups),), torch.nan, device=device)  # running mean of each group's norm
        self._lost = torch.zeros((), device=device)  # steps in a row without a usable gradient

    def clip(self) -> None:
        """Scale down what is too large, in place; a group whose gradient is not a number gets zeros."""
        usable = torch.ones((), device=self.usual.device)
        for index, group in enumerate(self._groups):
            gradients = [weights.grad for weights in group if weights.grad is not None]
            if gradients:
                usable = usable * self._clip_group(index, gradients)
        self._lost = (self._lost + 1) * (1 - usable)

    def check(self, learning_rate: float) -> None:
        """Raise RunError if the last PATIENCE gradients were all unusable; waits for the device, so once per epoch."""
        if int(self._lost) >= PATIENCE:
            raise RunError(f"the gradients are no longer numbers: {remedy(learning_rate)}")

    def _clip_group(self, index: int, gradients: list[Tensor]) -> Tensor:
        """Returns 1.0 if the gradients are numbers, else 0.0; never waits for the device."""
        norm = torch.nn.utils.get_total_norm(gradients)
        finite = torch.isfinite(norm)
        usual = self.usual[index]
        usual = torch.where(usual.isnan() & finite, norm, usual)
        limited = torch.where(finite, torch.minimum(norm, CLIP * usual), usual)
        self.usual[index] = _MEMORY * usual + (1 - _MEMORY) * limited
        factor = limited / norm.clamp_min(1e-12)
        for gradient in gradients:
            gradient.copy_(torch.where(finite, gradient * factor, torch.zeros_like(gradient)))
        return finite.to(norm.dtype)
