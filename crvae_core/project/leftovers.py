"""What killed processes leave in a project, and what of it may go.

Whoever holds the project's lock is the only one who changes the project itself; films that are being read in, runs and the
folder of what can be computed again have writers of their own, whose half-written files are told by their names.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock

from crvae_core.files import is_abandoned, is_going, remove_folder, remove_leftovers, storage_errors
from crvae_core.project.changes import STAGING, TRASH
from crvae_core.project.inside import is_folder_name
from crvae_core.work.locks import is_held

INCOMING = ".incoming-"  # a film that is being read in
RECORD = (
    "video.json"  # in the folder of a video: what project.json says of it, so that it can be brought back
)
_LOCK = ".lock"


@contextmanager
def held(staging: Path) -> Iterator[None]:
    """Mark a folder of a film that is being read in as being worked on, until the block ends."""
    path = _lock_of(staging)
    with storage_errors(staging.parent):
        lock = filelock.FileLock(path, thread_local=False)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            path.unlink(missing_ok=True)


def leftovers(project: Path, video_ids: Collection[str]) -> list[Path]:
    """Files and folders of a project that belong to nobody; video_ids: the videos that project.json lists.

    Folders of videos that project.json does not list are among them, unless they hold all that is needed to bring them back
    (see `strays`): project.json may be an older copy.
    """
    found = [path for kind in (STAGING, TRASH, ".tmp-") for path in project.glob(f"{kind}*")]
    videos = project / "videos"
    for path in videos.glob("*"):
        if path.name.startswith(INCOMING):
            if not is_held(path if path.suffix == _LOCK else _lock_of(path)):
                found.append(path)
        elif path.name.startswith(".") or (path.name not in video_ids and not _can_return(path)):
            found.append(path)
        else:
            found += path.glob(".tmp-*")
    for pattern in (
        "analysis/.tmp-*",
        "analysis/*/.tmp-*",
        "runs/*/.tmp-*",
        "runs/*/samples/.tmp-*",
        "runs/.tmp-*",
        "notes/.tmp-*",
        "notes/*/.tmp-*",
    ):
        found += [path for path in project.glob(pattern) if is_abandoned(path)]
    home = project.resolve()
    return [path for path in found if path.parent.resolve().is_relative_to(home)]  # links lead elsewhere


def strays(project: Path, video_ids: Collection[str]) -> list[Path]:
    """Folders of whole videos that project.json does not list: it is older than they are."""
    folders = (project / "videos").glob("*")
    return [path for path in folders if path.name not in video_ids and _can_return(path)]


def sweep(project: Path, video_ids: Collection[str]) -> None:
    """Remove what belongs to nobody; only who holds the project's lock may do this. What can't be removed stays."""
    if (project / "videos").resolve().is_relative_to(project.resolve()):
        remove_leftovers(project / "videos")
    for path in leftovers(project, video_ids):
        if path.is_dir() and not path.is_symlink():
            remove_folder(path)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _can_return(folder: Path) -> bool:
    if not is_folder_name(folder.name) or is_going(folder):
        return False
    return (folder / RECORD).is_file() and (folder / "frames.npy").is_file()


def _lock_of(staging: Path) -> Path:
    return staging.with_name(
        staging.name + _LOCK
    )  # beside it: a folder with an open file can't move on Windows
