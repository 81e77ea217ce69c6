"""The command that shows the videos of a project and says what they are: title, group, date, source, language, licence."""

import functools
from pathlib import Path
from typing import Any

import click

from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened
from crvae_core.wording import clock, count, padded, width

_WIDEST = 40  # letters of a cell on the terminal


def readable_videos(result: dict[str, Any]) -> str:
    """The videos as a table; columns that nothing is said in are left out."""
    rows = result["videos"]
    if not rows:
        return "the project has no videos yet: add one with `ingest`"
    shown = [{key: _cell(key, value) for key, value in row.items() if key != "frames"} for row in rows]
    columns = [column for column in shown[0] if any(row[column] for row in shown)]
    widths = {column: max(width(column), *(width(row[column]) for row in shown)) for column in columns}
    lines = [columns, *([row[column] for column in columns] for row in shown)]
    table = "\n".join(
        "  ".join(padded(cell, widths[column]) for cell, column in zip(line, columns, strict=True)).rstrip()
        for line in lines
    )
    groups = len({row["group"] for row in rows if row["group"]})
    return f"{table}\n{count(len(rows), 'video')}, {count(groups, 'group')}"


@click.command()
@click.argument("project")
@click.option(
    "--set", "settings", nargs=2, multiple=True, metavar="VIDEO KEY=VALUE",
    help="Say something of a video, by its id or title: group=Japan, date=2021-12, 'my column=...'; 'group=': nothing.",
)  # fmt: skip
@click.option(
    "--csv", "table", type=click.Path(path_type=Path),
    help="Read properties from a CSV file: a column title or video_id, and one for each property.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Write the properties into a CSV file.")
@functools.partial(command_output, shown=readable_videos)
def videos(
    project: str, settings: tuple[tuple[str, str], ...], table: Path | None, out: Path | None
) -> dict[str, Any]:
    """Show the videos of PROJECT with their properties, and change these.

    The group is what videos are compared by: a culture, an outlet, a country.
    """
    from crvae_core.files import atomic_path
    from crvae_core.material.quality import untaken_frames
    from crvae_core.project.properties import properties_csv, properties_of, read_properties, set_properties

    found = opened(project)
    if table is not None:
        found = set_properties(found, read_properties(found, _bytes_of(table), table.name))
    if settings:
        found = set_properties(found, _changes(found, settings))
    if out is not None:
        with atomic_path(out) as path:
            path.write_text(properties_csv(found), encoding="utf-8-sig")  # with the mark that Excel needs
    pairs = found.pairs()
    rows = properties_of(found).to_dict(orient="records")
    return {
        "project": str(found.folder),
        "videos": [
            {str(key): value for key, value in row.items()}
            | {"duration_s": entry.duration_s, "frames": entry.frame_count, "pairs": entry.pair_count}
            | {"frames_no_caption_took": untaken_frames(entry, pairs)}
            for row, entry in zip(rows, found.videos, strict=True)
        ],
    }


def _changes(project: Any, settings: tuple[tuple[str, str], ...]) -> dict[str, dict[str, str]]:
    changes: dict[str, dict[str, str]] = {}
    for video, said in settings:
        key, equals, value = said.partition("=")
        if not equals or not key.strip():
            raise InputError(f"{said!r} says nothing of a video: write KEY=VALUE, such as group=Japan")
        changes.setdefault(project.find_video(video).video_id, {})[key] = value
    return changes


def _bytes_of(path: Path) -> bytes:
    from crvae_core.media.encodings import MAXIMUM_BYTES

    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise InputError(
                f"{path} is larger than {MAXIMUM_BYTES // 1_000_000} MB: give a table of the videos"
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}): check the path") from error


def _cell(key: str, value: Any) -> str:
    if key == "frames_no_caption_took":
        return str(value or "")
    text = clock(value) if key == "duration_s" else str(value)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
