"""Long lists of moments, kept once under their digest: the members of a cluster that was tagged, a large selection."""

import hashlib
import re
from collections.abc import Iterable

from crvae_core.errors import ProjectError
from crvae_core.files import read_json, write_json
from crvae_core.notes.kept import notes_file
from crvae_core.project.project import Project

_NAME = re.compile(r"@[0-9a-f]{16}")


def keep_list(project: Project, pair_ids: Iterable[str]) -> str:
    """Keep a list of moments; gives its name, @ and a digest, the same for the same list."""
    ids = list(dict.fromkeys(map(str, pair_ids)))
    name = "@" + hashlib.sha256(",".join(ids).encode()).hexdigest()[:16]
    path = notes_file(project, f"selections/{name[1:]}.json")
    if not path.exists():
        write_json(path, ids)
    return name


def read_list(project: Project, name: str) -> tuple[str, ...]:
    """The moments of a list that was kept; raises ProjectError if it has gone or is damaged."""
    if not _NAME.fullmatch(name):
        raise ProjectError(f"{name[:40]!r} is no name of a list of moments")
    path = notes_file(project, f"selections/{name[1:]}.json")
    try:
        stored = read_json(path)
        if not isinstance(stored, list):
            raise ValueError("it is no list")
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"the list of moments {path} is missing or damaged: restore it from a copy"
        ) from error
    return tuple(map(str, stored))
