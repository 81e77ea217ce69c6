"""Draws docs/architecture.svg from the imports of the source: `make architecture`, or `python -m tests.architecture`.

A room is a folder of the core or of the app. An arrow leads from a room to one that it imports; arrows that follow from
others are left out (what the pages import through the app needs none of its own), so that the picture stays readable.
"""

import ast
import html
import textwrap
from collections.abc import Collection
from functools import cache

from tests.source_imports import ROOT, imports, module, sources

PICTURE = ROOT / "docs" / "architecture.svg"
WIDTH, HEIGHT, LANE = 212, 62, 16  # of a room, and the width of an arrow that passes a row, in pixels
ACROSS, DOWN, MARGIN = 22, 46, 26
LETTERS = 33  # of a line in a room
SWEEPS = 24  # over the rows, to bring rooms near those that import them
STYLE = """
svg { --paper: #ffffff; --ink: #1d2730; --soft: #4a5a66; --line: #7b8b97; --app: #d9ecf6; --core: #e6f2e4; --ground: #eceff1 }
@media (prefers-color-scheme: dark) {
  svg { --paper: #12171c; --ink: #e8edf1; --soft: #b4c0c9; --line: #71828f; --app: #17384a; --core: #1f3a26; --ground: #2a333b }
}
text { font-family: system-ui, sans-serif; fill: var(--soft); font-size: 10.5px }
.name { fill: var(--ink); font-size: 13.5px; font-weight: 600 }
.paper { fill: var(--paper) } .room { stroke: var(--line) }
.app { fill: var(--app) } .core { fill: var(--core) } .ground { fill: var(--ground) }
path { fill: none; stroke: var(--line); stroke-width: 1.3 } marker path { fill: var(--line); stroke: none }
"""

Graph = dict[str, set[str]]  # from each room to the rooms that it imports


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: {len(rooms())} rooms")


def picture() -> str:
    """The rooms and their arrows as SVG."""
    graph = without_shortcuts(rooms())
    rows = levels(graph)
    ways = with_lanes(graph, rows)
    centres = placed(ways, rows)
    left = min(centres[name] - _width(name) / 2 for name in ways) - MARGIN
    width = max(centres[name] + _width(name) / 2 for name in ways) + MARGIN - left
    height = len(rows) * (HEIGHT + DOWN) - DOWN + 2 * MARGIN
    tops = {name: MARGIN + number * (HEIGHT + DOWN) for number, row in enumerate(rows) for name in row}
    spots = {name: (round(centres[name] - left), tops[name]) for name in ways}
    boxes = [_box(name, *spots[name]) for name in ways if not _is_lane(name)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">',
            "<title>The rooms of the program; an arrow leads to what a room imports</title>",
            f"<style>{STYLE}</style>",
            '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0L8 4L0 8z"/></marker>',
            '<rect class="paper" width="100%" height="100%" rx="8"/>',
            *(_line(name, other, spots) for name in ways for other in sorted(ways[name])),
            *boxes,
            "</svg>\n",
        ]
    )


def rooms() -> Graph:
    """All rooms with the rooms that they import."""
    names = {module(path) for path in sources()}
    graph: Graph = {}
    for path in sources():
        if module(path) == "crvae_core":  # the front door offers what lies behind it
            continue
        room = _room(module(path))
        known = (name if name in names else name.rpartition(".")[0] for name in imports(path))
        found = {_room(name) for name in known if name in names and name != "crvae_core"}
        graph.setdefault(room, set()).update(found - {room})
    return graph


def without_shortcuts(graph: Graph) -> Graph:
    """The graph without the arrows that a longer way makes superfluous; rooms that import each other keep theirs."""

    def is_shortcut(room: str, other: str) -> bool:
        between = (
            via for via in graph[room] if not _reaches(graph, via, room) and not _reaches(graph, other, via)
        )
        return any(_reaches(graph, via, other) for via in between)

    return {room: {other for other in graph[room] if not is_shortcut(room, other)} for room in graph}


def levels(graph: Graph) -> list[list[str]]:
    """The rooms in rows, each below all that import it."""
    level = dict.fromkeys(graph, 0)
    for _ in graph:  # the longest way to each room, by as many steps as there are rooms
        for room, others in graph.items():
            for other in others:
                if not _reaches(graph, other, room):
                    level[other] = max(level[other], level[room] + 1)
    return [
        sorted(room for room in graph if level[room] == number) for number in range(max(level.values()) + 1)
    ]


def with_lanes(graph: Graph, rows: list[list[str]]) -> Graph:
    """The graph with a lane in every row that an arrow passes; arrows to the same room share theirs. Fills the rows."""
    level = {room: number for number, row in enumerate(rows) for room in row}
    ways: Graph = {room: set() for room in graph}
    for room, others in graph.items():
        for other in sorted(others):
            before = room
            for number in range(level[room] + 1, level[other]):
                lane = f">{other}@{number}"
                if lane not in ways:
                    ways[lane] = set()
                    rows[number].append(lane)
                ways[before].add(lane)
                before = lane
            ways[before].add(other)
    return ways


