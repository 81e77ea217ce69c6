"""The command that takes results out of a project, in the forms that other programs read."""

import functools
from pathlib import Path
from typing import Any

import click

from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar
from crvae_core.wording import count, padded, width


@click.command("export")
@click.argument("project")
@click.option("--to", "form", help="The format; `export PROJECT --list` shows all.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="A file, or a folder for formats of several files."
)
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option(
    "--cluster", metavar="NAME", help="Only the moments of a cluster: its name, or its number from 1."
)
@click.option("--tag", help="Only the moments that have a tag.")
@click.option("--video-id", help="Only this video.")
@click.option("--moments", metavar="ID,ID,...", help="Only these moments.")
@click.option("--findings", is_flag=True, help="Only the moments of the findings.")
@click.option(
    "--raw", is_flag=True, help="Leave cells of CSV as they are that a spreadsheet would take for a formula."
)
@click.option(
    "--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Any setting; may be repeated."
)
@click.option("--list", "show_list", is_flag=True, help="Show formats and settings.")
@command_output
def export(
    project: str, form: str | None, out: Path | None, run: str | None, raw: bool,
    assignments: tuple[str, ...], show_list: bool, **chosen: Any,
) -> dict[str, Any]:  # fmt: skip
    """Take moments of a run of PROJECT out as tables, tiers, subtitles, markers, maps, figures or a report.

    A cluster is one of the k that --set k=5 asks for, as the pages show it.
    """
    if show_list:
        return _list()
    if form is None or out is None:
        raise InputError(
            "say what it becomes with --to FORMAT and where it goes with --out: --list shows the formats"
        )
    from crvae_core.export.everything import export_run
    from crvae_core.runs.run import open_run

    values = _assigned(assignments) | ({"raw": True} if raw else {})
    with progress_bar() as update:
        files = export_run(open_run(opened(project), run), form, out, _selection(chosen), values, update)
    return {"files": [str(path) for path in files]}


@click.command("import-eaf")
@click.argument("project")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--video-id", help="Which video the file belongs to; needed if there are several.")
@click.option("--coder", default="", help="Who put the tags there, where the tiers don't say so.")
@click.option("--replace", is_flag=True, help="Take tags off that the file's coders have taken out.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@command_output
def import_eaf(
    project: str, file: Path, video_id: str | None, coder: str, replace: bool, dry_run: bool
) -> dict[str, Any]:
    """Bring an ELAN file back that was edited: corrected captions of the tier Captions, and tags of all other tiers."""
    from crvae_core.export.eaf_return import bring_back

    found = opened(project)
    if video_id is None and len(found.videos) != 1:
        known = ", ".join(f"{entry.video_id} ({entry.name})" for entry in found.videos)
        raise InputError(f"say which video the file belongs to with --video-id: there are {known or 'none'}")
    video = found.videos[0] if video_id is None else found.find_video(video_id)
    return bring_back(found, video.video_id, file, coder, replace, dry_run)


def readable_reproduction(found: dict[str, Any]) -> str:
    """Films, figures and versions line by line, and what it comes to."""
    films = [(film["name"], film["found"] or "not found", film["said"]) for film in found["films"]]
    figures = [
        (
            name,
            "the same" if figure["same"] else "differs",
            figure.get("said") or count(figure["rows"], "row"),
        )
        for name, figure in found["figures"].items()
    ]
    versions = [(name, told, "") for name, told in found["versions"].items()]
    parts = [f"{title}\n{_table(rows)}" for title, rows in (("Films", films), ("Figures", figures)) if rows]
    if versions:
        parts.append(f"Other versions than then\n{_table(versions)}")
    encoded = found.get("vectors_encoded_again", {})
    if "said" in encoded:
        parts.append(f"Encoded again: {encoded['said']}")
    elif encoded:
        parts.append(f"Encoded again, vectors differ by at most {encoded['largest_difference']:.2g}.")
    said = str(found["said"])
    parts.append(f"{said[:1].upper()}{said[1:].rstrip('.')}. The project: {found['project']}")
    return "\n\n".join(parts)


def _table(rows: list[tuple[str, str, str]]) -> str:
    wide = [max(width(row[column]) for row in rows) for column in range(2)]
    return "\n".join(
        f"  {padded(one, wide[0])}  {padded(two, wide[1])}  {three}".rstrip() for one, two, three in rows
    )


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--films", type=click.Path(path_type=Path), required=True, help="The folder that holds the films."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A new folder that becomes the project; default: beside the bundle, by its name and -again.",
)
@functools.partial(command_output, shown=readable_reproduction, succeeded=lambda found: found["same"])
def reproduce(bundle: Path, films: Path, out: Path | None) -> dict[str, Any]:
    """Make the figures of a BUNDLE again from the films of a folder, and say what differs.

    The exit code is 0 where all figures are the same, 1 where one differs or a film is missing, 2 where it can't be tried.
    """
    from crvae_core.export.reproduce import reproduce as make_again

    with progress_bar() as update:
        return make_again(bundle, films, out or bundle.with_name(f"{bundle.stem}-again"), update)


def _selection(chosen: dict[str, Any]) -> Any:
    from crvae_core.export.selection import EVERYTHING, Selection

    given = {name: value for name, value in chosen.items() if value}
    if len(given) > 1:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise InputError(f"{options} say different things: give one of them")
    for name, value in given.items():
        if name == "moments":
            return Selection(
                "moments", pair_ids=tuple(part.strip() for part in value.split(",") if part.strip())
            )
        return Selection({"video_id": "video"}.get(name, name), "" if value is True else value)
    return EVERYTHING


def _assigned(assignments: tuple[str, ...]) -> dict[str, Any]:
    from crvae_core.config import parse_assignments

    return dict(parse_assignments(assignments))


def _list() -> dict[str, Any]:
    import dataclasses

    from crvae_core.export.formats import FORMATS
    from crvae_core.export.settings import FileSettings, LookSettings

    return {
        "formats": {name: f"{form.title}. {form.about}" for name, form in FORMATS.items()},
        "settings": {
            field.name: f"{field.metadata['help']} ({field.default})"
            for kind in (LookSettings, FileSettings)
            for field in dataclasses.fields(kind)
        },
    }
