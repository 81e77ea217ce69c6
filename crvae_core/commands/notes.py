"""The commands for what people write on a project: codebook, tags, notes, findings; and how far coders agree."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crvae_core.errors import InputError, ProjectError
from crvae_core.terminal import command_output, opened

if TYPE_CHECKING:
    from crvae_core.notes.marks import Place
    from crvae_core.project.project import Project

_CODER = click.option("--coder", metavar="NAME", help="Who codes; your name on this computer if not given.")
_ON = (
    click.option(
        "--moment", "moments", multiple=True, metavar="ID", help="A moment, by its pair_id; may be repeated."
    ),
    click.option(
        "--video", metavar="VIDEO", help="A stretch of this film, by id or title, with --from and --to."
    ),
    click.option("--from", "start", type=float, metavar="SECONDS"),
    click.option("--to", "end", type=float, metavar="SECONDS"),
)


def _on(command: Any) -> Any:
    for option in reversed(_ON):
        command = option(command)
    return command


@click.group()
def codebook() -> None:
    """The tags of a project, their definitions and colours."""


@codebook.command("list")
@click.argument("project")
@command_output
def list_tags(project: str) -> dict[str, Any]:
    """Show the tags of PROJECT in their order; the first nine have the keys 1 to 9."""
    from dataclasses import asdict

    from crvae_core.notes.codebook import read_codebook

    found = read_codebook(opened(project))
    return {"tags": [asdict(tag) for tag in found.tags], "problems": list(found.problems)}


@codebook.command("add")
@click.argument("project")
@click.argument("name")
@click.option("--definition", default="", help="What is tagged with it.")
@click.option("--colour", default="", help="As #rrggbb; the next of the palette if not given.")
@command_output
def add_tag_command(project: str, name: str, definition: str, colour: str) -> dict[str, Any]:
    """Add the tag NAME to the codebook of PROJECT."""
    from dataclasses import asdict

    from crvae_core.notes.codebook import add_tag

    return asdict(add_tag(opened(project), name, definition, colour))


@codebook.command("remove")
@click.argument("project")
@click.argument("name")
@command_output
def remove_tag_command(project: str, name: str) -> dict[str, Any]:
    """Take the tag NAME out of the codebook of PROJECT; what was tagged with it is kept."""
    from dataclasses import asdict

    from crvae_core.notes.codebook import read_codebook, remove_tag

    found = opened(project)
    return {"removed": asdict(remove_tag(found, read_codebook(found).find(name).tag_id))}


@codebook.command("import")
@click.argument("project")
@click.argument("file", type=click.Path(path_type=Path))
@command_output
def import_tags(project: str, file: Path) -> dict[str, Any]:
    """Read tags from a CSV FILE with the columns name, definition, colour; known names are changed."""
    from crvae_core.notes.codebook_csv import import_codebook

    changed, added = import_codebook(opened(project), file)
    return {"changed": changed, "added": added}


@codebook.command("export")
@click.argument("project")
@click.argument("file", type=click.Path(path_type=Path))
@command_output
def export_tags(project: str, file: Path) -> dict[str, Any]:
    """Write the codebook of PROJECT as CSV."""
    from crvae_core.notes.codebook_csv import export_codebook

    return {"tags": export_codebook(opened(project), file), "file": str(file)}


@click.group()
def tags() -> None:
    """Tags on moments and stretches of time, and how far coders agree."""


@tags.command("list")
@click.argument("project")
@click.option("--tag", metavar="NAME", help="Only this one.")
@click.option("--coder", metavar="NAME", help="Only this one's.")
@command_output
def list_marks(project: str, tag: str | None, coder: str | None) -> dict[str, Any]:
    """Show what was tagged in PROJECT, where, by whom and when."""
    return _marks(opened(project), tag, coder, lambda mark: bool(mark.tag))


@tags.command("add")
@click.argument("project")
@click.argument("tag")
@_on
@_CODER
@command_output
def add_marks(
    project: str, tag: str, moments: tuple[str, ...], video: str | None, start: float | None, end: float | None,
    coder: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Put TAG, of the codebook of PROJECT, on moments or on a stretch of time."""
    from crvae_core.notes.codebook import read_codebook
    from crvae_core.notes.marks import put_marks

    found = opened(project)
    tag_id = read_codebook(found).find(tag).tag_id
    new = put_marks(found, _places(found, moments, video, (start, end)), tag_id, coder=coder or _me())
    return {"added": [mark.to_json() for mark in new]}


@tags.command("remove")
@click.argument("project")
@click.argument("mark_ids", nargs=-1, required=True)
@command_output
def remove_marks(project: str, mark_ids: tuple[str, ...]) -> dict[str, Any]:
    """Take tags off, by their ids as `tags list` has them."""
    from crvae_core.notes.marks import take_off

    return {"removed": take_off(opened(project), mark_ids)}


@tags.command("agreement")
@click.argument("project")
@click.argument("coders", nargs=-1, required=True)
@click.option("--by", type=click.Choice(["moment", "time"]), default="moment", show_default=True)
@click.option(
    "--step", type=click.FloatRange(0.01, 3600), default=0.5, show_default=True, help="Seconds, by time."
)
@command_output
def agreement(project: str, coders: tuple[str, ...], by: Any, step: float) -> dict[str, Any]:
    """Cohen's kappa of two CODERS and Krippendorff's alpha of two or more, tag by tag ("": all together)."""
    from crvae_core.notes.agreement import coder_agreement

    return coder_agreement(opened(project), coders, by, step).to_json()


@click.group()
def notes() -> None:
    """Notes on moments and stretches of time."""


