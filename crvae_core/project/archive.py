"""A project as one archive, to be moved or passed on: a ZIP file, with or without its films.

What a person made (corrections, codebook, tags, notes, findings, names of clusters), the pairs, the runs and what was computed
travel. What belongs to one server does not: who may open the project, work in hand, what was removed, and the folders in which
films lie. See archive_reading.py for the way back.
"""

import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from crvae_core.errors import InputError, ProjectError, StorageError
from crvae_core.files import atomic_path, read_json
from crvae_core.progress import Progress, unheard
from crvae_core.project.leftovers import RECORD
from crvae_core.project.ownership import ACCESS_FILE
from crvae_core.project.project import EARLIER, SCHEMA_VERSION, Project, open_project
from crvae_core.project.video_entry import VideoEntry

ARCHIVE_FORMAT = 1
MANIFEST = "crvae-archive.json"
SUFFIX = ".crvae.zip"
STAYS = frozenset(  # at any depth: what belongs to one server alone, or tells where films lie
    {ACCESS_FILE, EARLIER, "work", "exports", "stop"}
)
_PACKED = (
    ".npy",
    ".jpg",
    ".jpeg",
    ".png",
    ".safetensors",
    ".parquet",
    ".npz",
    ".gz",
    ".zip",
)  # smaller they don't get
_STEP = 4 << 20
_DAWN = (1980, 1, 1, 0, 0, 0)  # archives of the same project are alike, whenever they are made

FilmOf = Callable[
    [Project, str], Path
]  # the film of a video; raises InputError where it can't or must not be had


@dataclass(frozen=True)
class Archived:
    """What an archive holds. films: ids of videos whose film travels. films_missing: those that could not be had, and why."""

    path: Path
    files: int
    bytes: int
    films: tuple[str, ...]
    films_missing: dict[str, str]


def export_project(
    project: Project, path: Path, film_of: FilmOf | None = None, progress: Progress = unheard
) -> Archived:
    """Write a project as an archive.

    film_of: gives the film of a video, to take the films along; None: without films.

    Raises StorageError if there is no room for it; nothing is left at `path` then.
    """
    if path.resolve().is_relative_to(project.folder.resolve()):
        raise ProjectError("the archive can't lie in the project itself: choose another place for it")
    with _resting(project):
        project = open_project(project.folder)
        films, missing = _films(project, film_of)
        files = dict(_files(project, films))
        changed = _without_places(project, films)
        total = sum(source.stat().st_size for source in files.values()) + 1
        about = {
            "format": ARCHIVE_FORMAT,
            "schema_version": SCHEMA_VERSION,
            "name": project.name,
            "with_films": bool(films),
            "files": len(files) + len(changed),
            "bytes": total,
        }
        with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", allowZip64=True) as archive:
            _add_bytes(archive, MANIFEST, about)
            for name, value in changed.items():
                _add_bytes(archive, name, value)
            done = 0
            for name, source in files.items():
                for size in _add_file(archive, name, source):
                    done += size
                    progress("Packing", min(1.0, done / total))
    return Archived(path, len(files) + len(changed), path.stat().st_size, tuple(films), missing)


@contextmanager
def _resting(project: Project) -> Iterator[None]:
    """Let nobody change the project meanwhile; one that can only be read changes by itself for nobody."""
    lock = project.lock()
    try:
        lock.__enter__()
    except StorageError:
        yield
        return
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _films(project: Project, film_of: FilmOf | None) -> tuple[dict[str, Path], dict[str, str]]:
    """Films by the ids of their videos, and why the others are missing."""
    films: dict[str, Path] = {}
    missing: dict[str, str] = {}
    for entry in project.videos if film_of else ():
        try:
            assert film_of is not None
            film = film_of(project, entry.video_id)
        except InputError as error:
            missing[entry.video_id] = str(error)
            continue
        if film.is_file():
            films[entry.video_id] = film
        else:
            missing[entry.video_id] = "it is a folder of pictures, which stays where it is"
    return films, missing


def _files(project: Project, films: dict[str, Path]) -> Iterator[tuple[str, Path]]:
    """The files that travel as they are, by their names in the archive; the small ones first."""
    sources = {
        (project.video_folder(entry.video_id) / entry.source).resolve()
        for entry in project.videos
        if not Path(entry.source).is_absolute()
    }
    for folder, names, files in os.walk(project.folder):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in STAYS)
        for name in sorted(files):
            path = Path(folder) / name
            if name.startswith(".") or name in STAYS or name.endswith(".lock") or path.is_symlink():
                continue
            inner = path.relative_to(project.folder).as_posix()
            if inner in ("project.json", MANIFEST) or name == RECORD or path.resolve() in sources:
                continue
            yield inner, path
    for video_id, film in films.items():
        yield f"videos/{video_id}/{_film_name(film)}", film


def _film_name(film: Path) -> str:
    return f"source{film.suffix.lower()}"


def _without_places(project: Project, films: dict[str, Path]) -> dict[str, Any]:
    """The files that tell where films lie, as the archive has them: no folder of this computer is told."""
    entries = [_entry(entry, films.get(entry.video_id)) for entry in project.videos]
    stored = {"schema_version": SCHEMA_VERSION, "name": project.name, "created_at": project.created_at}
    found: dict[str, Any] = {"project.json": stored | {"videos": [asdict(entry) for entry in entries]}}
    for entry in entries:
        record = project.video_file(entry.video_id, RECORD)
        try:
            kept = read_json(record)
        except (OSError, ValueError):
            continue  # one that is damaged is made anew by a repair
        if isinstance(kept, dict) and isinstance(kept.get("files"), dict):
            of_film = {name for name in kept["files"] if name.startswith("source.")}
            files = {name: mark for name, mark in kept["files"].items() if name not in of_film}
            found[f"videos/{entry.video_id}/{RECORD}"] = {"entry": asdict(entry), "files": files}
    return found


def _entry(entry: VideoEntry, film: Path | None) -> VideoEntry:
    if film is not None:
        return replace(entry, source=_film_name(film))
    return replace(entry, source=entry.source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or "source")


def _add_bytes(archive: zipfile.ZipFile, name: str, value: Any) -> None:
    info = zipfile.ZipInfo(name, _DAWN)
    info.external_attr = 0o644 << 16
    data = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    archive.writestr(info, data, zipfile.ZIP_DEFLATED)


def _add_file(archive: zipfile.ZipFile, name: str, source: Path) -> Iterator[int]:
    """Add a file, a piece at a time; gives the size of each."""
    info = zipfile.ZipInfo(name, _DAWN)
    info.external_attr = 0o644 << 16
    stored = source.suffix.lower() in _PACKED or source.stem == "source"
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with (
        source.open("rb") as stream,
        archive.open(info, "w", force_zip64=source.stat().st_size > 1 << 30) as target,
    ):
        while piece := stream.read(_STEP):
            target.write(piece)
            yield len(piece)
