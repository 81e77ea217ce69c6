"""config.json and status.json of a run, checked when they are read: another program may have written them."""

import math
from typing import Any

RUN_SCHEMA_VERSION = 1
STATES = ("queued", "running", "done", "stopped", "failed")
_TEXTS = ("preset", "family")
_COUNTS = ("embedding_dim", "vocabulary_size", "longest_text", "epochs")
_NAMES = ("videos", "pair_ids", "held_out")
_LARGEST = 1_000_000_000
_LEAST_SCALE = 1e-38  # of word vectors, whose values are float32


def check_config(stored: Any) -> dict[str, Any]:
    """What config.json holds; raises ValueError if a value in it is none that a run can have."""
    if not isinstance(stored, dict):
        raise ValueError("it is no object")
    for name in _TEXTS:
        if not isinstance(stored.get(name, ""), str):
            raise ValueError(f"{name} is no text")
    for name in ("model", "training"):
        if not isinstance(stored.get(name, {}), dict):
            raise ValueError(f"{name} is no object")
    for name in _COUNTS:
        value = stored.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
            raise ValueError(f"{name} is no count")
    for name in _NAMES:
        values = stored.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError(f"{name} is no list of names")
    scale = stored.get("word_scale", 1.0)
    if not is_number(scale) or not _LEAST_SCALE <= scale <= 1 / _LEAST_SCALE:
        raise ValueError("word_scale is no scale")
    _check_parts(stored.get("latent_parts", {"": [0, 1]}))
    return stored


def check_status(stored: Any) -> dict[str, Any]:
    """What status.json holds, values of a wrong kind left out; raises ValueError if it tells no state."""
    if not isinstance(stored, dict) or stored.get("state") not in STATES:
        raise ValueError("it tells no state")
    kinds = {"epoch": int, "epochs": int, "message": str, "started_at": str, "updated_at": str}
    status = {
        name: value for name, value in stored.items() if name not in kinds or isinstance(value, kinds[name])
    }
    for name in ("train_seconds", "seconds_left"):
        if not is_number(status.get(name, 0.0)) and status[name] is not None:
            status.pop(name)
    return status


def is_number(value: Any) -> bool:
    """Whether a value of a JSON file is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_parts(parts: Any) -> None:
    """The parts of a latent lie behind each other, from 0 on."""
    if not isinstance(parts, dict) or not parts:
        raise ValueError("latent_parts is no object")
    for name, place in parts.items():
        sound = isinstance(place, list) and len(place) == 2 and all(isinstance(end, int) for end in place)
        if not sound or not 0 <= place[0] <= place[1] <= _LARGEST:
            raise ValueError(f"latent_parts, {name} is no place")
