"""The files of a project's folder notes/: read row by row, written whole, damaged ones named and kept.

notes/codebook.json          the tags, in their order
notes/marks.json             tags and notes on moments, stretches of time and clusters
notes/findings.json          the order of the findings
notes/findings/<id>.json     a finding each
notes/removed/<id>.json      findings that were taken out; they can be had back
notes/selections/<id>.json   long lists of moments, by their content
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from crvae_core.errors import ProjectError
from crvae_core.files import move, read_json, write_json
from crvae_core.project.inside import inside
from crvae_core.project.project import Project

FOLDER = "notes"
VERSION = 1
LONGEST_NOTE = 20_000  # letters
LONGEST_CODER = 200

UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
)  # what a row raises that is none

T = TypeVar("T")
Parse = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What a file holds: the rows that can be read, and a sentence for what can't."""

    rows: tuple[T, ...] = ()
    problems: tuple[str, ...] = ()


def notes_file(project: Project, name: str) -> Path:
    """Where a file of the project's notes lies; raises ProjectError if a link leads it elsewhere."""
    return inside(project.folder, project.folder / FOLDER / name)


def read_kept(path: Path, parse: Callable[[Mapping[str, Any]], T]) -> Kept[T]:
    """The rows of a file, empty if there is none.

    parse: makes a row of what the file holds; raises ValueError, KeyError or TypeError where it can't.

    Raises ProjectError if a newer version of the program wrote it.
    """
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Kept()
    except OSError as error:
        return Kept(problems=(f"{path} can't be read ({error.strerror}): check who may read it",))
    return _read(path, parse, (stat.st_mtime_ns, stat.st_size, stat.st_ino))


def write_kept(path: Path, rows: Iterable[Mapping[str, Any]], before: Kept[Any]) -> None:
    """Write rows in the place of what was read before; a damaged file is kept beside it under another name.

    Only who holds the project's lock may do this.
    """
    if before.problems and path.exists():
        move(path, _free(path))
    write_json(path, {"schema_version": VERSION, "rows": list(rows)})


def mend_kept(path: Path, parse: Parse) -> None:
    """Put a damaged file under another name, and in its place what can be read of it, if anything.

    Only who holds the project's lock may do this.
    """
    before = read_kept(path, parse)
    if not before.problems:
        return
    whole = [row for row in _rows(path) if _can_be_read(row, parse)]
    if whole:
        write_kept(path, whole, before)
    else:
        move(path, _free(path))


def text_of(value: Any, most: int) -> str:
    """A text of a file, checked; raises ValueError or TypeError."""
    if not isinstance(value, str):
        raise TypeError("a text is none")
    if len(value) > most:
        raise ValueError(f"a text is longer than {most:,} letters")
    value.encode("utf-8")
    return value


@lru_cache(maxsize=256)
def _read(path: Path, parse: Callable[[Mapping[str, Any]], T], stamp: tuple[int, ...]) -> Kept[T]:
    damaged = f"{path} is damaged and is kept as it is"
    try:
        stored = read_json(path)
    except (OSError, ValueError) as error:
        return Kept(problems=(f"{damaged} ({' '.join(str(error).split())[:120]}): restore it from a copy",))
    version = stored.get("schema_version") if isinstance(stored, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ProjectError(f"{path} was written by a newer version of the program: update the program")
    rows = stored.get("rows") if isinstance(stored, dict) else None
    if not isinstance(rows, list):
        return Kept(problems=(f"{damaged} (it holds no list of rows): restore it from a copy",))
    found, wrong = [], 0
    for row in rows:
        try:
            found.append(parse(row))
        except UNREADABLE:
            wrong += 1
    said = (f"{path}: {wrong:,} of {len(rows):,} entries can't be read; the file is kept",) if wrong else ()
    return Kept(tuple(found), said)


def _rows(path: Path) -> list[Any]:
    try:
        return list(read_json(path)["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _can_be_read(row: Any, parse: Parse) -> bool:
    try:
        parse(row)
    except UNREADABLE:
        return False
    return True


def _free(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    free, number = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}"), 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}.damaged-{stamp}-{number}{path.suffix}")
    return free
