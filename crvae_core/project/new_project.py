"""Makes new projects: in a folder that is named, or in the workspace under a name that a user typed."""

import re
import uuid
from datetime import UTC, datetime
from pathlib import Path

from crvae_core.errors import ProjectError, StorageError
from crvae_core.files import storage_error, storage_errors
from crvae_core.project.project import Project, is_project, save_project
from crvae_core.project.shown_text import shown_name

DEEPEST = 110  # letters that paths in a project have below its folder; Windows allows 260 together, if not told otherwise


def create_project(folder: Path, name: str | None = None) -> Project:
    """Make an empty project in `folder`; raises ProjectError if something else is already there."""
    if is_project(folder):
        raise ProjectError(f"there is already a project in {folder}: open it, or choose another folder")
    if folder.exists() and (not folder.is_dir() or not _is_empty(folder)):
        raise ProjectError(f"{folder} is not an empty folder: choose another place for the project")
    project = Project(folder, name or folder.name, datetime.now(UTC).isoformat(timespec="seconds"), ())
    try:
        with storage_errors(folder):
            existed = folder.exists()
            folder.mkdir(parents=True, exist_ok=True)
            _check_length(folder, existed)
            save_project(project)
    except StorageError:
        raise
    except OSError as error:
        raise ProjectError(f"{folder} can't be made ({error.strerror}): choose another place") from error
    return project


def create_named_project(workspace: Path, name: str) -> Project:
    """Make a project under a name that a user typed; the name is shown, never used as a path."""
    shown = shown_name(name, "project")
    return create_project(folder_for(workspace, shown), shown)


def folder_for(workspace: Path, name: str) -> Path:
    """A free folder for a project of that name; the name is shown, never used as a path."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32] or "project"
    return workspace / f"{slug}-{uuid.uuid4().hex[:6]}"


def _check_length(folder: Path, existed: bool) -> None:
    """Raise ProjectError, and take the new folder away again, where its deepest paths would be too long."""
    probe = folder / ("x" * DEEPEST)
    try:
        probe.mkdir(exist_ok=True)
        probe.rmdir()
    except OSError as error:
        if storage_error(error) is not None:
            raise
        if not existed:
            folder.rmdir()
        raise ProjectError(
            f"the path {str(folder)[:200]} is too long for the files of a project: choose a place nearer to the top, or let "
            "Windows take long paths"
        ) from error


def _is_empty(folder: Path) -> bool:
    """Whether nothing is in a folder but what a killed process left when it began to make a project."""
    begun = (".lock", "x" * DEEPEST)
    return all(path.name in begun or path.name.startswith(".tmp-") for path in folder.iterdir())
