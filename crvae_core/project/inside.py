"""Names that become folders, and paths that stay in their project when all links are followed.

Where films may lie is decided in `paths`.
"""

import re
from pathlib import Path

from crvae_core.errors import ProjectError
from crvae_core.file_names import is_reserved

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def is_folder_name(name: str) -> bool:
    """Whether a name can be a folder's on every system: letters, digits, dashes and underscores, at most 80."""
    return _NAME.fullmatch(name) is not None and not is_reserved(name)


def inside(folder: Path, path: Path) -> Path:
    """The path as it is, if it lies in `folder` when all links are followed; raises ProjectError if not."""
    try:
        found, home = path.resolve(), folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise ProjectError(f"{_shown(path)} can't be a path: check the project's files") from error
    if not found.is_relative_to(home) or found == home:
        raise ProjectError(
            f"{_shown(path)} leads out of {_shown(folder)}: nothing outside of a project is read or removed"
        )
    return path


def _shown(path: object) -> str:
    """A path as a message shows it: one line, not too long."""
    text = "".join(sign if sign.isprintable() else "?" for sign in str(path))
    return text if len(text) <= 200 else f"{text[:200]}..."