@notes.command("list")
@click.argument("project")
@click.option("--coder", metavar="NAME", help="Only this one's.")
@command_output
def list_notes(project: str, coder: str | None) -> dict[str, Any]:
    """Show the notes of PROJECT."""
    return _marks(opened(project), None, coder, lambda mark: bool(mark.note))


@notes.command("add")
@click.argument("project")
@click.argument("text")
@_on
@_CODER
@command_output
def add_note(
    project: str, text: str, moments: tuple[str, ...], video: str | None, start: float | None, end: float | None,
    coder: str | None,
) -> dict[str, Any]:  # fmt: skip
    """Put the note TEXT on moments or on a stretch of time of PROJECT."""
    from crvae_core.notes.marks import put_marks

    found = opened(project)
    new = put_marks(found, _places(found, moments, video, (start, end)), "", text, coder or _me())
    return {"added": [mark.to_json() for mark in new]}


@notes.command("remove")
@click.argument("project")
@click.argument("mark_ids", nargs=-1, required=True)
@command_output
def remove_notes(project: str, mark_ids: tuple[str, ...]) -> dict[str, Any]:
    """Take notes off, by their ids as `notes list` has them."""
    from crvae_core.notes.marks import take_off

    return {"removed": take_off(opened(project), mark_ids)}


@click.group()
def findings() -> None:
    """What was pinned, in an order."""


@findings.command("list")
@click.argument("project")
@click.option("--figures", is_flag=True, help="With the data of the figures.")
@command_output
def list_findings(project: str, figures: bool) -> dict[str, Any]:
    """Show the findings of PROJECT in their order."""
    from crvae_core.notes.findings import read_findings

    kept = read_findings(opened(project))
    rows = [one.to_json() | ({} if figures else {"figure": one.figure is not None}) for one in kept.rows]
    return {"findings": rows, "problems": list(kept.problems)}


@findings.command("add")
@click.argument("project")
@click.argument("title")
@click.option(
    "--sentence", "sentences", multiple=True, metavar="TEXT", help="What is found; may be repeated."
)
@click.option("--note", default="", help="What you write on it.")
@click.option(
    "--moment", "moments", multiple=True, metavar="ID", help="A moment, by its pair_id; may be repeated."
)
@_CODER
@command_output
def add_finding_command(
    project: str,
    title: str,
    sentences: tuple[str, ...],
    note: str,
    moments: tuple[str, ...],
    coder: str | None,
) -> dict[str, Any]:
    """Pin a sentence, or moments, as the last finding of PROJECT."""
    from crvae_core.notes.findings import Finding, add_finding

    found = opened(project)
    _places(found, moments, None, (None, None)) if moments else []
    kind = "moments" if moments and not sentences else "sentence"
    new = Finding(kind, title, sentences, note, moments=moments, coder=coder or _me())
    return add_finding(found, new).to_json()


@findings.command("remove")
@click.argument("project")
@click.argument("finding_id")
@command_output
def remove_finding_command(project: str, finding_id: str) -> dict[str, Any]:
    """Take a finding out; `findings restore` brings it back."""
    from crvae_core.notes.findings import remove_finding

    remove_finding(opened(project), finding_id)
    return {"removed": finding_id}


@findings.command("restore")
@click.argument("project")
@click.argument("finding_id")
@command_output
def restore_finding_command(project: str, finding_id: str) -> dict[str, Any]:
    """Bring a finding back that was taken out."""
    from crvae_core.notes.findings import restore_finding

    return restore_finding(opened(project), finding_id).to_json()


@findings.command("order")
@click.argument("project")
@click.argument("finding_ids", nargs=-1, required=True)
@command_output
def order_findings_command(project: str, finding_ids: tuple[str, ...]) -> dict[str, Any]:
    """Put findings first, in the order in which they are named."""
    from crvae_core.notes.findings import order_findings, read_findings

    found = opened(project)
    order_findings(found, finding_ids)
    return {"order": [one.finding_id for one in read_findings(found).rows]}


def _places(
    project: "Project", moments: tuple[str, ...], video: str | None, times: tuple[float | None, float | None]
) -> "list[Place]":
    """What a tag or a note goes on; raises ProjectError where nothing is named, or a moment is unknown."""
    from crvae_core.notes.marks import moment_place, stretch_place

    start, end = times
    if video is not None and start is not None and end is not None:
        return [stretch_place(project, project.find_video(video).video_id, start, end)]
    if not moments or video is not None:
        raise ProjectError("say on what: --moment ID, or --video VIDEO --from SECONDS --to SECONDS")
    pairs = project.pairs()
    row_of = {str(name): row for row, name in enumerate(pairs["pair_id"])}
    unknown = [name for name in moments if name not in row_of]
    if unknown:
        raise ProjectError(
            f"there is no moment {unknown[0][:80]!r}: `export` writes a table with the ids of all moments"
        )
    return [moment_place(pairs.iloc[row_of[name]]) for name in moments]


def _marks(project: "Project", tag: str | None, coder: str | None, wanted: Any) -> dict[str, Any]:
    from crvae_core.notes.codebook import read_codebook
    from crvae_core.notes.marks import read_marks

    kept = read_marks(project)
    tag_id = read_codebook(project).find(tag).tag_id if tag is not None else None
    rows = [
        mark.to_json()
        for mark in kept.rows
        if wanted(mark) and tag_id in (None, mark.tag) and coder in (None, mark.coder)
    ]
    return {"marks": rows, "problems": list(kept.problems)}


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise InputError("this computer does not say who you are: give --coder NAME") from error


COMMANDS = (codebook, tags, notes, findings)
