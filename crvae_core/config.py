"""Frozen, validated settings: dataclasses that go to JSON and back and take `key=value` overrides.

A settings class lives beside the code it steers; this module only gives it the common ground.
"""

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, Self

from crvae_core.errors import ConfigError


def setting(
    default: Any,
    help_text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[Any, ...] | None = None,
) -> Any:
    """A dataclass field with a help text and the range or the choices that are allowed."""
    metadata = {"help": help_text, "low": low, "high": high, "choices": choices}
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class Settings:
    """Base of all settings. Subclasses are frozen dataclasses whose fields are int, float, bool or str (or None)."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            _check_range(field, getattr(self, field.name))

    def to_json(self) -> dict[str, Any]:
        """The settings as a plain dictionary of JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Settings from a dictionary; unknown names and wrong types raise ConfigError."""
        return cls().with_overrides(values)

    def with_overrides(self, overrides: Mapping[str, Any]) -> Self:
        """A copy with some values changed; texts such as "0.5" or "true" are read as the field's type.

        Raises ConfigError for an unknown name, a value of the wrong type or out of range.
        """
        kinds = typing.get_type_hints(type(self))
        changes = {}
        for name, value in overrides.items():
            if name not in kinds or name not in {field.name for field in dataclasses.fields(self)}:
                known = ", ".join(sorted(field.name for field in dataclasses.fields(self)))
                raise ConfigError(f"there is no setting {name!r}; the settings are: {known}")
            changes[name] = _convert(name, value, kinds[name])
        return dataclasses.replace(self, **changes)


def parse_assignments(assignments: tuple[str, ...] | list[str]) -> dict[str, str]:
    """Split `key=value` texts of a command line; raises ConfigError where the "=" is missing."""
    values = {}
    for assignment in assignments:
        name, separator, value = assignment.partition("=")
        if not separator or not name.strip():
            raise ConfigError(f"{assignment!r} is not of the form key=value")
        values[name.strip()] = value.strip()
    return values


def _convert(name: str, value: Any, kind: Any) -> Any:
    options = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    if value is None or (isinstance(value, str) and value.lower() == "none"):
        if type(None) in options:
            return None
        raise ConfigError(f"{name} needs a value")
    wanted = next(option for option in options if option is not type(None))
    try:
        return _READERS[wanted](value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ConfigError(f"{name}={value!r} is not {_KIND_NAMES[wanted]}") from error


def _read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "yes", "on", "1"}:
        return True
    if str(value).lower() in {"false", "no", "off", "0"}:
        return False
    raise ValueError(value)


def _read_int(value: Any) -> int:
    if isinstance(value, bool) or float(value) != int(float(value)):
        raise ValueError(value)
    return int(float(value))


def _read_float(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number):
        raise ValueError(value)
    return number


_READERS: dict[type, Any] = {bool: _read_bool, int: _read_int, float: _read_float, str: str}
_KIND_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def _check_range(field: dataclasses.Field, value: Any) -> None:
    low, high, choices = (field.metadata.get(key) for key in ("low", "high", "choices"))
    if choices and value not in choices:
        raise ConfigError(f"{field.name}={value!r} must be one of {', '.join(map(str, choices))}")
    if value is None:
        return
    if low is not None and not value >= low:
        raise ConfigError(f"{field.name}={value} must be at least {low}")
    if high is not None and not value <= high:
        raise ConfigError(f"{field.name}={value} must be at most {high}")
