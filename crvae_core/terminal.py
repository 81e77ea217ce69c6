"""How commands speak: a progress bar on a terminal, one JSON object with --json, exit codes 0, 1 and 2."""

from __future__ import annotations  # types of heavy modules are named, not loaded: --help is quick

import functools
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crvae_core.errors import CancelledError, InputError
from crvae_core.files import storage_error
from crvae_core.json_text import write_json_text
from crvae_core.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console

    from crvae_core.project.project import Project

EXIT_FAULT, EXIT_INPUT = 1, 2
_UNIT = re.compile(r"_(s|mb)$")  # behind the name of a value


def write_every_script() -> None:
    """Let the output hold any text, where Windows would write cp1252: UTF-8 into files and pipes, ? on old consoles.

    An encoding that PYTHONIOENCODING asks for is kept.
    """
    for stream in (sys.stdout, sys.stderr):
        if _is_unicode(stream) or not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")


def readable(result: dict[str, Any]) -> str:
    """One line per value, what belongs together further in; further in there may be names that people gave."""
    return _lines({_UNIT.sub(r", \1", key).replace("_", " "): value for key, value in result.items()})


def _lines(result: dict[str, Any], indent: str = "") -> str:
    width = max((len(key) for key in result), default=0)
    lines = []
    for key, value in result.items():
        if isinstance(value, dict) and value:
            lines += [f"{indent}{key}", _lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key:<{width}}  {_value(value)}")
    return "\n".join(lines)


def command_output(
    function: Callable[..., dict[str, Any]],
    shown: Callable[[dict[str, Any]], str] = readable,
    succeeded: Callable[[dict[str, Any]], bool] = bool,
) -> Callable[..., None]:
    """Turn a function that returns a dictionary into a command that prints it, and errors into exit codes.

    `shown` makes the text that is printed without --json. `succeeded`: whether a result that was printed is what was hoped for;
    otherwise the exit code is 1.
    """

    @click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON object.")
    @functools.wraps(function)
    def command(*args: Any, as_json: bool, **options: Any) -> None:
        with exit_codes(as_json):
            result = _with_mending(function, *args, **options)
        print(_json(result) if as_json else shown(result))
        if result and not succeeded(result):
            raise click.exceptions.Exit(EXIT_FAULT)

    return command


@contextmanager
def exit_codes(as_json: bool = False) -> Iterator[None]:
    """End the program with a sentence and the exit code 2 on a user's mistake, 1 on a fault."""
    try:
        yield
    except InputError as error:
        _fail(str(error), EXIT_INPUT, as_json)
    except KeyboardInterrupt:
        _fail("stopped from the keyboard", EXIT_FAULT, as_json)
    except CancelledError:
        _fail("cancelled from a page of the app, or by another program", EXIT_FAULT, as_json)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        told = storage_error(error) if isinstance(error, OSError) else None
        if told is not None:
            _fail(str(told), EXIT_INPUT, as_json)
        logging.getLogger(__name__).debug("fault", exc_info=error)
        if os.environ.get("CRVAE_DEBUG"):
            raise
        _fail(
            f"a fault of the program: {type(error).__name__}: {error} (CRVAE_DEBUG=1 shows where)",
            EXIT_FAULT,
            as_json,
        )


def _with_mending(function: Callable[..., dict[str, Any]], *args: Any, **options: Any) -> dict[str, Any]:
    """Call a function; where damaged pairs or word vectors keep it from its work, make them anew and call it again."""
    try:
        return function(*args, **options)
    except InputError as error:
        if error.mendable is None:
            raise
        from crvae_core.material.mend import mend_material

        try:
            made = mend_material(Path(error.mendable))
        except InputError:
            raise error from None  # what they come from is damaged itself: the first error says it best
        if not made:
            raise
        _errors().print(f"Damaged, made anew: {', '.join(made)}", markup=False)
    return function(*args, **options)


def opened(text: str) -> Project:
    """Open the project that a command line names."""
    from crvae_core.project.naming import open_project

    return open_project(text)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A function (what, share done) that draws a bar on a terminal and stays silent elsewhere."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_errors(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=1.0)

        def update(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        yield update


def is_watched() -> bool:
    """Whether a person looks on at a terminal."""
    return sys.stderr.isatty()


def tell(message: str) -> None:
    """Print a sentence for the person who looks on, beside the result."""
    _errors().print(message, markup=False)


def _fail(message: str, code: int, as_json: bool) -> None:
    if as_json:
        print(_json({"error": message}))
    _errors().print(f"Error: {message}", markup=False)
    sys.exit(code)


@functools.cache
def _errors() -> Console:
    from rich.console import Console

    return Console(stderr=True, soft_wrap=True, highlight=False)


def _json(result: dict[str, Any]) -> str:
    """One line of JSON; in plain ASCII where the output has no other letters."""
    return write_json_text(result, ensure_ascii=not _is_unicode(sys.stdout))


def _is_unicode(stream: Any) -> bool:
    return (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if value is None or (isinstance(value, dict | list | tuple) and not value):
        return "none"
    if isinstance(value, list | tuple) and not any(isinstance(one, dict | list | tuple) for one in value):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, dict | list | tuple):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= 300 else f"{text[:300]} ... (--json shows all)"
    return str(value)
