"""The properties of videos: title, group, date, source link, language, licence note, and free columns.

The group is what videos are compared by: a culture, an outlet, a country. All are kept in project.json.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from crvae_core.errors import CaptionError, ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.media.encodings import decode
from crvae_core.project.leftovers import RECORD
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.project.property_values import KNOWN, LANGUAGE, TITLE, checked_properties, column_name
from crvae_core.project.shown_text import LONGEST_NAME, shown_name
from crvae_core.project.video_entry import VideoEntry
from crvae_core.spreadsheets import as_written, neutral

_SEPARATORS = ",;\t|"
_BY = ("video_id", "video")  # columns of a CSV file that say which video a row is of; else its title


def properties_of(project: Project) -> pd.DataFrame:
    """A row per video, in the project's order: video_id, title, group, date, source, language, licence, then free columns.

    All values are texts, "" where nothing is said. Where no language was given, it is the one of the captions.
    """
    columns = columns_of(project)
    rows = [
        {"video_id": entry.video_id, TITLE: entry.name}
        | dict.fromkeys(columns, "")
        | ({LANGUAGE: entry.language} if entry.captions_name else {})
        | entry.properties
        for entry in project.videos
    ]
    return pd.DataFrame(rows, columns=["video_id", TITLE, *columns], dtype=str)


def columns_of(project: Project) -> list[str]:
    """The columns of properties behind the title: the known ones, then the free ones in the order of their names."""
    free = {name for entry in project.videos for name in entry.properties if name not in KNOWN}
    return [*KNOWN, *sorted(free)]


def set_properties(project: Project, changes: Mapping[str, Mapping[str, str]]) -> Project:
    """Change properties of videos; those that are not named stay, an empty text takes one away.

    Args:
        changes: video_id -> column -> value. The title is the video's name.

    Raises ProjectError for an unknown video, a name that no column can have, or a value that is no date or web address where
    one belongs. Nothing is changed then.
    """
    with project.lock():
        project = open_project(project.folder)
        entries = {video_id: _changed(project.video(video_id), said) for video_id, said in changes.items()}
        videos = tuple(entries.get(entry.video_id, entry) for entry in project.videos)
        changed = replace(project, videos=videos)
        save_project(changed)
        for before, entry in zip(project.videos, videos, strict=True):
            if entry != before:
                _renew_record(changed, entry)
    return changed


def properties_csv(project: Project) -> str:
    """The table of `properties_of` as CSV, to be changed elsewhere and read again; no cell of it is a formula."""
    return properties_of(project).map(neutral).to_csv(index=False, lineterminator="\n")


def read_properties(project: Project, data: bytes, name: str) -> dict[str, dict[str, str]]:
    """What a CSV file says of videos, for `set_properties`.

    Each row names its video by id (column video_id or video) or by title; the other columns are properties. Any usual
    encoding, separated by commas, semicolons, tabs or bars.

    Raises ProjectError with the row where something is wrong.
    """
    try:
        rows = _rows(decode(data, name).text)
    except (CaptionError, csv.Error) as error:
        raise ProjectError(f"{name} is no table of text: save it as CSV") from error
    if len(rows) < 2:
        raise ProjectError(
            f"{name} has no rows: its first line names the columns, such as title,group, each further line is a video"
        )
    try:
        columns = [cell if cell.casefold() in _BY else column_name(cell) for cell in rows[0]]
    except ValueError as error:
        raise ProjectError(f"{name}, line 1: {error}") from error
    doubled = sorted({column for column in columns if columns.count(column) > 1})
    if doubled:
        raise ProjectError(f"{name} has the column {doubled[0]!r} twice: leave one out")
    key = next((column for column in columns if column.casefold() in _BY), TITLE)
    if key not in columns:
        raise ProjectError(f"{name} does not say which videos it means: give it a column title, or video_id")
    return _of_videos(project, [columns, *rows[1:]], key, name)


def _of_videos(project: Project, rows: list[list[str]], key: str, name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number, cells in enumerate(rows[1:], start=2):
        row = dict(zip(rows[0], [*cells, *[""] * len(rows[0])], strict=False))
        try:
            video_id = project.find_video(row.pop(key)).video_id
        except ProjectError as error:
            raise ProjectError(f"{name}, row {number}: {error}") from error
        if video_id in found:
            raise ProjectError(f"{name}, row {number}: the video has another row already, leave one out")
        found[video_id] = {column: value for column, value in row.items() if column.casefold() not in _BY}
    return found


def _rows(text: str) -> list[list[str]]:
    """The lines of a table with anything in them, cut at the separator that its first line has most of."""
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [[as_written(cell.strip()) for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _changed(entry: VideoEntry, said: Mapping[str, str]) -> VideoEntry:
    try:
        columns = {column_name(name): value for name, value in said.items()}
        name = shown_name(columns.pop(TITLE), "video") if TITLE in columns else entry.name
        kept = {key: value for key, value in entry.properties.items() if key not in columns}
        properties = checked_properties(kept | columns)
    except ValueError as error:
        raise ProjectError(f"{entry.name}: {error}") from error
    return replace(entry, name=name[:LONGEST_NAME], properties=properties)


def _renew_record(project: Project, entry: VideoEntry) -> None:
    """Say the same in the record that lies beside the video's files, if there is one (see `records`)."""
    path = project.video_folder(entry.video_id) / RECORD
    try:
        stored = read_json(path)
        if isinstance(stored, dict) and isinstance(stored.get("entry"), dict):
            stored["entry"] |= {"name": entry.name, "properties": entry.properties}
            write_json(path, stored)
    except (OSError, ValueError):
        pass  # what people said stands in project.json, the record is the second copy
