"""The commands that look after an installation, a workspace and projects: doctor, and repair in short."""

import functools
from pathlib import Path
from typing import Any

import click

from crvae_core.terminal import command_output, progress_bar


def _as_text(told: dict[str, Any]) -> str:
    """What was found and done, a line each."""
    lines = []
    for name, part in [("", told), *((key, told.get(key)) for key in ("installation", "workspace"))]:
        lines += _lines(name, part or {})
    for name, part in told.get("projects", {}).items():
        lines += _lines(f"project {name}", part)
    return "\n".join([*lines, "All is well." if told["sound"] else "Not all is well."])


def _lines(name: str, part: dict[str, Any]) -> list[str]:
    done = [f"  repaired   {one['where']}: {one['said']}" for one in part.get("repaired", []) if one["done"]]
    left = [
        f"  not done   {one['where']}: {one['said']}" for one in part.get("repaired", []) if not one["done"]
    ]
    found = [
        f"  {'damaged ' if one['serious'] else 'to know '}   {one['where']}: {one['what']}."
        + (f" Lost: {one['lost']}." if one["lost"] else "")
        + f" {one['remedy']}"
        for one in part.get("findings", [])
    ]
    lines = done + left + found
    return [name or str(part.get("project", "")), *lines] if lines else []


@click.command()
@click.argument("project", required=False)
@click.option(
    "--repair", is_flag=True, help="Repair what the program can; nothing that people made is thrown away."
)
@click.option("--deep", is_flag=True, help="Read every frame and every hash as well.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: CRVAE_HOME, else ~/.crvae.")
@functools.partial(command_output, shown=_as_text)
def doctor(project: str | None, repair: bool, deep: bool, workspace: Path | None) -> dict[str, Any]:
    """Check PROJECT, or the installation, the workspace and all of its projects; say what helps, or do it."""
    from crvae_core.project.naming import project_folder
    from crvae_core.project.project import default_workspace

    home = workspace or default_workspace()
    if project is not None:
        return _project(project_folder(project, home), repair, deep)
    return _everything(home, repair, deep)


@click.command()
@click.argument("project")
@functools.partial(command_output, shown=_as_text)
def repair(project: str) -> dict[str, Any]:
    """Repair PROJECT as far as the program can: the same as `doctor PROJECT --repair`."""
    from crvae_core.project.naming import project_folder

    return _project(project_folder(project), repair=True, deep=False)


def _project(folder: Path, repair: bool, deep: bool) -> dict[str, Any]:
    from crvae_core.doctor.project import check_project
    from crvae_core.doctor.repair import repair_project
    from crvae_core.project.project import is_project, open_project

    if not is_project(folder) and not (folder / "videos").is_dir():
        open_project(folder)  # says what is wrong
    told: dict[str, Any] = {"project": str(folder)}
    if repair:
        with progress_bar() as update:
            told["repaired"] = [done.to_json() for done in repair_project(folder, update)]
    findings = check_project(folder, deep)
    told["findings"] = [finding.to_json() for finding in findings]
    told["sound"] = not any(finding.serious for finding in findings)
    return told


def _everything(workspace: Path, repair: bool, deep: bool) -> dict[str, Any]:
    from crvae_core.doctor.environment import about_environment, check_environment
    from crvae_core.doctor.workspace import check_workspace, tidy
    from crvae_core.project.workspace import survey

    if repair:
        tidy(workspace)
    shelf = survey(workspace)
    folders = [project.folder for project in shelf.projects] + [
        damaged.folder for damaged in shelf.unreadable
    ]
    projects = {folder.name: _project(folder, repair, deep) for folder in folders}
    installed, around = check_environment(), check_workspace(workspace)
    serious = [finding for finding in (*installed, *around) if finding.serious]
    return {
        "installation": about_environment() | {"findings": [finding.to_json() for finding in installed]},
        "workspace": {"folder": str(workspace), "findings": [finding.to_json() for finding in around]},
        "projects": projects,
        "sound": not serious and all(told["sound"] for told in projects.values()),
    }


COMMANDS = (doctor, repair)
