"""Whether a workspace can be written, has room, and holds nothing that nobody needs; and the word vectors beside it."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from crvae_core.doctor.finding import Finding, Findings
from crvae_core.errors import InputError
from crvae_core.files import ABANDONED_S, is_abandoned, storage_error
from crvae_core.project.lab import LAB_FILE, lab_settings
from crvae_core.project.workspace import survey
from crvae_core.text.cache import cache_folder
from crvae_core.text.store import stored_vectors

LITTLE_ROOM = 2 << 30  # bytes; a film of an hour and a few runs need as much
_MAKING = (".upload-", ".demo-")  # folders of what is being made


def check_workspace(workspace: Path) -> list[Finding]:
    """All that is wrong with a workspace; its projects are checked one by one (`project.check_project`)."""
    found = Findings()
    if not workspace.exists():
        return []  # it is made with the first project
    _check_writing(workspace, found)
    _check_lab(workspace, found)
    for left in abandoned(workspace):
        what = "a copy that was being made when its process ended"
        found.add(left.name, what, remedy="It is removed.", mend="copy", serious=False)
    for damaged in survey(workspace).unreadable:
        found.add(
            f"{damaged.folder.name}/project.json",
            damaged.reason,
            remedy=f"See `doctor {damaged.folder.name}`.",
        )
    _check_vectors(found)
    return found.all


def abandoned(workspace: Path) -> list[Path]:
    """Half-made copies in a workspace that belong to nobody any more."""
    found = []
    for path in workspace.glob(".*"):
        if path.name.startswith(_MAKING):
            try:
                if time.time() - path.stat().st_mtime > ABANDONED_S:
                    found.append(path)
            except OSError:
                continue
        elif path.name.startswith(".tmp-") and is_abandoned(path):
            found.append(path)
    return found


def tidy(workspace: Path) -> int:
    """Remove half-made copies; says how many there were."""
    left = abandoned(workspace)
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _check_writing(workspace: Path, found: Findings) -> None:
    try:
        handle, name = tempfile.mkstemp(dir=workspace, prefix=".tmp-")
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        told = storage_error(error, workspace)
        found.add(str(workspace), told or error, remedy="Projects there can be looked at, not changed.")
        return
    free = shutil.disk_usage(workspace).free
    if free < LITTLE_ROOM:
        found.add(
            str(workspace),
            f"only {free / 1e9:.1f} GB are free",
            remedy="Make room, or let CRVAE_HOME name a folder on another disk.",
            serious=False,
        )


def _check_lab(workspace: Path, found: Findings) -> None:
    try:
        lab_settings(workspace)
    except InputError as error:
        found.add(LAB_FILE, error, remedy="Until then the app lets nobody in.")


def _check_vectors(found: Findings) -> None:
    folder = cache_folder("vectors")
    for path in folder.glob("[!.]*") if folder.is_dir() else ():
        if path.is_dir() and stored_vectors(path) is None:
            found.add(
                f"{folder.name}/{path.name}",
                "converted word vectors are damaged, or of an earlier version",
                remedy="Remove the folder, and add the vectors again where they are needed.",
                serious=False,
            )
