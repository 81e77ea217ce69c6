"""CSV and TSV with any sensible column names and time notations, with or without a header.

The standard library's csv reads the cells; pandas would guess types and lose the lines and the notation of times.
"""

import csv
import io
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.columns import Column, column
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, MOST_CUES, Reading
from crvae_core.media.caption_formats.timed_rows import TimedRow, Units, is_time, rows_to_cues, time_of

_DELIMITERS = ("\t", ";", ",", "|")
_SEMICOLON_CLOCK = re.compile(r"\b\d{2};\d{2};\d{2};\d{2}\b")
_APART = re.compile(r" {2,}")
_BAR = re.compile(r"(?<=\S)\|(?=\S)")
_SAMPLE_LINES = 40
_MOST_COLUMNS = 200


class Layout(NamedTuple):
    """How a table is written: its delimiter, whether it has a header, and which column holds what.

    instead: the column whose words are taken where the text is empty (the names of markers without a description).
    """

    delimiter: str
    header: bool
    start: int | None
    end: int | None
    length: int | None
    text: int
    units: Units
    like_whisper: bool = False
    instead: int | None = None


def table_layout(text: str) -> Layout | None:
    """The layout if the text is a table of captions, else None."""
    sample = [line for line in text.lstrip("\n").split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]
    if not sample or max(map(len, sample)) > LONGEST_TEXT:
        return None
    if sample[0].lower().startswith("sep=") and len(sample[0]) < 7:
        sample = sample[1:]
    clocks = sum(_SEMICOLON_CLOCK.search(line) is not None for line in sample)
    delimiters = [sign for sign in _DELIMITERS if sign != ";" or 2 * clocks < len(sample)]
    for delimiter in delimiters:
        rows = _rows("\n".join(sample), delimiter)
        layout = _by_header(rows[0][1], delimiter) if rows and len(rows[0][1]) > 1 else None
        if layout and _holds([cells for _, cells in rows], layout):
            return layout
    for delimiter in delimiters:
        layout = _by_content([cells for _, cells in _rows("\n".join(sample), delimiter)], delimiter)
        if layout:
            return layout
    return None


def with_tabs(text: str) -> str | None:
    """A table whose columns stand below their names, as pandas prints it, with tabs between the cells; None for others."""
    lines = [line.strip() for line in text.split("\n")]
    head = _APART.split(lines[0][:LONGEST_TEXT]) if lines else []
    layout = _by_header(head, "\t") if 1 < len(head) < _MOST_COLUMNS else None
    rows = [_APART.split(line[:LONGEST_TEXT]) for line in lines[1:] if line]
    widths = {len(row) for row in rows}
    if layout is None or layout.start is None or len(widths) != 1 or not widths <= {len(head), len(head) + 1}:
        return None
    numbered = widths == {len(head) + 1}  # a column without a name, as pandas' index
    return "\n".join("\t".join(row) for row in [[""] * numbered + head, *rows])


