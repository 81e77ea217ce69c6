"""A sampled frame as it is kept: its size, and the hash that tells it from any other one."""

import hashlib
from pathlib import Path

import numpy as np

from crvae_core.files import write_array

FRAME_HEIGHT, FRAME_WIDTH = 120, 200  # pixels, the size that the models see
HASHES_FILE = "frame_hashes.npy"
HASH_BYTES = 16
PLACES_FILE = "frame_places.npy"


def frame_hash(frame: np.ndarray) -> bytes:
    """HASH_BYTES bytes that tell a frame, uint8 RGB (120, 200, 3), from any other one."""
    return hashlib.blake2b(np.ascontiguousarray(frame).data, digest_size=HASH_BYTES).digest()


def write_hashes(folder: Path, hashes: list[bytes]) -> None:
    """Write the hashes of a video's frames beside them, uint8 (n, 16)."""
    write_array(folder / HASHES_FILE, np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, HASH_BYTES))
