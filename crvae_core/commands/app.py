"""The command that opens the app: Streamlit in this very process, with the options that it knows itself."""

import importlib.util
import runpy
import sys
from pathlib import Path

import click

from crvae_core.errors import InputError
from crvae_core.shipped import shipped
from crvae_core.terminal import exit_codes


@click.command()
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of all projects; default: CRVAE_HOME, else ~/.crvae.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Default: 8501, or the next one that is free.")
@click.option("--no-browser", is_flag=True, help="Only serve; print the address.")
@click.argument("streamlit_options", nargs=-1, type=click.UNPROCESSED, metavar="[-- STREAMLIT_OPTIONS]")
def app(
    workspace: Path | None, port: int | None, no_browser: bool, streamlit_options: tuple[str, ...]
) -> None:
    """Open the app in the browser; the demo waits on its start page. Ctrl+C ends it.

    What follows after -- goes to Streamlit, such as: crvae app -- --server.maxUploadSize 4000
    For several people on one server see docs/lab-server.md.
    """
    with exit_codes():
        if importlib.util.find_spec("streamlit") is None:
            raise InputError(f"the app needs Streamlit, which {sys.executable} lacks: pip install streamlit")
    sys.argv = streamlit_call(workspace, port, no_browser, streamlit_options)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def streamlit_call(
    workspace: Path | None, port: int | None, no_browser: bool, more: tuple[str, ...] = ()
) -> list[str]:
    """The arguments of `streamlit run` for this app; its .streamlit/config.toml is found beside the script."""
    call = ["streamlit", "run", str(shipped("streamlit_app.py"))]
    call += ["--server.port", str(port)] if port else []
    call += ["--server.headless", "true"] if no_browser else []
    call += more
    return [*call, "--", "--workspace", str(workspace.expanduser().resolve())] if workspace else call
