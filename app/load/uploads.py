"""What large uploads leave in the server's memory: `python -m crvae_core bench uploads`.

The films are the demo's with empty space at their end, so that they are large and can still be read.
"""

import shutil
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.load.server import MEGABYTE, Served, served
from app.load.visitor import Visitor
from crvae_core.demo.opening import MEDIA_FOLDER
from crvae_core.project.new_project import create_project
from crvae_core.project.project import open_project

FILM, CAPTIONS = MEDIA_FOLDER / "bulletin-en.mp4", MEDIA_FOLDER / "bulletin-en.srt"
PATIENCE_S = 600
SETTLE_S = 5


def measure_uploads(folder: Path, films: int, megabytes: int) -> dict[str, Any]:
    """Upload films one after the other through the page Videos and add them to a project; memory in MB."""
    workspace = folder / "workspace"
    create_project(workspace / "p")
    with served(workspace, folder / "server.log") as server:
        with Visitor(server.address) as visitor:
            visitor.open("Videos", "project=p")
            before = server.memory_bytes(alone=True)
            after_each = []
            with _watched(server) as most:
                for number in range(films):
                    film = _large_film(folder / "film.mp4", megabytes * MEGABYTE + number)
                    _add(visitor, workspace / "p", film, number)
                    after_each.append(server.memory_bytes(alone=True))
        time.sleep(SETTLE_S)
        after = server.memory_bytes(alone=True)
    return {
        "films": films,
        "megabytes_each": megabytes,
        "before_mb": before // MEGABYTE,
        "most_mb": most[0] // MEGABYTE,
        "most_with_children_mb": most[1] // MEGABYTE,
        "after_each_mb": [value // MEGABYTE for value in after_each],
        "after_mb": after // MEGABYTE,
        "left_on_disk": sorted(path.name for path in workspace.glob(".*ived-*/*")),
    }


def _large_film(path: Path, size: int) -> Path:
    """The demo's film, `size` bytes long; what is added is a hole in the file."""
    shutil.copyfile(FILM, path)
    more = size - path.stat().st_size
    with path.open("ab") as film:
        film.write(struct.pack(">I4s", more, b"free"))
        film.truncate(size)
    return path


def _add(visitor: Visitor, project: Path, film: Path, number: int) -> None:
    """Upload a film and its captions, press the button, and wait until the project has them."""
    drawn = visitor.open("Videos", "project=p")
    with film.open("rb") as data:
        drawn = visitor.upload(
            drawn.widget("file_uploader", "Video file"), film.name, film.stat().st_size, data
        )
    with CAPTIONS.open("rb") as data:
        uploader = drawn.widget("file_uploader", "Caption file")
        drawn = visitor.upload(uploader, CAPTIONS.name, CAPTIONS.stat().st_size, data)
    drawn = visitor.press(drawn.widget("button", "Add video"))
    until = time.monotonic() + PATIENCE_S
    while len(open_project(project).videos) <= number:
        if drawn.faults() or time.monotonic() > until:
            raise RuntimeError(f"film {number + 1} was not added: {drawn.faults()} {drawn.texts()[:500]}")
        time.sleep(0.5)


@contextmanager
def _watched(server: Served) -> Iterator[list[int]]:
    """Watch the memory of the server alone and of all its processes; gives the largest of both, in bytes."""
    most, ended = [0, 0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            most[0] = max(most[0], server.memory_bytes(alone=True))
            most[1] = max(most[1], server.memory_bytes())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        ended.set()
        thread.join()