def placed(ways: Graph, rows: list[list[str]]) -> dict[str, float]:
    """Where the middle of each room and lane stands, across; nothing overlaps, and arrows are short."""
    near = {name: sorted({*ways[name], *(other for other in ways if name in ways[other])}) for name in ways}
    centres = {name: float(index * WIDTH) for row in rows for index, name in enumerate(row)}
    for _ in range(SWEEPS):
        for row in rows:
            wanted = {
                name: sum(centres[other] for other in near[name]) / max(1, len(near[name])) for name in row
            }
            row.sort(key=lambda name: (wanted[name], name))
            _spread(row, wanted, centres)
    return centres


def _spread(row: list[str], wanted: dict[str, float], centres: dict[str, float]) -> None:
    """Put a row as near as can be to where it is wanted, in its order, with room between."""
    edge = float("-inf")
    for name in row:
        centres[name] = max(wanted[name], edge + ACROSS + _width(name) / 2)
        edge = centres[name] + _width(name) / 2
    shift = sum(wanted[name] - centres[name] for name in row) / len(row)
    for name in row:
        centres[name] += shift


def _width(name: str) -> int:
    return LANE if _is_lane(name) else WIDTH


def _is_lane(name: str) -> bool:
    return name.startswith(">")


def _reaches(graph: Graph, start: str, end: str) -> bool:
    """Whether a way leads from one room to another."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        room = ahead.pop()
        if room == end:
            return True
        if room not in seen:
            seen.add(room)
            ahead += graph[room]
    return False


def _room(name: str) -> str:
    """The room in which a module lies."""
    first, *rest = name.split(".")
    if first in {"pages", "streamlit_app"}:
        return "pages"
    if name in _ground("crvae_core"):
        return "ground"
    if first == "app":
        in_folder = len(rest) > 1 or (rest and (ROOT / "app" / rest[0]).is_dir())
        return f"app/{rest[0]}" if in_folder else "app state" if name in _ground("app") else "app"
    return "cli" if rest and rest[0] == "__main__" else rest[0]


@cache
def _ground(package: str) -> frozenset[str]:
    """The single modules of a package that import nothing of it but each other."""
    single = {module(path): path for path in sources() if path.parent == ROOT / package}
    single.pop(package, None)
    while True:
        above = {
            name
            for name, path in single.items()
            if any(_leads_out(other, package, single) for other in imports(path))
        }
        if not above:
            return frozenset(single)
        single = {name: path for name, path in single.items() if name not in above}


def _leads_out(name: str, package: str, single: Collection[str]) -> bool:
    """Whether an imported name lies in the package, and in none of the single modules."""
    if not name.startswith(f"{package}."):
        return False
    inner = name.split(".")[1]
    return (ROOT / package / inner).is_dir() or (
        (ROOT / package / f"{inner}.py").exists() and f"{package}.{inner}" not in single
    )


def _sentence(room: str) -> str:
    """The first sentence of what a room says of itself."""
    if room in ("ground", "app state", "app"):
        package = "crvae_core" if room == "ground" else "app"
        names = [
            name for name in map(module, sources()) if name.startswith(f"{package}.") and _room(name) == room
        ]
        return ", ".join(name.rpartition(".")[2] for name in sorted(names))
    if room == "pages":
        return "Thin scripts, one per step of the journey."
    for path in (f"crvae_core/{room}/__init__.py", f"crvae_core/{room}.py", f"{room}/__init__.py"):
        if (ROOT / path).exists():
            text = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
            return text.split("\n\n")[0].replace("\n", " ").replace("`", "")
    raise ValueError(f"the room {room} says nothing of itself")


def _box(room: str, middle: float, top: float) -> str:
    x = middle - WIDTH / 2
    kind = "ground" if room == "ground" else "app" if room.startswith(("app", "pages")) else "core"
    lines = textwrap.wrap(_sentence(room), LETTERS, max_lines=3, placeholder=" …")
    text = [f'<text class="name" x="{x + 8:g}" y="{top + 17}">{html.escape(room)}</text>']
    text += [
        f'<text x="{x + 8:g}" y="{top + 31 + 12 * number}">{html.escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    return (
        f'<rect class="room {kind}" x="{x:g}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        + "".join(text)
    )


def _line(start: str, end: str, spots: dict[str, tuple[int, int]]) -> str:
    """From the foot of a room or lane to the head of the next; a lane is passed straight."""
    (x, top), (to_x, to_top) = spots[start], spots[end]
    y = top + HEIGHT
    passed = f"M{x} {top}V{y}" if _is_lane(start) else f"M{x} {y}"
    head = "" if _is_lane(end) else ' marker-end="url(#head)"'
    half = (y + to_top) // 2
    return f'<path d="{passed}C{x} {half} {to_x} {half} {to_x} {to_top}"{head}/>'


if __name__ == "__main__":
    main()
