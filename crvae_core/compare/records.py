"""Answers on disk: frozen dataclasses of numbers, texts, arrays and one another, as JSON with arrays beside it."""

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from crvae_core.analysis.store import Codec, bundle, read_bundle

Answer = TypeVar("Answer")
_ARRAY = "array"  # key of what stands for an array in the JSON


def to_json(value: Any) -> Any:
    """An answer as JSON values: numbers that are not known or not finite become null, arrays lists."""
    return _plain(value, None)


def codec(kind: type[Answer]) -> Codec[Answer]:
    """How answers of one dataclass lie on disk: a bundle (.npz) of its arrays and one JSON value."""

    def write(path: Path, value: Answer) -> None:
        arrays: dict[str, np.ndarray] = {}
        bundle(path, arrays, _plain(value, arrays))

    def read(path: Path) -> Answer:
        arrays, stored = read_bundle(path)
        return _typed(kind, stored, arrays)

    return Codec(".npz", write, read)


def _plain(value: Any, arrays: dict[str, np.ndarray] | None) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), arrays) for field in fields(value)}
    if isinstance(value, np.ndarray):
        if arrays is None:
            return [_plain(one, None) for one in value.tolist()]
        arrays[f"{_ARRAY}{len(arrays)}"] = value
        return {_ARRAY: f"{_ARRAY}{len(arrays) - 1}"}
    if isinstance(value, dict):
        return {str(key): _plain(one, arrays) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, arrays) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _typed(kind: Any, stored: Any, arrays: dict[str, np.ndarray]) -> Any:
    """A stored value as the type that a field has; raises KeyError or TypeError where it does not fit."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        other = [one for one in inside if one is not type(None)]
        return None if stored is None else _typed(other[0], stored, arrays)
    if kind is np.ndarray:
        return arrays[stored[_ARRAY]]
    if is_dataclass(kind):
        hints, make = get_type_hints(kind), cast(Callable[..., Any], kind)
        return make(
            **{field.name: _typed(hints[field.name], stored[field.name], arrays) for field in fields(kind)}
        )
    if origin in (list, tuple):
        several = inside if origin is tuple and inside[-1] is not Ellipsis else (inside[0],) * len(stored)
        return origin(_typed(one, value, arrays) for one, value in zip(several, stored, strict=True))
    if origin is dict:
        return {inside[0](key): _typed(inside[1], value, arrays) for key, value in stored.items()}
    if kind is float:
        return float("nan") if stored is None else float(stored)
    return stored
