"""Results that are computed once: each is kept under a hash of everything that went into it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from crvae_core.errors import CrvaeError


class CancelledError(CrvaeError):
    """Raise this from a progress callback to end a computation; nothing of it is kept."""


def inputs_digest(latents: np.ndarray, settings: Mapping[str, Any]) -> str:
    """A name for the result of `settings` on exactly these latents: 20 hexadecimal digits."""
    digest = hashlib.sha256(np.ascontiguousarray(latents).data)
    digest.update(json.dumps([str(latents.dtype), list(latents.shape), settings], sort_keys=True).encode())
    return digest.hexdigest()[:20]
