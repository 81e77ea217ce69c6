"""Changes of files of a project that belong together: all of them take place, or none.

The new files are written beside the old ones, into `.change-*/new`, under the names that they will have in the project. One
rename to `.change` makes the change certain; then each file moves to its place. Whoever comes between, or after a kill,
finds a file in `.change` if it has not moved yet, and the next one who may write moves the rest. What was not certain yet
is swept away (see `leftovers`). Only who holds the project's lock may change anything.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crvae_core.errors import FileInUseError, ProjectError
from crvae_core.files import flush_folder, move, read_json, remove_folder, storage_errors, write_json
from crvae_core.project.inside import inside

COMMITTED = ".change"
STAGING = ".change-"
TRASH = ".trash-"
_NEW, _REMOVED = "new", "removed.json"


class Change:
    """New files of a project, and folders that go, until they are certain."""

    def __init__(self, staging: Path) -> None:
        self.staging = staging
        self.removed: list[str] = []

    def file(self, name: str) -> Path:
        """Where to write the new version of a file, such as "pairs.parquet" or "videos/video-1/info.json"."""
        path = self.staging / _NEW / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def take_in(self, folder: Path, name: str) -> None:
        """Let a folder that is ready become `name`, which is not there yet; it goes if the change fails."""
        move(folder, self.file(name))

    def remove(self, name: str) -> None:
        """Let a folder go with the change."""
        self.removed.append(name)


@contextmanager
def changing(folder: Path) -> Iterator[Change]:
    """Change files of the project in `folder`: the block writes them, its end makes them certain, an error forgets them.

    Raises StorageError if the disk is full or can't be written; the project is then as it was.
    """
    finish(folder)
    with storage_errors(folder):
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
        try:
            change = Change(staging)
            yield change
            if change.removed:
                write_json(staging / _REMOVED, change.removed)
            staging.chmod(0o755)
            flush_folder(staging)
            move(staging, folder / COMMITTED)
            flush_folder(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finish(folder)


def finish(folder: Path) -> None:
    """Move what is certain to its place; only who holds the project's lock may do this.

    What can't be moved, such as a file that is open on Windows, stays in `.change` and is found there.
    """
    committed = folder / COMMITTED
    if not committed.is_dir():
        return
    with suppress(OSError, ProjectError, FileInUseError):
        for name in _removed(committed):
            throw_away(folder, inside(folder, folder / name))
        _move_in(folder, committed / _NEW, folder)
        throw_away(folder, committed)


def newest(folder: Path, name: str) -> Path:
    """Where a file of the project lies now; its usual place if there is none."""
    waiting = folder / COMMITTED / _NEW / name
    return waiting if os.path.lexists(waiting) else folder / name


def throw_away(folder: Path, path: Path) -> None:
    """Remove a file or folder of the project: it has gone at once, though removing all that is in it takes its time."""
    if not os.path.lexists(path):
        return
    trash = folder / f"{TRASH}{uuid.uuid4().hex[:8]}"
    try:
        move(path, trash)
    except FileInUseError:  # it is shown somewhere: as much as can goes now, the rest later
        remove_folder(path)
        return
    if trash.is_dir() and not trash.is_symlink():
        remove_folder(trash)
    else:
        trash.unlink()


def _removed(committed: Path) -> list[str]:
    """The folders that go; nothing but folders of videos ever does, whoever wrote the list."""
    try:
        names = read_json(committed / _REMOVED)
    except FileNotFoundError:
        return []
    except ValueError:
        return []
    return [name for name in names if isinstance(name, str) and name.startswith("videos/")]


def _move_in(project: Path, source: Path, target: Path) -> None:
    """Move files to their places, project.json last: it tells of the others."""
    if not source.is_dir():
        return
    for path in sorted(source.iterdir(), key=lambda path: (path.name == "project.json", path.name)):
        place = target / path.name
        if path.is_dir() and place.is_dir():
            _move_in(project, path, inside(project, place))
        else:
            move(path, place)
