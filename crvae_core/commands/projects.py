"""The commands on whole projects: rename, copy, remove and have back; into one archive, and out of one into a workspace."""

from pathlib import Path
from typing import Any

import click

from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar


@click.group()
def project() -> None:
    """Rename, copy, remove, have back or share a whole project."""


@project.command()
@click.argument("name", metavar="PROJECT")
@click.argument("new_name")
@command_output
def rename(name: str, new_name: str) -> dict[str, Any]:
    """Give PROJECT another name; its folder and all links to it stay as they are."""
    from crvae_core.project.keeping import rename_project

    changed = rename_project(opened(name), new_name)
    return {"project": str(changed.folder), "name": changed.name}


@project.command()
@click.argument("name", metavar="PROJECT")
@click.option("--name", "new_name", help="What the copy is called.")
@command_output
def copy(name: str, new_name: str | None) -> dict[str, Any]:
    """Make a second project of everything that PROJECT holds, beside it."""
    from crvae_core.project.keeping import copy_project

    copied = copy_project(opened(name), new_name)
    return {"project": str(copied.folder), "name": copied.name}


@project.command()
@click.argument("name", metavar="PROJECT")
@command_output
def remove(name: str) -> dict[str, Any]:
    """Take PROJECT away, to be had back for a day (`project restore`); your own films are not touched."""
    from crvae_core.project.keeping import remove_project

    removed = remove_project(opened(name))
    return {"removed": removed.name, "hours_left": round(removed.hours_left)}


@project.command()
@click.argument("name", metavar="[PROJECT]", required=False)
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: CRVAE_HOME, else ~/.crvae.")
@command_output
def restore(name: str | None, workspace: Path | None) -> dict[str, Any]:
    """Bring a project back that was removed less than a day ago: the last one, or the one of that name or folder."""
    from crvae_core.project.keeping import removed_projects, restore_project
    from crvae_core.project.project import default_workspace

    home = workspace or default_workspace()
    there = removed_projects(home)
    removed = [one for one in there if name in (None, one.name, one.folder)]
    if not removed:
        names = ", ".join(one.name for one in there) or "nothing"
        raise InputError(
            f"{name or 'a project'} can't be had back: what was removed in the last day is {names}"
        )
    back = restore_project(home, removed[0])
    return {"project": str(back.folder), "name": back.name}


@project.command("export")
@click.argument("name", metavar="PROJECT")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The archive, such as news.crvae.zip."
)
@click.option("--films/--no-films", default=False, help="Take the films along. Default: without.")
@command_output
def export_command(name: str, out: Path, films: bool) -> dict[str, Any]:
    """Write PROJECT as one archive: pairs, runs, tags, notes, findings; no folder of this computer is told."""
    from crvae_core.project.archive import export_project
    from crvae_core.project.lab import lab_settings
    from crvae_core.project.paths import film_places, source_film
    from crvae_core.project.project import Project

    found = opened(name)
    workspace = found.folder.parent
    places = film_places(workspace, lab_settings(workspace))

    def film_of(project: Project, video_id: str) -> Path:
        return source_film(
            project.folder, project.video_folder(video_id), project.video(video_id).source, places
        )

    with progress_bar() as update:
        done = export_project(found, out, film_of if films else None, update)
    return {
        "archive": str(done.path), "files": done.files, "bytes": done.bytes, "films": list(done.films),
        "films_missing": done.films_missing,
    }  # fmt: skip


@project.command("import")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: CRVAE_HOME, else ~/.crvae.")
@click.option("--name", help="Another name than the project had.")
@command_output
def import_command(archive: Path, workspace: Path | None, name: str | None) -> dict[str, Any]:
    """Make a project of ARCHIVE in the workspace; hostile and damaged archives are refused whole."""
    from crvae_core.project.archive_reading import import_project
    from crvae_core.project.project import default_workspace

    with progress_bar() as update:
        found = import_project(archive, workspace or default_workspace(), name, update)
    return {
        "project": str(found.folder),
        "name": found.name,
        "videos": len(found.videos),
        "runs": found.runs(),
    }
