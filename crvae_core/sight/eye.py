"""A trained eye: a frozen picture network that has seen many photographs, from pictures to features.

One is shipped (assets/eye, see its NOTICE); another can be added as an ONNX file (onnx_eye.py). Nothing is ever trained,
downloaded or unpickled here.
"""

import hashlib
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import torch
from safetensors import SafetensorError, safe_open

from crvae_core.errors import EyeError
from crvae_core.shipped import shipped
from crvae_core.sight.lite_network import FEATURES, SIDE, LiteNetwork

SHIPPED = "lite0"
SHIPPED_FILE = shipped("assets", "eye", "lite0.safetensors")
KIND = "crvae-eye"
BATCH = 16  # pictures at a time
_REMEDY = "get the repository's files again, or make it with `python -m crvae_core eye build`"


class Eye(Protocol):
    """What every eye offers. name: as it is chosen. digest: of its file. size: F, the number of features."""

    name: str
    digest: str
    size: int

    def see(self, pictures: np.ndarray) -> np.ndarray:
        """Features, float32 (n, F), of pictures, uint8 RGB (n, H, W, 3)."""
        ...


class ShippedEye:
    """EfficientNet-Lite0 with the weights of assets/eye."""

    def __init__(self, path: Path = SHIPPED_FILE) -> None:
        self.name, self.size = SHIPPED, FEATURES
        self._network = read_network(path)
        self.digest = file_digest(path)

    @torch.no_grad()
    def see(self, pictures: np.ndarray) -> np.ndarray:
        """Features, float32 (n, 1280), of pictures, uint8 RGB (n, H, W, 3)."""
        found = [
            self._network(_signed(pictures[first : first + BATCH]))
            for first in range(0, len(pictures), BATCH)
        ]
        return torch.cat(found).numpy() if found else np.zeros((0, self.size), np.float32)


def read_network(path: Path) -> LiteNetwork:
    """The network with the weights of a file that `eye build` made; raises EyeError if it can't be used."""
    try:
        with safe_open(path, framework="pt") as stored:
            if (stored.metadata() or {}).get("kind") != KIND:
                raise EyeError(f"{path} holds other weights than an eye's: {_REMEDY}")
            weights = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise EyeError(f"the eye's file {path} is missing: {_REMEDY}") from error
    except (SafetensorError, OSError, ValueError) as error:
        raise EyeError(f"the eye's file {path} is damaged: {_REMEDY}") from error
    with torch.device("meta"):
        network = LiteNetwork()
    expected = {name: value.shape for name, value in network.state_dict().items()}
    if expected != {name: value.shape for name, value in weights.items()}:
        raise EyeError(f"the eye's file {path} is for another network: {_REMEDY}")
    if not all(torch.isfinite(value).all() for value in weights.values()):
        raise EyeError(f"the eye's file {path} holds weights that are no numbers: {_REMEDY}")
    network.load_state_dict(weights, assign=True)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval().requires_grad_(False)


def file_digest(path: Path) -> str:
    """A name for the content of a file: 20 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:20]


def resized(pictures: np.ndarray, side: int) -> np.ndarray:
    """Pictures, uint8 (n, H, W, 3), as squares (n, side, side, 3)."""
    shrinks = pictures.shape[1] * pictures.shape[2] > side * side
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    found = np.empty((len(pictures), side, side, 3), np.uint8)
    for row, picture in enumerate(pictures):
        found[row] = cv2.resize(np.ascontiguousarray(picture), (side, side), interpolation=how)
    return found


def _signed(pictures: np.ndarray) -> torch.Tensor:
    """Pictures as the shipped network takes them: (n, 3, 224, 224), values from -1 to 1."""
    squares = torch.from_numpy(resized(pictures, SIDE)).permute(0, 3, 1, 2)
    return squares.float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)
