"""Serve the app for a test; find a browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.load.server import served

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # every other host is out of reach
]


def find_chromium() -> str | None:
    """The path of Chromium, if there is one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@contextmanager
def serve(workspace: Path) -> Iterator[str]:
    """Serve the app with a workspace; give its address, end it in the end."""
    with served(workspace, workspace.parent / "server.log") as server:
        yield server.address
