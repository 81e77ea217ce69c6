"""What commands print reaches people and programs whatever letters their console knows."""

import io
import json
import sys

import pytest

from crvae_core.terminal import command_output, readable, write_every_script


class Console(io.TextIOWrapper):
    """A standard output as Windows gives it."""

    def __init__(self, on_a_terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="cp1252")
        self.on_a_terminal = on_a_terminal

    def isatty(self) -> bool:
        return self.on_a_terminal


say = command_output(lambda: {"word": "疫苗 – café"})


def said(
    monkeypatch: pytest.MonkeyPatch, on_a_terminal: bool, as_json: bool, asked_for: str = ""
) -> tuple[str, str]:
    """The encoding and the text that arrive at the other end."""
    console = Console(on_a_terminal)
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONIOENCODING", asked_for)
        patch.setattr(sys, "stdout", console)
        write_every_script()
        say(as_json=as_json)
    console.flush()
    return console.encoding, console.buffer.getvalue().decode(console.encoding).strip()  # type: ignore[attr-defined]


def test_a_pipe_gets_every_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, on_a_terminal=False, as_json=False) == ("utf-8", "word  疫苗 – café")
    assert said(monkeypatch, on_a_terminal=False, as_json=True) == ("utf-8", '{"word": "疫苗 – café"}')


def test_an_old_console_shows_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, on_a_terminal=True, as_json=False) == ("cp1252", "word  ?? – café")


def test_json_stays_whole_on_any_console(monkeypatch: pytest.MonkeyPatch) -> None:
    _, text = said(monkeypatch, on_a_terminal=True, as_json=True)
    assert text.isascii()
    assert json.loads(text) == {"word": "疫苗 – café"}


def test_an_encoding_that_was_asked_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, False, False, asked_for="cp1252") == ("cp1252", "word  ?? – café")


def test_lists_are_written_as_people_do() -> None:
    told = readable(
        {"files": ["a.csv", "b.csv"], "gaps": (), "advice": None, "places": [1, 2.5], "odd": [["x", 1]]}
    )
    assert told.splitlines() == [
        "files   a.csv, b.csv",
        "gaps    none",
        "advice  none",
        "places  1, 2.5",
        'odd     [["x", 1]]',
    ]
