"""The command that says whose a project is on a server with a login."""

from dataclasses import asdict
from typing import Any

import click

from crvae_core.terminal import command_output, opened


@click.command()
@click.argument("project")
@click.option("--owner", metavar="PERSON", help="Whose it is from now on, as the login calls them.")
@click.option("--with", "added", multiple=True, metavar="PERSON", help="May open it and work in it.")
@click.option("--without", "removed", multiple=True, metavar="PERSON", help="May no more.")
@click.option("--public/--private", default=None, help="Whether everybody of the lab may open it.")
@command_output
def share(
    project: str, owner: str | None, added: tuple[str, ...], removed: tuple[str, ...], public: bool | None
) -> dict[str, Any]:
    """Show or change who may open PROJECT on a server with a login (docs/lab-server.md)."""
    from crvae_core.project.ownership import ownership, save_ownership

    folder = opened(project).folder
    before = ownership(folder)
    after = before.changed(owner, added, removed, public)
    if after != before:
        save_ownership(folder, after)
    return asdict(after)
