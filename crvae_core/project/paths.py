"""Which films a path may lead to: one answer for what is typed in the app and for what a project.json names.

A path is judged twice, as it is written, before anything is asked of the disk, and where its links lead. On a shared
server "there is none" and "not allowed" are one sentence, so that nobody learns which files exist.
"""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crvae_core.errors import ProjectError, VideoError
from crvae_core.files import read_json, write_json
from crvae_core.project.lab import LabSettings

FILM_SUFFIXES = (
    ".mp4", ".webm", ".mkv", ".mov", ".avi", ".ts", ".m4v", ".mpg", ".mpeg", ".flv", ".ogv", ".mts", ".m2ts", ".3gp",
    ".wmv", ".asf", ".vob", ".mxf", ".m2v", ".mpe", ".3g2", ".f4v", ".ogm", ".divx", ".dv", ".y4m", ".qt",
)  # fmt: skip
ADDED_FILMS = "films.json"  # in the workspace: films outside the projects that its owner added by their paths
KINDS = {
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


class OutsideError(ProjectError):
    """A project names a film outside its folder that nobody has allowed; `path` is where it lies."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"the film lies outside the project, at {_short(path)}, and is not shown unless that place is allowed"
        )
        self.path = path


@dataclass(frozen=True)
class FilmPlaces:
    """Where films may be read.

    anywhere: one person's own computer, a path that this person types may lead to any place.
    folders: what lies below them may be read. films: single films that the owner of the workspace has added.
    """

    anywhere: bool
    folders: tuple[Path, ...] = ()
    films: frozenset[Path] = frozenset()

    def takes_paths(self) -> bool:
        """Whether any path can be given in the app."""
        return self.anywhere or bool(self.folders)


def film_places(workspace: Path, lab: LabSettings) -> FilmPlaces:
    """The places of a workspace; on a shared server only the folders that its settings name."""
    if lab.shared:
        return FilmPlaces(False, lab.film_folders)
    return FilmPlaces(True, lab.film_folders, frozenset(map(Path, _added(workspace))))


def remember_film(workspace: Path, path: Path) -> None:
    """Note that the owner of the workspace wants a film, or a folder of pictures, outside the projects to be shown."""
    added = _added(workspace)
    if str(path) not in added:
        write_json(workspace / ADDED_FILMS, [*added, str(path)])


def typed_path(text: str, places: FilmPlaces) -> Path:
    """The film or folder of pictures at a path that somebody typed, its links followed.

    Raises VideoError if there is none, if it can't be read, if it is a device or the like, or if it isn't allowed.
    """
    try:
        written = _from_the_top(Path(text).expanduser())
        if not places.anywhere and not _below(written, places.folders):
            raise _nothing_here(places)
        path = written.resolve(strict=True)
        if not places.anywhere and not _below(path, places.folders):
            raise _nothing_here(places)
        _check_kind(path)
    except (OSError, RuntimeError, ValueError) as error:
        raise _nothing_here(places) if not places.anywhere else VideoError(_why_not(text, error)) from error
    return path


def source_film(project_folder: Path, video_folder: Path, source: Any, places: FilmPlaces) -> Path:
    """The film, or the folder of pictures, that a project.json names as the source of a video, its links followed.

    Raises ProjectError if it lies neither in the project nor at a place that is allowed, or if it is no film.
    """
    allowed = (project_folder, *places.folders)
    shown = repr(source)[:200]
    try:
        written = _from_the_top(video_folder / source)
        if not _below(written, allowed) and written not in places.films:
            raise OutsideError(written)
        path = written.resolve(strict=True)
        if not _below(path, allowed) and path not in places.films:
            raise OutsideError(path)
        _check_kind(path)
    except (OSError, RuntimeError, ValueError, TypeError, VideoError) as error:
        raise ProjectError(
            f"the film {shown} can't be read: it was moved, or it is damaged; bring it back"
        ) from error
    own_folder = path.is_dir() and _below(path, (project_folder,))  # folders of pictures stay where they were
    if own_folder or (path.is_file() and path.suffix.lower() not in FILM_SUFFIXES):
        raise ProjectError(f"{shown} is no film by its name: only films are shown")
    return path


def _from_the_top(path: Path) -> Path:
    """The whole path without "..", not yet asked of the disk; raises ValueError for what no path can hold."""
    if "\0" in str(path):
        raise ValueError("it holds a character that no path can have")
    return Path(os.path.abspath(path))  # noqa: PTH100, resolve() would ask the disk


def _below(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(form) for folder in folders for form in _forms(folder))


def _forms(folder: Path) -> tuple[Path, Path]:
    """An allowed folder as it is written, and where its links lead."""
    written = _from_the_top(folder)
    try:
        return written, folder.resolve()
    except (OSError, RuntimeError):
        return written, written


def _check_kind(path: Path) -> None:
    """Raise VideoError for what is neither a file with something in it nor a folder, or can't be read."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        kind = KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise VideoError(f"{_short(path)} is {kind}: give a film, or a folder of pictures")
    if stat.S_ISREG(found.st_mode) and found.st_size == 0:
        raise VideoError(f"{_short(path)} is empty: give a film, or a folder of pictures")
    if not os.access(path, os.R_OK | (os.X_OK if stat.S_ISDIR(found.st_mode) else 0)):
        raise VideoError(f"{_short(path)} can't be read by the app: change its rights, or upload the film")


def _nothing_here(places: FilmPlaces) -> VideoError:
    if not places.folders:
        return VideoError("this server takes no paths: upload the film")
    folders = ", ".join(str(folder) for folder in places.folders)
    return VideoError(f"there is no film that may be added at this path: give one that lies below {folders}")


def _why_not(text: str, error: Exception) -> str:
    """Why a path that one person typed on the own computer leads nowhere."""
    if isinstance(error, PermissionError):
        return f"the app may not look at {_short(text)}: change its rights, or upload the film"
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return "the path is longer than this computer allows: check it"
    if (isinstance(error, OSError) and error.errno == errno.ELOOP) or "loop" in str(error):
        return f"the links at {_short(text)} lead round in a circle: give the path of the film itself"
    if isinstance(error, RuntimeError):
        return f"{_short(text)} names a user whom this computer doesn't know: write the path from the top"
    if isinstance(error, ValueError):
        return "the path holds a character that no path can have: type it anew"
    return "there is nothing at this path on the computer that runs the app: check it"


def _short(path: Path | str) -> str:
    text = str(path)
    return text if len(text) <= 120 else f"{text[:60]}...{text[-50:]}"


def _added(workspace: Path) -> list[str]:
    try:
        stored = read_json(workspace / ADDED_FILMS)
    except (OSError, ValueError, RecursionError):
        return []
    return [text for text in stored if isinstance(text, str)] if isinstance(stored, list) else []
