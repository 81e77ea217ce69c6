"""Tables of numbers as text: the separator, the decimal sign and the header are told from what is written."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import BinaryIO, TextIO

import pandas as pd

from crvae_core.errors import InputError

SAMPLE_LINES = 200  # from which the layout is told
LONGEST_LINE = 4_000_000  # characters
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "#n/a", "?", "."})
BLANK = " "  # as a separator: any number of blanks
# Each separator with the decimal signs that go with it; the first of two that explain a table equally well counts.
LAYOUTS = (
    (",", "."),
    ("\t", "."),
    (";", "."),
    ("\t", ","),
    (";", ","),
    ("|", "."),
    ("|", ","),
    (BLANK, "."),
    (BLANK, ","),
    (",", ","),
)
SEVERAL = 1.5  # values per row, of a table that is cut right
BARE_LIST = 0.3  # of a number: what a list of values without brackets says for a layout

_PLAIN = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"{_PLAIN}|[+-]?inf(?:inity)?", re.IGNORECASE)
_LIST = re.compile(r"(?:[A-Za-z_.]+)?[\[({][\s\S]*[\])}]")
_BARE_LIST = re.compile(rf"{_PLAIN}(?:[\s,;|]+{_PLAIN})+")
_CUT_LIST = re.compile(r"^\s*\[|\[[^\]]*,")  # a list that commas would cut
_QUOTED = re.compile(r'"[^"]*"')
_BRACKETS = str.maketrans("[](){}", "      ")


@dataclass(frozen=True)
class _Layout:
    """How the lines of the sample are cut into cells; fit: how well they make a table of numbers, 0 to 1."""

    separator: str
    decimal: str
    rows: list[list[str]]
    width: int
    fit: float


def read_text_table(opened: BinaryIO, name: str) -> tuple[list[str], list[pd.Series]]:
    """The names of the columns, "" where there are none, and the columns, of numbers or of text.

    opened: the file, in any usual encoding. name: how messages call it.

    Raises InputError if the lines make no table.
    """
    text = io.TextIOWrapper(opened, _encoding(opened, name), errors="replace")
    try:
        return _read(text, name)
    finally:
        text.detach()  # the file is closed by whoever opened it


def _read(text: TextIO, name: str) -> tuple[list[str], list[pd.Series]]:
    sample = _first_lines(text, name)
    if _unquoted_lists(sample):  # brackets around rows, as Python prints them
        text.seek(0)
        text = io.StringIO(text.read().translate(_BRACKETS))
        sample = _first_lines(text, name)
    remarks, body = _remarks(sample)
    layout = max((_cut(sample[body:], *one) for one in LAYOUTS), key=lambda one: one.fit)
    if layout.fit <= 0:
        raise InputError(f"{name} is not a table of numbers: give one vector per row")
    heads = _header_rows(layout)
    names = layout.rows[heads - 1] if heads else _names_in(remarks, layout)
    skipped = body + _lines_of(sample[body:], heads)
    text.seek(0)
    for _ in range(skipped):
        text.readline()
    table = _parse(text, name, layout, skipped).dropna(how="all")
    return _fitted(names, table.shape[1]), [table[place] for place in table]


def is_list(cell: object) -> bool:
    """Whether a cell holds several values, as Python, R and NumPy print them, or with signs between them."""
    bare = cell.strip() if isinstance(cell, str) else ""
    return bool(_LIST.fullmatch(bare) or _BARE_LIST.fullmatch(bare))


def _encoding(opened: BinaryIO, name: str) -> str:
    start = opened.read(1 << 16)
    opened.seek(0)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):  # Excel's "Unicode text"
        return "utf-16"
    if b"\0" in start:
        raise InputError(f"{name} is no table that can be read: give a CSV, Parquet, .npy or .npz file")
    try:
        start[: start.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _first_lines(text: TextIO, name: str) -> list[str]:
    lines: list[str] = []
    while len(lines) < SAMPLE_LINES and (line := text.readline(LONGEST_LINE)):
        if len(line) == LONGEST_LINE:
            raise InputError(
                f"{name}, line {len(lines) + 1} has no end: give a table with one vector per row"
            )
        lines.append(line)
    if not any(line.strip() for line in lines):
        raise InputError(f"{name} is empty: give a table with one vector per row")
    return lines


def _unquoted_lists(lines: Sequence[str]) -> bool:
    bare = [_QUOTED.sub("", line) for line in lines]
    return any(_CUT_LIST.search(line) for line in bare) and not any(
        "\t" in line or ";" in line for line in bare
    )


def _remarks(lines: Sequence[str]) -> tuple[list[str], int]:
    """What lines at the top say after "#" or "%" (NumPy writes a header so), and where the table begins."""
    remarks = []
    for place, line in enumerate(lines):
        bare = line.strip().strip('"')
        if bare[:1] in ("#", "%"):
            remarks.append(bare.lstrip("#% "))
        elif bare and not re.fullmatch(r"(?i)sep=.", bare):  # Excel's word on the separator
            return remarks, place
    return remarks, len(lines)


def _cut(lines: Sequence[str], separator: str, decimal: str) -> _Layout:
    blank = separator == BLANK
    source = (line.replace("\t", BLANK).strip() + "\n" for line in lines) if blank else iter(lines)
    try:
        rows = [
            row
            for row in csv.reader(source, delimiter=separator, skipinitialspace=blank)
            if any(map(str.strip, row))
        ]
    except csv.Error:
        rows = []
    worth = [sum(_worth(cell, decimal) for cell in row) for row in rows]
    head = next(
        (place for place, values in enumerate(worth) if values), len(rows)
    )  # titles and names say nothing
    width = Counter(map(len, rows[head:])).most_common(1)[0][0] if head < len(rows) else 0
    whole = [
        min(values, width)
        for row, values in zip(rows[head:], worth[head:], strict=True)
        if len(row) == width and not any(map(_cut_in_two, row))
    ]
    if not whole:
        return _Layout(separator, decimal, rows, width, 0.0)
    named = 1.0 if not head or len(rows[head - 1]) in (width, width - 1) else 0.5
    several = 1.0 if median(whole) >= SEVERAL else 0.5  # one value per row: another layout may find more
    fit = named * several * sum(whole) / (len(whole) * width) * len(whole) / (len(rows) - head)
    return _Layout(separator, decimal, rows, width, fit)


def _cut_in_two(cell: str) -> bool:
    return any(cell.count(left) != cell.count(right) for left, right in ("[]", "()"))


def _worth(cell: str, decimal: str) -> float:
    if _is_number(cell, decimal):
        return 1.0
    bare = cell.strip()
    return 2.0 if _LIST.fullmatch(bare) else BARE_LIST * bool(_BARE_LIST.fullmatch(bare))


def _is_number(cell: str, decimal: str) -> bool:
    bare = cell.strip()
    return _NUMBER.fullmatch(bare if decimal == "." else bare.replace(decimal, ".")) is not None


def _header_rows(layout: _Layout) -> int:
    """How many rows at the top hold no vector: a title, names of columns, or their numbers."""
    kinds = [[_is_number(cell, layout.decimal) or is_list(cell) for cell in row] for row in layout.rows]
    usual = Counter(map(tuple, kinds)).most_common(1)[0][0]
    heads = 0
    for row, own in zip(layout.rows[:-1], kinds, strict=False):
        said = any(
            not kind and cell.strip().lower() not in MISSING for cell, kind in zip(row, own, strict=True)
        )
        other = len(row) != len(usual) or any(
            value and not kind for value, kind in zip(usual, own, strict=True)
        )
        if not (said and other):
            break
        heads += 1
    return heads or int(_counts_columns(layout.rows))


def _counts_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is 0, 1, 2, ... (or from 1): the names that pandas and R give where there are none."""
    cells = [cell.strip() for cell in rows[0]]
    cells = cells[1:] if cells[0].lower() in MISSING else cells
    counted = any(cells == [str(place + first) for place in range(len(cells))] for first in (0, 1))
    if not counted or len(rows) < 2 or len(cells) < 2:
        return False
    below = [cell.strip() for row in rows[1:] for cell in row[-len(cells) :]]
    return len(cells) > 3 or not all(cell.lstrip("+-").isdecimal() for cell in below)


