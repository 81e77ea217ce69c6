"""Packing a project as one archive in the background; the archive lies in the workspace until the next one is made."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from crvae_core.errors import WorkError
from crvae_core.file_names import file_name
from crvae_core.files import storage_errors
from crvae_core.project.archive import SUFFIX, export_project
from crvae_core.project.inside import inside
from crvae_core.project.lab import lab_settings
from crvae_core.project.paths import film_places, source_film
from crvae_core.project.project import Project, open_project
from crvae_core.tasks.kinds import begin
from crvae_core.work.item import WorkItem, items_of
from crvae_core.work.lanes import light
from crvae_core.work.report import Report

KIND = "archive"
FOLDER = ".archives"  # in the workspace: the last archive of each project, to be saved from the browser
LONGEST_STEM = 100  # bytes of the archive's name without its suffix


def start_archive(project: Project, with_films: bool, shared: bool) -> WorkItem:
    """Start to pack a project; with_films: take its films along. shared: films lie where the server's settings allow alone."""
    arguments = {"with_films": with_films, "shared": shared}
    return begin(project.folder, KIND, f"Packing {project.name}", arguments, subject=KIND)


def newest_archive(project: Project) -> WorkItem | None:
    """The packing of a project that was started last."""
    found = [item for item in items_of(project.folder) if item.kind == KIND]
    return max(found, key=lambda item: item.work_id, default=None)


def pack_project(report: Report, with_films: bool, shared: bool) -> dict[str, Any]:
    """Write the archive in the place of an earlier one."""
    project = open_project(report.item.home)
    workspace = project.folder.parent
    settings = lab_settings(workspace)
    places = film_places(workspace, replace(settings, shared=True) if shared else settings)

    def film_of(project: Project, video_id: str) -> Path:
        source = project.video(video_id).source
        return source_film(project.folder, project.video_folder(video_id), source, places)

    with report.turn(light(KIND)):
        path = _place(project)
        done = export_project(project, path, film_of if with_films else None, report)
    return {
        "name": path.name, "bytes": done.bytes, "files": done.files, "films": len(done.films),
        "films_missing": done.films_missing,
    }  # fmt: skip


def archive_file(item: WorkItem) -> Path:
    """The archive that came of a piece of work; raises WorkError where it has gone."""
    folder = item.home.parent / FOLDER / item.home.name
    path = inside(folder, folder / str(item.result().get("name") or "missing"))
    if not path.is_file():
        raise WorkError("the archive is not there any more: make it again")
    return path


def _place(project: Project) -> Path:
    """Where the archive of a project lies; those of projects that have gone are removed."""
    workspace = project.folder.parent
    home = workspace / FOLDER
    own = home / project.folder.name
    with storage_errors(home):
        own.mkdir(parents=True, exist_ok=True)
        for folder in home.iterdir():
            if not (workspace / folder.name / "project.json").exists():
                shutil.rmtree(folder, ignore_errors=True)
    return own / (file_name(project.name, LONGEST_STEM, "project") + SUFFIX)
