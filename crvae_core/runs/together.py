"""Files of a run that belong together are replaced together: no order of kills leaves half of each.

They are written into a folder of their own, which gets its final name, `committed`, by one rename; from then on they are the
run's. Afterwards each moves to its place in the run's folder. Whoever comes between, or after a kill, finds a file in
`committed` if it has not moved yet; the next one who may write moves the rest.
"""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from crvae_core.errors import FileInUseError, RunError
from crvae_core.files import move, read_json, storage_errors, write_json

COMMITTED = "committed"
MANIFEST = "saved.json"  # which save the files are of; moves last
_STAGING = ".saving-"
_TRIES = 5

Found = TypeVar("Found")


@contextmanager
def saved_together(folder: Path, note: dict[str, Any]) -> Iterator[Path]:
    """Yield a folder; what the block writes there replaces the run's files of these names, all of them or none.

    Only who holds the run's lock may do this. note: kept in saved.json.
    """
    finish_saving(folder)
    for left in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    with storage_errors(folder):
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        try:
            yield staging
            write_json(staging / MANIFEST, {"save": uuid.uuid4().hex, **note})
            staging.chmod(0o755)
            move(staging, folder / COMMITTED)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finish_saving(folder)


def finish_saving(folder: Path) -> None:
    """Move files that were committed to their places; only who holds the run's lock may do this.

    What can't be moved, such as a file that is open on Windows, stays in `committed` and is found there.
    """
    committed = folder / COMMITTED
    if not committed.is_dir():
        return
    names = sorted(path.name for path in committed.iterdir() if path.name != MANIFEST)
    with suppress(OSError, FileInUseError):
        for name in [*names, MANIFEST]:
            if (committed / name).exists():
                move(committed / name, folder / name)
        committed.rmdir()


def newest(folder: Path, name: str) -> Path:
    """Where a file of the run lies now; its usual place if there is none."""
    committed = folder / COMMITTED / name
    return committed if committed.exists() else folder / name


def read_together(folder: Path, read: Callable[[], Found]) -> Found:
    """What `read` gives when all it reads is of one save; it is called again where a save came between.

    Raises RunError if one save follows another for as long as it tries.
    """
    for _ in range(_TRIES):
        before = _save_of(folder)
        try:
            found = read()
        except (RunError, OSError):
            if _save_of(folder) == before:
                raise
            continue
        if _save_of(folder) == before:
            return found
    raise RunError(
        f"the run {folder.name!r} is being saved again and again: look at it when its training ends"
    )


def _save_of(folder: Path) -> str:
    """Which save the run's files are of; empty for runs of before."""
    for _ in range(_TRIES):
        path = newest(folder, MANIFEST)
        try:
            return str(read_json(path).get("save", ""))
        except FileNotFoundError:
            if path.parent == folder:
                return ""  # no, it has just moved: look again
        except (OSError, ValueError, AttributeError):
            return ""
    return ""
