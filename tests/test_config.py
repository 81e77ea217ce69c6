"""Settings: defaults, overrides as text, ranges, JSON."""

from dataclasses import dataclass

import pytest

from crvae_core.config import Settings, parse_assignments, setting
from crvae_core.errors import ConfigError


@dataclass(frozen=True)
class Example(Settings):
    count: int = setting(3, "how many", low=1, high=9)
    rate: float = setting(0.5, "how fast", low=0)
    loud: bool = setting(False, "how loud")
    kind: str = setting("a", "which", choices=("a", "b"))
    limit: float | None = setting(None, "how far")


def test_texts_are_read_as_the_fields_type() -> None:
    changed = Example().with_overrides({"count": "4", "rate": "1e-3", "loud": "true", "limit": "2"})
    assert changed == Example(count=4, rate=0.001, loud=True, limit=2.0)
    assert changed.with_overrides({"limit": "none"}).limit is None


def test_json_comes_back_equal() -> None:
    settings = Example(count=7, limit=1.5)
    assert Example.from_json(settings.to_json()) == settings


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"counts": 3}, "there is no setting 'counts'"),
        ({"count": "many"}, "not a whole number"),
        ({"count": "2.5"}, "not a whole number"),
        ({"count": 0}, "at least 1"),
        ({"count": 10}, "at most 9"),
        ({"rate": "nan"}, "not a number"),
        ({"rate": "inf"}, "not a number"),
        ({"limit": "-1e999"}, "not a number"),
        ({"count": "1e400"}, "not a whole number"),
        ({"loud": "perhaps"}, "not true or false"),
        ({"kind": "c"}, "one of a, b"),
        ({"count": None}, "needs a value"),
    ],
)
def test_what_does_not_fit_is_named(overrides: dict, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Example().with_overrides(overrides)


def test_assignments_need_an_equals_sign() -> None:
    assert parse_assignments(["a=1", "b = x=y"]) == {"a": "1", "b": "x=y"}
    with pytest.raises(ConfigError, match="key=value"):
        parse_assignments(["a"])