def _names_in(remarks: Sequence[str], layout: _Layout) -> list[str]:
    """The names of the columns in the last remark, if it has as many."""
    for separator in (layout.separator, ",", BLANK):
        rows = _cut(remarks[-1:], separator, layout.decimal).rows
        if rows and len(rows[0]) == layout.width:
            return rows[0]
    return []


def _lines_of(lines: Sequence[str], rows: int) -> int:
    """How many lines the first `rows` rows take; empty lines count."""
    seen = place = 0
    while seen < rows:
        seen += bool(lines[place].strip(" \t;,|\r\n"))
        place += 1
    return place


def _fitted(names: Sequence[str], width: int) -> list[str]:
    """The names for all columns: R leaves out the one of the row names."""
    return [name.strip() for name in [*([""] * width), *names]][-width:]


def _parse(text: TextIO, name: str, layout: _Layout, skipped: int) -> pd.DataFrame:
    try:
        return pd.read_csv(
            text,
            sep=r"\s+" if layout.separator == BLANK else layout.separator,
            decimal=layout.decimal,
            header=None,
            na_values=["-", "?", "."],
            skipinitialspace=True,
            low_memory=False,
        )
    except pd.errors.ParserError as error:
        found = re.search(r"line (\d+)", str(error))
        where = f", line {int(found[1]) + skipped}" if found else ""
        raise InputError(
            f"{name}{where}: the rows have different numbers of values ({layout.width} in most): "
            "give one vector per row, all of the same length"
        ) from error
