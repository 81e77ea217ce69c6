"""Finds the lists of captions or words in what a transcriber writes: objects whose fields tell what they are by name.

The same fields lie at other places with every service: the start of a word is `start`, `startTime.seconds`,
`offsets.from` or `timestamp[0]`, its text `text`, `alternatives[0].content` or `nBest[0].display`. Each object is
brought to one level first; tables written by column and lists in lists become objects.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.columns import Column, column
from crvae_core.media.caption_formats.timed_rows import is_time, time_of

_DEEPEST = 40
_MOST_KEYS = 60  # of an object that are looked at
_LOOKED_AT = 50  # objects of a list, by which it is judged
_BEST_FIRST = {
    "alternatives",
    "nbest",
    "hypotheses",
    "instances",
}  # lists of which the first says what was heard
_SPANS = {
    "timestamp",
    "timestamps",
    "time",
    "times",
    "interval",
    "span",
    "range",
    "offsets",
    "timerange",
    "timecodes",
}
_FROM, _TO = ("from", "start", "begin", "in"), ("to", "end", "stop", "out")
_FIELDS = {  # of single services, whose names tell no role or another one; some only beside a second field
    "ts": ("start", ""), "end_ts": ("end", ""), "finalsentence": ("text", ""), "punctuated_word": ("text", ""),
    "display": ("text", ""), "displaytext": ("text", ""), "value": ("text", "type"), "w": ("text", "start"),
    "segment": ("text", "start"),
}  # fmt: skip
_TICKS = {"offset": "start", "duration": "duration"}  # of Azure's services: ten millionths of a second
_AZURE = {"displaytext", "nbest", "recognitionstatus"}
_NAMED = {*_FIELDS, *_AZURE}

Row = Mapping[str, Any]


@dataclass
class Table:
    """Objects of one kind: the path of names to them, and the lists in which they stand, one for each time it occurs."""

    path: tuple[str, ...]
    lists: list[list[Row]] = field(default_factory=list)

    @property
    def first(self) -> list[Row]:
        """The first objects, brought to one level."""
        rows = itertools.chain.from_iterable(self.lists)
        return [plain_row(row) for row in itertools.islice(rows, _LOOKED_AT)]


def tables(value: Any, name: str) -> list[Table]:
    """All lists of objects with texts that a value holds, those of the same path together.

    Raises CaptionError if the value is nested deeper than captions are.
    """
    found: dict[tuple[str, ...], Table] = {}
    _walk(value, (), name, found)
    return [table for table in found.values() if any(names(row) for row in table.first)]


def has_times(value: Any, name: str) -> bool:
    """Whether a value holds objects with fields named as times that hold times, with texts or without."""
    found: dict[tuple[str, ...], Table] = {}
    _walk(value, (), name, found)
    return any(sum(map(_has_start, table.first)) > 2 for table in found.values())


def longest_text(value: Any) -> str:
    """The longest text under a name that tells one; "" if there is none."""
    found, waiting = "", [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            for key, inner in item.items():
                if isinstance(inner, str) and len(inner) > len(found) and _is_text(column(str(key))):
                    found = inner
            waiting += [inner for inner in item.values() if isinstance(inner, dict | list)]
        elif isinstance(item, list):
            waiting += [inner for inner in item[:1000] if isinstance(inner, dict | list)]
    return found


def _is_text(role: Column | None) -> bool:
    return role is not None and role.role == "text" and not role.remark


def names(row: Row) -> dict[str, str]:
    """The key that plays each role in an object: {"text": "caption", "start": "begin"}; empty without a text."""
    roles: dict[str, tuple[tuple[int, int], str]] = {}
    for place, key in enumerate(list(row)[:_MOST_KEYS]):
        found = column(str(key))
        if (
            found is None
            or found.name_only
            or isinstance(row[key], bool)
            or (found.role == "text" and isinstance(row[key], dict | list))
        ):
            continue
        rank = (found.rank + (found.role != "text" and str(key).lower() != found.role), place)
        if found.role not in roles or rank < roles[found.role][0]:
            roles[found.role] = (rank, key)
    if "time" in roles and "start" not in roles:
        roles["start"] = roles["time"]
    text = column(str(roles["text"][1])) if "text" in roles else None
    if text is None or (text.remark and "start" not in roles):
        return {}
    return {role: key for role, (_, key) in roles.items()}


def plain_row(row: Row) -> dict[str, Any]:
    """An object with its text and its times on the first level, under names that tell what they are."""
    plain: dict[str, Any] = {}
    keys = [(str(key), str(key).lower()) for key in list(row)[:_MOST_KEYS]]
    if (
        "offsets" in row
    ):  # whisper.cpp writes its clocks twice; the count of thousandths comes without rounding
        keys = [(key, lower) for key, lower in keys if lower != "timestamps"]
    lowered = {lower for _, lower in keys}
    if lowered.isdisjoint(_NAMED) and not any(isinstance(value, dict | list) for value in row.values()):
        return {**row}
    for key, lower in keys:
        value = row.get(key)
        if lower in _BEST_FIRST and isinstance(value, list) and value and isinstance(value[0], dict):
            plain |= {inner: of for inner, of in plain_row(value[0]).items() if inner not in plain}
        elif lower in _SPANS and (span := _span(lower, value)):
            plain |= {inner: of for inner, of in span.items() if inner not in plain}
        elif isinstance(value, dict) and (seconds := _seconds(value)) is not None:
            plain[key] = seconds
        elif lower == "lines" and isinstance(value, list):
            plain["text"] = "\n".join(line for line in value if isinstance(line, str))
        elif lower in _TICKS and isinstance(value, int) and lowered & _AZURE:
            plain[f"{_TICKS[lower]}_ticks"] = value
        else:
            plain[_renamed(key, lower, lowered)] = value
    return plain


def _renamed(key: str, lower: str, lowered: set[str]) -> str:
    name, beside = _FIELDS.get(lower, (key, ""))
    return name if not beside or beside in lowered else key


def _span(name: str, value: Any) -> dict[str, Any]:
    """A start and an end that stand in one field, as a list or as an object."""
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], list | dict):
        return {"start": value[0], "end": value[1]}
    if not isinstance(value, dict):
        return {}
    start, end = (next((value[key] for key in keys if key in value), None) for keys in (_FROM, _TO))
    unit = "_ms" if name == "offsets" else ""
    return {} if start is None else {f"start{unit}": start, f"end{unit}": end}


def _seconds(value: Row) -> float | None:
    """Seconds of an object such as {"seconds": "3", "nanos": 500000000}."""
    units = {"seconds": 1.0, "milliseconds": 1e-3, "nanos": 1e-9}
    if not value or not set(value) <= set(units):
        return None
    times = [time_of(of, units[key], None) for key, of in value.items()]
    return None if None in times else round(sum(time for time in times if time is not None), 6)


def _walk(value: Any, path: tuple[str, ...], name: str, found: dict[tuple[str, ...], Table]) -> None:
    """Collect the lists of objects in a value by their paths."""
    if len(path) > _DEEPEST:
        raise CaptionError(f"{name} is nested too deeply for captions: download them again")
    if isinstance(value, dict):
        rows = _by_column(value) or _by_key(value)
        if rows is not None:
            found.setdefault(path, Table(path)).lists.append(rows)
        for key, inner in value.items():
            if isinstance(inner, dict) or (
                isinstance(inner, list) and inner and isinstance(inner[0], dict | list)
            ):
                _walk(inner, (*path, str(key)), name, found)
        return
    objects = value if all(isinstance(row, dict) for row in value) else _by_place(value)
    if objects is not None:
        found.setdefault(path, Table(path)).lists.append(objects)
    for row in value[:1] if path and path[-1].lower() in _BEST_FIRST else value:
        if isinstance(row, dict) or (isinstance(row, list) and row and isinstance(row[0], dict | list)):
            _walk(row, (*path, "[]") if isinstance(row, dict) else (*path, "[[]]"), name, found)


def _by_column(value: Row) -> list[Row] | None:
    """The rows of a table written by column ({"start": [...], "text": [...]}), as pandas does."""
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        heads = [str(head) for head in value["columns"]]
        return [dict(zip(heads, row, strict=False)) for row in value["data"] if isinstance(row, list)]
    columns = {key: list(of.values()) if isinstance(of, dict) else of for key, of in value.items()}
    lists = {
        key: of
        for key, of in columns.items()
        if isinstance(of, list) and of and not isinstance(of[0], dict | list)
    }
    roles = {role.role for key in lists if (role := column(str(key))) is not None}
    lengths = {len(of) for of in lists.values()}
    if len(lengths) != 1 or "text" not in roles or not roles & {"start", "time", "end"}:
        return None
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _by_key(value: Row) -> list[Row] | None:
    """Objects that are numbered by their keys, or texts whose keys are their times."""
    inner = list(value.values())
    if len(inner) > 1 and all(isinstance(of, dict) for of in inner):
        return inner if names(plain_row(inner[0])) else None
    if (
        len(inner) > 1
        and all(isinstance(of, str) for of in inner)
        and all(is_time(str(key)) for key in value)
    ):
        return [{"start": key, "text": of} for key, of in value.items()]
    return None


def _by_place(rows: Sequence[Any]) -> list[Row] | None:
    """Rows of values without names, such as [0.0, 1.5, "Hello"]: which place holds the text and which the times."""
    flat = [_flat(row) for row in rows if isinstance(row, list)]
    if len(flat) < len(rows) or not flat:
        return None
    sample = flat[:_LOOKED_AT]
    width = min(map(len, sample))
    times = [place for place in range(width) if all(_is_time(row[place]) for row in sample)]
    times = [place for place in times if not _is_count([row[place] for row in sample])] or times
    texts = [
        place
        for place in range(width)
        if place not in times and all(isinstance(row[place], str) for row in sample)
    ]
    if not times or not texts:
        return None
    text = max(texts, key=lambda place: sum(len(row[place]) for row in sample))
    keys = {text: "text", times[0]: "start"}
    if len(times) > 1:
        keys[times[1]] = "end" if _is_after(sample, times[0], times[1]) else "duration"
    return [{keys[place]: row[place] for place in keys if place < len(row)} for row in flat]


def _flat(row: Sequence[Any]) -> list[Any]:
    """A row with the pairs in it laid open: ("Hello", (0.0, 1.5))."""
    return [
        item
        for part in row[:_MOST_KEYS]
        for item in (part if isinstance(part, list) and len(part) < 5 else [part])
    ]


def _is_time(value: Any) -> bool:
    return not isinstance(value, bool) and (
        isinstance(value, int | float) or (isinstance(value, str) and is_time(value))
    )


def _is_count(values: Sequence[Any]) -> bool:
    """Whether the values are running numbers, or all the same."""
    if len(values) < 2 or not all(isinstance(value, int) for value in values):
        return False
    steps = {after - before for before, after in itertools.pairwise(values)}
    return steps in ({1}, {0})


def _is_after(rows: Iterable[Sequence[Any]], start: int, end: int) -> bool:
    pairs = [(time_of(row[start], 1.0, None) or 0.0, time_of(row[end], 1.0, None) or 0.0) for row in rows]
    return all(after >= before for before, after in pairs)


def _has_start(row: Row) -> bool:
    roles = ((column(str(key)), row[key]) for key in list(row)[:_MOST_KEYS])
    return any(
        found is not None and found.role in {"start", "time"} and _is_time(value) for found, value in roles
    )
