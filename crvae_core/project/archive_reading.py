"""An archive of a project is read as if a stranger had made it: looked through before anything is written, unpacked aside, then
opened as any project; only then it moves to its place in the workspace."""

import shutil
import tempfile
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from crvae_core.errors import ProjectError, StorageError
from crvae_core.files import move, storage_errors
from crvae_core.json_text import parse_json
from crvae_core.progress import Progress, unheard
from crvae_core.project.archive import ARCHIVE_FORMAT, MANIFEST, STAYS
from crvae_core.project.archive_names import check_names, shown
from crvae_core.project.inside import inside
from crvae_core.project.new_project import folder_for
from crvae_core.project.project import Project, open_project, save_project
from crvae_core.project.shown_text import shown_name

MOST_MANIFEST = 1 << 20  # bytes
MOST_RATIO = 200  # times the size of the archive; more is a bomb
ALWAYS_TAKEN = 64 << 20  # bytes, whatever the ratio
LEFT_FREE = 200 << 20  # bytes that stay free on the disk
_STEP = 4 << 20
_UNPACKING = ".import-"


def import_project(
    path: Path, workspace: Path, name: str | None = None, progress: Progress = unheard
) -> Project:
    """Make a project in the workspace of an archive; name: another one than it had.

    Raises ProjectError, and leaves nothing behind, for what is no archive of a project, is damaged, was made by a newer
    version, or is hostile: paths that lead out, links, names that some systems misread or that occur twice, bombs.
    Raises StorageError where the disk has no room.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = _checked(archive, path)
            with storage_errors(workspace):
                workspace.mkdir(parents=True, exist_ok=True)
                _check_room(archive, workspace)
                return _unpacked(archive, workspace, name or about["name"], progress)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, zlib.error) as error:
        said = " ".join(str(error).split())[:120]
        raise ProjectError(
            f"{shown(path.name)} is damaged or is no archive of a project ({said}): fetch it anew"
        ) from error
    except StorageError:
        raise
    except OSError as error:
        raise ProjectError(f"{shown(str(path))} can't be read ({error.strerror}): check the path") from error


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """What the archive says of itself, after all of its entries were looked at."""
    entries = archive.infolist()
    check_names(entries)
    names = {entry.filename for entry in entries}
    if not {MANIFEST, "project.json"} <= names:
        raise ProjectError(f"{shown(path.name)} is no archive of a project: make one by `project export`")
    check_size(entries, path.stat().st_size)
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise ProjectError(f"{MANIFEST} in {shown(path.name)} is too large: fetch the archive anew")
    try:
        about = parse_json(archive.read(MANIFEST).decode("utf-8"))
        version, name = about["format"], about["name"]
    except (ValueError, KeyError, TypeError) as error:
        raise ProjectError(f"{MANIFEST} in {shown(path.name)} is damaged: fetch the archive anew") from error
    if not isinstance(version, int) or not isinstance(name, str):
        raise ProjectError(f"{MANIFEST} in {shown(path.name)} is damaged: fetch the archive anew")
    if version > ARCHIVE_FORMAT:
        raise ProjectError(
            f"{shown(path.name)} was made by a newer version of the program (format {version}): update the program"
        )
    return {"name": name}


def check_size(entries: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    """Raise ProjectError for an archive that unpacks to more than there can be in it."""
    total = sum(entry.file_size for entry in entries)
    if total > max(ALWAYS_TAKEN, MOST_RATIO * archive_bytes):
        raise ProjectError(
            f"the archive of {archive_bytes:,} bytes would unpack to {total:,}: it is refused, as it would fill the disk"
        )
    ends = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < ends:
            raise ProjectError(
                "files of the archive lie upon one another: it is refused, as it would fill the disk"
            )
        ends = entry.header_offset + entry.compress_size


def _check_room(archive: zipfile.ZipFile, workspace: Path) -> None:
    total = sum(entry.file_size for entry in archive.infolist())
    free = shutil.disk_usage(workspace).free
    if total + LEFT_FREE > free:
        raise StorageError(
            None,
            f"the project needs {total:,} bytes, and {free:,} are free in {workspace}: make room there, then try again",
        )


def _unpacked(archive: zipfile.ZipFile, workspace: Path, name: str, progress: Progress) -> Project:
    staging = Path(tempfile.mkdtemp(prefix=_UNPACKING, dir=workspace))
    try:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _stays(entry.filename)]
        total, done = sum(entry.file_size for entry in entries) + 1, 0
        for entry in entries:
            _unpack(archive, entry, inside(staging, staging / entry.filename))
            done += entry.file_size
            progress("Unpacking", done / total)
        project = open_project(staging)
        project.pairs()  # a table that can't be read is told now
        changed = replace(project, name=shown_name(name, "project"))
        save_project(changed)
        staging.chmod(0o755)
        target = folder_for(workspace, changed.name)
        move(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return open_project(target)


def _stays(name: str) -> bool:
    return name == MANIFEST or bool(STAYS & set(name.split("/")))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as stream, target.open("xb") as file:
        while piece := stream.read(_STEP):
            written += len(piece)
            if written > entry.file_size:
                raise ProjectError(f"{shown(entry.filename)} holds more than the archive says: it is refused")
            file.write(piece)
    if written != entry.file_size:
        raise ProjectError(f"{shown(entry.filename)} breaks off in the archive: fetch it anew")
