"""What people may say of a video: the columns that have a meaning here, free ones, and what their values may be."""

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from crvae_core.project.shown_text import shown_text

TITLE = "title"  # the name of the video itself
GROUP, DATE, SOURCE, LANGUAGE, LICENCE = "group", "date", "source", "language", "licence"
KNOWN = (GROUP, DATE, SOURCE, LANGUAGE, LICENCE)
MOST_COLUMNS = 40
LONGEST_COLUMN, LONGEST_VALUE = 60, 1_000  # letters
_OTHER_NAMES = {
    "name": TITLE,
    "culture": GROUP,
    "license": LICENCE,
    "licence note": LICENCE,
    "license note": LICENCE,
    "link": SOURCE,
    "url": SOURCE,
    "source link": SOURCE,
}
_TAKEN = ("video_id", "video", "properties")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def checked_properties(stored: Mapping[str, str]) -> dict[str, str]:
    """Properties as they are kept: columns by their names here, values in one line, empty ones left out.

    Raises ValueError with what is wrong.
    """
    found = {}
    for name, value in stored.items():
        column = column_name(name)
        if not isinstance(value, str):
            raise ValueError(f"the {column} of a video is not a text")
        if kept := _checked(column, shown_text(value, LONGEST_VALUE)):
            found[column] = kept
    if len(found) > MOST_COLUMNS:
        raise ValueError(f"a video has more than {MOST_COLUMNS} properties")
    return found


def column_name(name: str) -> str:
    """A column by its name here: "Culture" is the group, "URL" the source; free columns keep theirs.

    Raises ValueError for a name that no column can have.
    """
    shown = shown_text(name, LONGEST_COLUMN)
    lower = shown.casefold().replace("_", " ")
    if not shown:
        raise ValueError("a property has no name: give its column one")
    if lower in _OTHER_NAMES:
        return _OTHER_NAMES[lower]
    if lower in (*KNOWN, TITLE):
        return lower
    if shown.casefold() in _TAKEN:
        raise ValueError(f"a property can't be called {shown!r}: choose another name")
    return shown


def _checked(column: str, value: str) -> str:
    if column == SOURCE and value:
        return _web_address(value)
    return _day(value) if column == DATE and value else value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or any(sign in value for sign in ' <>"'):
        raise ValueError(f"{value[:80]!r} is no web address: give one that begins with https://")
    return value


def _day(value: str) -> str:
    """A year, a month or a day as 2021, 2021-12 or 2021-12-24."""
    match = _DATE.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValueError(f"{value[:40]!r} is no date: write it as 2021-12-24, 2021-12 or 2021") from error
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
