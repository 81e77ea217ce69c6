"""Which columns of a table are the vectors: not its index, ids, times and labels; or one column that holds lists."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crvae_core.analysis.text_tables import is_list
from crvae_core.errors import InputError

# Words in the names of columns that say something about a moment but are no part of its vector.
_ABOUT_WORDS = (
    "id ids idx index row rows rowname rownames nr no num number key uid uuid guid name pair video film file path "
    "frame frames time times timestamp timestamps timecode ts sec secs second seconds msec start begin onset end "
    "stop offset duration date datetime year month day hour minute label labels class classes cluster clusters "
    "group groups category target topic speaker language lang text token tokens word words caption captions kept "
    "unknown fold split level zeit beginn ende nummer gruppe klasse temps debut fin tiempo sekunde sekunden minuten "
    "uhrzeit datum kennung etikett sprecher étiquette durée seconde secondes segundo segundos etiqueta grupo clase "
    "时间 时刻 秒 帧 序号 编号 索引 标签 类别 名称 视频"
)
ABOUT = frozenset(_ABOUT_WORDS.split())
ABOUT_ALONE = frozenset({"t", "n", "unnamed"})
SPREADS = frozenset(
    {"logvar", "log_var", "logvariance", "var", "sigma", "std", "sd", "scale"}
)  # beside means
FEWEST_ROWS = 4  # from which even steps alone tell that a column counts, or holds times
SURE_ROWS = 10  # from which uneven steps that all go up do
MOST_UP = 3  # columns that go up before the vectors: a number, a start, an end
MOST_NAMED = 6  # columns that a note lists

_NUMBERED = re.compile(r"(.*?)[\s_.\-:\[(]*(\d+)[\])]?")
_VALUES = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|nan|inf", re.IGNORECASE)
_FILLING = re.compile(r"[\s,;|\[\](){}]*|(?:array|tensor|c|np\.array)|dtype=\w+|device='[^']*'")


@dataclass(frozen=True)
class VectorTable:
    """vectors: (N, Z) float64. taken, left_out: names of the columns, numbers from 1 where they have none."""

    vectors: np.ndarray
    taken: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def note(self) -> str | None:
        """Which columns are not part of the vectors; None if all are."""
        if not self.left_out:
            return None
        return f"The vectors are the columns {_listed(self.taken)}; left out: {_listed(self.left_out)}."


@dataclass(frozen=True)
class _Column:
    """A column of numbers; name: "" where it has none."""

    place: int
    name: str
    values: np.ndarray

    @property
    def shown(self) -> str:
        return self.name or str(self.place + 1)


def vectors_of(names: Sequence[str], columns: Sequence[pd.Series]) -> VectorTable:
    """Pick the vectors out of a table's columns.

    A column of lists is the vectors. Else the numbered columns (z1, z2, ...) are, where most columns are numbered alike.
    Else all columns of numbers but those that their names, or a count or time that only goes up, tell to be something
    else.

    Raises InputError with the row if a value can't be read, or if no column holds numbers.
    """
    names = _meant(names)
    lists = [place for place, column in enumerate(columns) if _holds_lists(column)]
    if lists:
        return _of_lists(names, columns, lists)
    numbers = [
        _Column(place, name, values)
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
        if (values := _numbers(column, name or str(place + 1))) is not None
    ]
    if not numbers:
        raise InputError("no column holds numbers: give a table with one vector per row")
    taken = _family(numbers) or _others(numbers) or numbers
    places = {column.place for column in taken}
    left = [
        name or str(place + 1)
        for place, name in enumerate(names)
        if place not in places and not _empty(columns[place])
    ]
    return VectorTable(
        np.column_stack([column.values for column in taken]),
        tuple(column.shown for column in taken),
        tuple(left),
    )


def _meant(names: Sequence[str]) -> list[str]:
    """Names that say something: a table that was given none gets 0, 1, 2, ... from pandas, V1, V2, ... from R."""
    bare = [name.strip() for name in names]
    if any(bare[1:]) and not bare[0]:
        bare[0] = "index"  # pandas and R write no name there
    counted = [name for name in bare if re.fullmatch(r"\d+|[VX]\d+|Column ?\d+|arr_\d+", name)]
    return ["" if name in counted else name for name in bare] if len(counted) >= len(bare) - 1 else bare


def _family(numbers: Sequence[_Column]) -> list[_Column]:
    """The columns that are numbered alike, such as z1, z2, ..., where they are the most; none if there are none."""
    families: dict[str, list[_Column]] = defaultdict(list)
    for column in numbers:
        if column.name and (match := _NUMBERED.fullmatch(column.name)):
            families[match[1].strip().lower()].append(column)
    families = {stem: found for stem, found in families.items() if len(found) > 1 and stem not in SPREADS}
    if "z" in families:  # as `encode` writes them
        return families["z"]
    parts = {
        stem for stem in families if stem.startswith("z_")
    }  # as exports write them: z_picture_1, z_words_1
    if parts:
        return [column for column in numbers if any(column in families[stem] for stem in parts)]
    if not families:
        return []
    sizes = Counter({stem: len(found) for stem, found in families.items()})
    (stem, size), *others = sizes.most_common(2)
    spreads = sum(bool(set(_words(column.name)) & SPREADS) for column in numbers)
    rest = [column for column in numbers if column not in families[stem] and not _is_about(column.name)]
    alone = not others or others[0][1] < size
    return families[stem] if alone and len(rest) - spreads < size else []


def _others(numbers: Sequence[_Column]) -> list[_Column]:
    """All columns but index, ids, times and labels; at least one must be left."""
    kept = [column for column in numbers if not _is_about(column.name)]
    return _without_counts(kept)


def _without_counts(columns: list[_Column]) -> list[_Column]:
    """Without what only counts or goes up like time at the left, and without labels at the right, as values tell them."""
    left = 0
    while left < len(columns) and _goes_up(columns[left], columns[left + 1 :]):
        left += 1
    kept = columns[left:] if left <= MOST_UP else columns
    if len(kept) > 2 and not kept[-1].name and _whole(kept[-1]) and not any(map(_whole, kept[:-1])):
        return kept[:-1]
    if len(kept) > 2 and not kept[0].name and _whole(kept[0]) and not any(map(_whole, kept[1:])):
        return kept[1:]
    return kept


def _goes_up(column: _Column, others: Sequence[_Column]) -> bool:
    values = column.values
    if len(values) < FEWEST_ROWS or not np.isfinite(values).all():
        return False
    steps = np.diff(values)
    counts = bool((steps == 1).all()) and _whole(column)
    if counts and others and not all(map(_whole, others)):
        return True
    evenly = bool((steps > 0).all()) and bool(np.allclose(steps, steps[0], rtol=1e-3))
    if all(map(_whole, others)) or len(others) < 2:
        return False
    return evenly or (not column.name and len(values) >= SURE_ROWS and bool((steps > 0).all()))


def _whole(column: _Column) -> bool:
    known = column.values[np.isfinite(column.values)]
    return bool(len(known)) and bool((known == np.round(known)).all()) and float(np.ptp(known)) > 0


def _is_about(name: str) -> bool:
    words = _words(name)
    return bool(ABOUT & set(words)) or (len(words) == 1 and words[0] in ABOUT_ALONE)


def _words(name: str) -> list[str]:
    """The words of a column's name: startTime and start_time are two."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", " ", name)
    return re.findall(r"[^\W\d_]+", apart.lower())


