"""A codebook as a table: name, definition, colour, id; as spreadsheets and other coding programs write and read it."""

import csv
import io
from pathlib import Path

from crvae_core.errors import CaptionError, ProjectError
from crvae_core.files import write_bytes
from crvae_core.media.encodings import decode
from crvae_core.notes.codebook import Codebook, Tag, read_codebook, update_tags
from crvae_core.project.project import Project
from crvae_core.spreadsheets import as_written, neutral

COLUMNS = ("name", "definition", "colour", "id")
MOST_BYTES = 10 << 20
_NAMES = {
    "name": ("name", "tag", "code", "label", "title"),
    "definition": ("definition", "description", "memo", "comment", "note"),
    "colour": ("colour", "color"),
    "id": ("id", "tag_id"),
}


def codebook_csv(codebook: Codebook) -> str:
    """A codebook as CSV; cells that a spreadsheet would compute begin with an apostrophe, which is read away again."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for tag in codebook.tags:
        writer.writerow([neutral(text) for text in (tag.name, tag.definition, tag.colour, tag.tag_id)])
    return stream.getvalue()


def export_codebook(project: Project, path: Path) -> int:
    """Write the codebook of a project as CSV; gives the number of tags."""
    codebook = read_codebook(project)
    write_bytes(path, codebook_csv(codebook).encode("utf-8-sig"))  # Excel tells UTF-8 by its mark
    return len(codebook)


def import_codebook(project: Project, path: Path) -> tuple[int, int]:
    """Read tags from a CSV file into the codebook; gives how many were changed, and how many added.

    Raises ProjectError, and changes nothing, for a file that is no such table.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ProjectError(f"{path} can't be read ({error.strerror}): check the path") from error
    return update_tags(project, read_codebook_csv(data, path.name))


def read_codebook_csv(data: bytes, name: str) -> list[Tag]:
    """The tags in the bytes of a CSV file; name: of the file, for messages. Raises ProjectError."""
    if len(data) > MOST_BYTES:
        raise ProjectError(f"{name} is larger than {MOST_BYTES >> 20} MB: it can't be a codebook")
    rows = _rows(_text(data, name), name)
    head = {cell.strip().casefold(): place for place, cell in enumerate(rows[0])} if rows else {}
    places = {
        column: next((head[other] for other in others if other in head), None)
        for column, others in _NAMES.items()
    }
    if places["name"] is None:
        raise ProjectError(f"{name} has no column called name: its first line must be {', '.join(COLUMNS)}")
    tags = []
    for row in rows[1:]:
        cells = {
            column: as_written(row[place]).strip() if place is not None and place < len(row) else ""
            for column, place in places.items()
        }
        if cells["name"]:
            tags.append(Tag(cells["id"], cells["name"], cells["definition"], cells["colour"]))
    if not tags:
        raise ProjectError(f"{name} holds no tags: write one per line below {', '.join(COLUMNS)}")
    return tags


def _text(data: bytes, name: str) -> str:
    try:
        return decode(data, name).text.lstrip("\ufeff")
    except CaptionError as error:
        raise ProjectError(f"{name} is no text: save the codebook as CSV, with one tag per line") from error


def _rows(text: str, name: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise ProjectError(f"{name} can't be read as a table ({error}): save it as CSV again") from error
