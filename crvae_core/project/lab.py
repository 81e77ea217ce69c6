"""How a workspace is shared: whether others use this server, which folders hold films, who looks after the projects.

`lab.json` in the workspace, all of it optional; an environment variable stands above it:

  {"shared": true, "login": true, "film_folders": ["/films"], "people": ["*@lab.example"], "administrators": ["ada@x"]}
  CRVAE_SHARED=1  CRVAE_LOGIN=1  CRVAE_FILM_FOLDERS=/films:/archive  CRVAE_PEOPLE=*@lab.example  CRVAE_ADMINISTRATORS=ada@x
"""

import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from crvae_core.errors import ConfigError
from crvae_core.files import read_json

LAB_FILE = "lab.json"
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class LabSettings:
    """What a workspace says of itself.

    shared: whether several people use it; None: nothing is said, the app sees by how it is served.
    login: whether nobody is let in before a login has been set up and used.
    film_folders: below them a path may be given in the app of a shared server; none: no paths at all.
    people: who may come in after the login, such as "*@lab.example"; none: everybody whom the login lets in.
    """

    shared: bool | None = None
    login: bool = False
    film_folders: tuple[Path, ...] = ()
    people: frozenset[str] = frozenset()
    administrators: frozenset[str] = frozenset()

    def lets_in(self, person: str) -> bool:
        """Whether somebody who has logged in belongs to the people of this workspace."""
        name = person.casefold()
        known = self.people | self.administrators
        return not self.people or any(fnmatchcase(name, pattern) for pattern in known)


def lab_settings(workspace: Path) -> LabSettings:
    """The settings of a workspace; those of one person alone where nothing is said.

    Raises ConfigError for a file or a variable that can't be understood: nobody is let in by a slip of the pen.
    """
    path = workspace / LAB_FILE
    stored = _stored(path)
    return LabSettings(
        shared=_switch("CRVAE_SHARED", "shared", stored, path),
        login=_switch("CRVAE_LOGIN", "login", stored, path) or False,
        film_folders=tuple(
            _folder(text) for text in _texts("CRVAE_FILM_FOLDERS", os.pathsep, stored, "film_folders", path)
        ),
        people=_names("CRVAE_PEOPLE", stored, "people", path),
        administrators=_names("CRVAE_ADMINISTRATORS", stored, "administrators", path),
    )


def _stored(path: Path) -> dict[str, Any]:
    try:
        stored = read_json(path)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path} can't be read: mend it, it says who may do what") from error
    known = {"shared", "login", "film_folders", "people", "administrators"}
    if not isinstance(stored, dict) or set(stored) - known:
        raise ConfigError(
            f"{path} must hold one object with no more than {', '.join(sorted(known))}: mend it"
        )
    return stored


def _switch(variable: str, name: str, stored: dict[str, Any], path: Path) -> bool | None:
    text = os.environ.get(variable, "").strip().casefold()
    if text:
        if text not in YES | NO:
            raise ConfigError(f"{variable} must be 1 or 0, not {text!r}")
        return text in YES
    value = stored.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise ConfigError(f'"{name}" in {path} must be true or false')


def _names(variable: str, stored: dict[str, Any], name: str, path: Path) -> frozenset[str]:
    return frozenset(text.casefold() for text in _texts(variable, ",", stored, name, path))


def _texts(variable: str, separator: str, stored: dict[str, Any], name: str, path: Path) -> list[str]:
    if variable in os.environ:
        return [text.strip() for text in os.environ[variable].split(separator) if text.strip()]
    texts = stored.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ConfigError(f'"{name}" in {path} must be a list of texts')
    return texts


def _folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_absolute() or "\0" in text:
        raise ConfigError(f"the film folder {text!r} must be a whole path, from the top")
    return folder
