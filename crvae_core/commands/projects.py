"""The commands that move a project: into one archive, and out of one into a workspace."""

from pathlib import Path
from typing import Any

import click

from crvae_core.terminal import command_output, opened, progress_bar


@click.group()
def project() -> None:
    """Move and share a whole project as one archive."""


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
