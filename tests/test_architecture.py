"""The picture of the rooms is drawn from the present imports, and says nothing that they don't."""

import ast
import itertools
import re
from pathlib import Path

import pytest

from tests.architecture import (
    LANE,
    PICTURE,
    WIDTH,
    levels,
    picture,
    placed,
    rooms,
    with_lanes,
    without_shortcuts,
)
from tests.source_imports import ROOT, sources


def test_the_picture_is_up_to_date() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "draw it anew: make architecture"


def test_no_room_stands_above_one_that_imports_it() -> None:
    graph = without_shortcuts(rooms())
    row = {room: number for number, line in enumerate(levels(graph)) for room in line}
    assert all(row[room] < row[other] for room, others in graph.items() for other in others)


def test_nothing_overlaps_and_every_arrow_arrives() -> None:
    graph = without_shortcuts(rooms())
    rows = levels(graph)
    ways = with_lanes(graph, rows)
    centres = placed(ways, rows)
    for row in rows:
        for name, after in itertools.pairwise(row):
            wide = sum(LANE if other.startswith(">") else WIDTH for other in (name, after)) / 2
            assert centres[after] - centres[name] > wide
    for room, others in graph.items():
        for other in others:
            place = room
            while place != other:
                place = next(name for name in ways[place] if name == other or name.startswith(f">{other}@"))


@pytest.mark.parametrize(
    ("graph", "kept"),
    [
        ({"a": "bc", "b": "c", "c": ""}, {"a": "b", "b": "c", "c": ""}),
        ({"a": "bcd", "b": "d", "c": "d", "d": ""}, {"a": "bc", "b": "d", "c": "d", "d": ""}),
        ({"a": "bc", "b": "ac", "c": ""}, {"a": "bc", "b": "ac", "c": ""}),  # a circle loses no arrow
        ({"a": "", "b": ""}, {"a": "", "b": ""}),
    ],
)
def test_only_shortcuts_are_left_out(graph: dict[str, str], kept: dict[str, str]) -> None:
    found = without_shortcuts({room: set(others) for room, others in graph.items()})
    assert found == {room: set(others) for room, others in kept.items()}


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in (*sources(), *ROOT.glob("tests/**/*.py"))}), ids=str
)
def test_every_folder_says_what_belongs_there(folder: Path) -> None:
    if folder in (ROOT, ROOT / "pages"):
        return  # streamlit finds its scripts there: no packages
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert text, f"{folder}/__init__.py does not say what belongs there"


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md", "README.md"])
def test_files_that_are_named_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:crvae_core|app|pages|tests|docs|assets|checkpoints)/[^`\s]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