def read_table(text: str, layout: Layout, name: str, frame_rate: float | None) -> Reading:
    """The rows of a table; one without a time begins where the one before ends."""
    rows = _rows(text, layout.delimiter)
    if rows and rows[0][1] and rows[0][1][0].lower().startswith("sep="):
        rows = rows[1:]
    if len(rows) > MOST_CUES:
        raise CaptionError(
            f"{name} has {len(rows):,} rows, more than any video has captions: give only its captions"
        )
    timed = [_row(cells, line, layout) for line, cells in rows[layout.header :] if len(cells) > layout.text]
    reading = Reading("tsv" if layout.delimiter == "\t" else "csv")
    reading.cues, reading.notes = rows_to_cues(timed, layout.units, frame_rate, layout.like_whisper)
    return reading


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Line number and cells of each row that is not empty; loose quotes are read as letters."""
    balanced = text.count('"') % 2 == 0
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE) if balanced else (csv.QUOTE_NONE,):
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, skipinitialspace=True
        )
        rows, begins = [], 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append((begins, cells[:_MOST_COLUMNS]))
                begins = reader.line_num + 1
        except csv.Error:  # a quote that never closes has swallowed the rest
            continue
        if not any(cell.count("\n") > 50 for _, cells in rows for cell in cells):
            return rows
    return []


def _row(cells: list[str], line: int, layout: Layout) -> TimedRow:
    said = cells[layout.text]
    if not said.strip() and layout.instead is not None and layout.instead < len(cells):
        said = cells[layout.instead]
    last = max(place for place in (layout.start, layout.end, layout.length, layout.text) if place is not None)
    if layout.text == last and layout.text + 1 < len(cells) and not layout.header:
        said = layout.delimiter.join(cells[layout.text :])  # the text itself holds delimiters
    if not layout.header:
        said = _BAR.sub("\n", said)  # as in STL as text
    start, end, length = (
        cells[place].strip() if place is not None and place < len(cells) else None
        for place in (layout.start, layout.end, layout.length)
    )
    return TimedRow(start, end, length, said[:LONGEST_TEXT], line)


def _by_header(names: Sequence[str], delimiter: str) -> Layout | None:
    """The layout that the names of the columns tell; None if none of them is a text."""
    columns = [column(name) for name in names]
    start, end, length = _choose(columns)
    texts = sorted(
        (found.rank, place)
        for place, found in enumerate(columns)
        if found and found.role == "text" and (start is not None or not found.remark)
    )
    if not texts:
        return None
    text = texts[0][1]
    if start is None and any(len(name.split()) > 2 or len(name) > 30 or not name.strip() for name in names):
        return None  # a sentence with commas
    units = Units(*(None if place is None else _unit(columns[place]) for place in (start, end, length)))
    like_whisper = delimiter == "\t" and [name.lower() for name in names] == ["start", "end", "text"]
    chosen = columns[text]
    instead = next((place for _, place in texts[1:] if chosen and chosen.remark), None)
    return Layout(delimiter, True, start, end, length, text, units, like_whisper, instead)


def _holds(rows: Sequence[Sequence[str]], layout: Layout) -> bool:
    """Whether the rows below a header fit it, so that a sentence with commas is not taken for one."""
    header, below = rows[0], rows[1:]
    fits = sum(
        len(row) > layout.text if layout.start is not None else len(row) == len(header) for row in below
    )
    if fits < 0.8 * len(below) or (not below and layout.start is None):
        return False
    if all(len(name.split()) < 3 for name in header):
        return True
    starts = [row[layout.start] for row in below if layout.start is not None and layout.start < len(row)]
    return bool(starts) and sum(map(is_time, starts)) >= 0.5 * len(starts)


def _choose(columns: Sequence[Column | None]) -> tuple[int | None, int | None, int | None]:
    """The places of start, end and length; of several (as ELAN exports them) those that tell a unit."""

    def places(role: str) -> list[int]:
        found = [place for place, item in enumerate(columns) if item is not None and item.role == role]
        return sorted(found, key=lambda place: (_rank(columns[place]), _unit(columns[place]) or 9.0, place))

    times, starts, ends = places("time"), places("start"), places("end")
    start = starts[0] if starts else times[0] if times else None
    if not ends and len(starts) > 1 and {_unit(columns[place]) for place in starts} == {None}:
        ends = starts[1:]  # "onset" and "offset"
    return start, ends[0] if ends else None, next(iter(places("length")), None)


def _unit(found: Column | None) -> float | None:
    return found.unit if found else None


def _rank(found: Column | None) -> int:
    return found.rank if found else 0


def _by_content(rows: Sequence[Sequence[str]], delimiter: str) -> Layout | None:
    """The layout of a table without header: times first, then the text, in at least nine rows of ten."""
    if not rows or len(rows[0]) < 2:
        return None
    width = min(len(row) for row in rows)
    timed = [place for place in range(width) if _share_of_times(rows, place) >= 0.9]
    if timed and _counts_up(rows, timed[0]):
        timed = timed[1:]  # a running number
    letters = [
        sum(sum(map(str.isalpha, row[place])) for row in rows) if place not in timed else 0
        for place in range(width)
    ]
    if not timed or timed[0] > 2 or not any(letters):
        return None
    text = max(range(width), key=letters.__getitem__)
    if text < timed[0] or not _ascends(rows, timed[0]):
        return None
    end = timed[1] if len(timed) > 1 else None
    is_length = end is not None and not _is_after(rows, timed[0], end)
    length = end if is_length else timed[2] if len(timed) > 2 and timed[2] < text else None
    return Layout(delimiter, False, timed[0], None if is_length else end, length, text, Units())


def _share_of_times(rows: Sequence[Sequence[str]], place: int) -> float:
    return sum(is_time(row[place]) for row in rows) / len(rows)


def _counts_up(rows: Sequence[Sequence[str]], place: int) -> bool:
    values = [row[place].strip() for row in rows]
    return all(value.isdecimal() for value in values) and all(
        int(after) - int(before) == 1 for before, after in itertools.pairwise(values)
    )


def _ascends(rows: Sequence[Sequence[str]], place: int) -> bool:
    times = _times(rows, place)
    falls = sum(after < before for before, after in itertools.pairwise(times))
    return falls <= 0.1 * len(times)


def _is_after(rows: Sequence[Sequence[str]], start: int, end: int) -> bool:
    pairs = list(zip(_times(rows, start), _times(rows, end), strict=True))
    return sum(after >= before for before, after in pairs) >= 0.9 * len(pairs)


def _times(rows: Sequence[Sequence[str]], place: int) -> list[float]:
    return [time_of(row[place], 1.0, None) or 0.0 for row in rows]
