"""The projects of a workspace: those that can be opened, and what is wrong with the others."""

from dataclasses import dataclass
from pathlib import Path

from crvae_core.errors import ProjectError
from crvae_core.project.project import Project, changed_at, open_project


@dataclass(frozen=True)
class Unreadable:
    """A folder that holds a project.json which can't be used, and why."""

    folder: Path
    reason: str


@dataclass(frozen=True)
class Shelf:
    """All projects directly in a workspace, the one changed last first, and those that can't be opened."""

    projects: tuple[Project, ...]
    unreadable: tuple[Unreadable, ...]


def last_change(project: Project) -> float:
    """When something in a project was changed last, in seconds: its films, its pairs, or a run."""
    folder = project.folder
    places = [folder / "project.json", folder / "pairs.parquet", *folder.glob("runs/*/status.json")]
    return max(map(changed_at, places))


def survey(workspace: Path) -> Shelf:
    """Look through a workspace; one bad folder takes nothing from the others. An empty or missing one has no projects."""
    projects, unreadable = [], []
    try:
        files = sorted(workspace.glob("*/project.json"), key=changed_at, reverse=True)
    except OSError as error:
        return Shelf((), (Unreadable(workspace, f"it can't be looked at ({error.strerror})"),))
    for path in files:
        if path.parent.name.startswith("."):
            continue  # one that is being made
        try:
            projects.append(open_project(path.parent))
        except ProjectError as error:
            unreadable.append(Unreadable(path.parent, str(error)))
    return Shelf(tuple(projects), tuple(unreadable))