def _numbers(column: pd.Series, name: str) -> np.ndarray | None:
    """The values of a column of numbers; None for texts, truth values, dates and empty columns."""
    if _empty(column) or pd.api.types.is_bool_dtype(column):
        return None
    if pd.api.types.is_numeric_dtype(column):
        if pd.api.types.is_complex_dtype(column):
            raise InputError(f"the column {name} holds complex numbers: give real ones")
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    if not (pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column)):
        return None
    return _written_numbers(column, name)


def _written_numbers(column: pd.Series, name: str) -> np.ndarray | None:
    """Numbers that are kept as text; None if most cells are none.

    Raises InputError if a few cells are none: the column would be lost for a slip.
    """
    text = column.astype("string").str.strip().str.replace(r"^([^.]*),([^,.]*)$", r"\1.\2", regex=True)
    values = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.isnan(values) & column.notna().to_numpy()
    if 2 * int(wrong.sum()) >= int(column.notna().sum()):
        return None
    if wrong.any() and _is_about(name):
        return None
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"vector {row + 1} has {str(column.iloc[row])[:30]!r} in the column {name}, which is no number: correct it or "
            "leave the row out"
        )
    return values


def _empty(column: pd.Series) -> bool:
    return bool(column.isna().all())


def _holds_lists(column: pd.Series) -> bool:
    known = column.dropna()
    if known.empty or pd.api.types.is_numeric_dtype(column):
        return False
    first = known.iloc[0]
    return (isinstance(first, list | tuple | np.ndarray) and np.size(first) > 1) or is_list(first)


def _of_lists(names: Sequence[str], columns: Sequence[pd.Series], lists: Sequence[int]) -> VectorTable:
    """The vectors of the column of lists; of several, the one with the longest."""
    read = {place: _read_lists(columns[place]) for place in lists}
    usable = {place: rows for place, rows in read.items() if rows is not None}
    if not usable:
        raise InputError(
            "the lists of the table hold more than numbers: give lists of numbers, all of one length"
        )
    place = max(usable, key=lambda one: len(usable[one][0]))
    rows = usable[place]
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    for number, row in enumerate(rows, start=1):
        if len(row) != usual:
            raise InputError(
                f"vector {number} has {len(row)} values where most have {usual}: give lists of one length (NumPy and pandas "
                'shorten long ones with "..." when they print; write them with tolist())'
            )
    others = [name or str(other + 1) for other, name in enumerate(names) if other != place]
    return VectorTable(np.array(rows, np.float64), (names[place] or str(place + 1),), tuple(others))


def _read_lists(column: pd.Series) -> list[list[float]] | None:
    """The values of each cell; None where the cells hold other things than numbers."""
    rows = []
    for cell in column:
        if isinstance(cell, str):
            if re.sub(_FILLING, "", _VALUES.sub("", cell.replace("...", ""))):
                return None
            rows.append([float(value) for value in _VALUES.findall(cell)])
            continue
        try:
            rows.append(np.asarray(cell, np.float64).ravel().tolist())
        except (TypeError, ValueError):
            return None
    return rows


def _listed(names: Sequence[str]) -> str:
    return (
        ", ".join(names)
        if len(names) <= MOST_NAMED
        else f"{names[0]}, {names[1]}, ... {names[-1]} ({len(names)})"
    )
