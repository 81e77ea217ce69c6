"""Names that become folders, and paths that stay in their project when all links are followed.

Where films may lie is decided in `paths`.
"""

import os
import re
from pathlib import Path

from crvae_core.errors import ProjectError
from crvae_core.file_names import is_reserved

LONGEST = 100  # letters of a name that is not looked at twice; disks take 255 bytes
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def is_folder_name(name: str) -> bool:
    """Whether a name can be a folder's on every system: letters, digits, dashes and underscores, at most 80."""
    return _NAME.fullmatch(name) is not None and not is_reserved(name)


def inside(folder: Path, path: Path) -> Path:
    """The path as it is, if it lies in `folder` when all links are followed; raises ProjectError if not."""
    if _has_no_links(folder, path):
        return path
    try:
        found, home = path.resolve(), folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise ProjectError(f"{_shown(path)} can't be a path: check the project's files") from error
    if not found.is_relative_to(home) or found == home:
        raise ProjectError(
            f"{_shown(path)} leads out of {_shown(folder)}: nothing outside of a project is read or removed"
        )
    return path


def _has_no_links(folder: Path, path: Path) -> bool:
    """Whether the way from `folder` down to a path is plain, so that nothing need be followed; asked for each picture."""
    if os.name == "nt" or not path.is_relative_to(folder):  # Windows has more kinds of links
        return False
    place, names = str(folder), path.parts[len(folder.parts) :]
    for name in names:
        if name == ".." or "\0" in name or len(name) > LONGEST:
            return False
        place = f"{place}/{name}"
        if os.path.islink(place):  # noqa: PTH114, a Path for each step would take longer than the look itself
            return False
    return bool(names)


def _shown(path: object) -> str:
    """A path as a message shows it: one line, not too long."""
    text = "".join(sign if sign.isprintable() else "?" for sign in str(path))
    return text if len(text) <= 200 else f"{text[:200]}..."
