"""Which project a name means, for commands and in Python: a path, or what a project of the workspace is called."""

import hashlib
import re
from pathlib import Path

from crvae_core.project import project as projects
from crvae_core.project.project import Project, default_workspace, is_project
from crvae_core.project.workspace import survey

_NO_FOLDER_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def open_project(named: Path | str) -> Project:
    """Open a project.

    named: its folder; or as text what `project_folder` understands, such as the name of a project of the workspace.

    Raises ProjectError if there is none, if project.json is damaged, or if a newer version wrote it.
    """
    return projects.open_project(project_folder(named) if isinstance(named, str) else named)


def project_folder(text: str, workspace: Path | None = None) -> Path:
    """The folder of a project that somebody names, whether there is one already or it is to be made.

    text: a path; or a name alone, which is that of a folder of the workspace, or what a project there is called. A folder
    with that name in the working directory counts as well if it holds a project; `./NAME` makes a new one there.
    """
    path, home = Path(text), workspace or default_workspace()
    if path.name != text or is_project(path):
        return path
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    inside = home / (_NO_FOLDER_NAME.sub("-", text).strip("-.") or f"project-{digest}")
    return inside if is_project(inside) else _called(text, home) or inside


def _called(name: str, workspace: Path) -> Path | None:
    """The one project of a workspace that is called so; None where there is none, or more than one."""
    found = [project.folder for project in survey(workspace).projects if project.name == name]
    return found[0] if len(found) == 1 else None
