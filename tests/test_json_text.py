"""JSON for every reader: numbers that are none become null, wherever they stand."""

import json
import math

import numpy as np
import pytest

from crvae_core.json_text import write_json_text
from crvae_core.terminal import command_output


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float64("nan")])
@pytest.mark.parametrize("wrap", [lambda n: n, lambda n: [1.0, n], lambda n: {"a": (n, {"b": [n]})}])
def test_no_number_is_null(number, wrap) -> None:
    def refused(constant: str) -> None:
        raise AssertionError(constant)

    text = write_json_text(wrap(number), indent=1)
    assert json.loads(text, parse_constant=refused) == json.loads(json.dumps(wrap(None)))


def test_everything_else_stays() -> None:
    value = {"气温": [1, 2.5, True, None, "a"], "n": np.float64(0.25)}
    assert json.loads(write_json_text(value)) == value
    assert "气温" in write_json_text(value)


def test_a_command_prints_null(capsys) -> None:
    import click

    command = click.command()(command_output(lambda: {"rows": [{"p": math.nan}]}))
    command.main(["--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out, parse_constant=pytest.fail) == {"rows": [{"p": None}]}
