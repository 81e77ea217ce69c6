"""Whose a project is and who else may open it, on a server with a login: `access.json` beside project.json.

Who made a project is its owner: sees it, opens it, removes from it, says who else may open it. Those with whom it is shared
open it and work in it. A public one may be opened by everybody of the lab. Administrators may do everything; a project
without an owner is theirs alone.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from crvae_core.errors import ProjectError
from crvae_core.files import read_json, write_json

ACCESS_FILE = "access.json"
MOST_PEOPLE = 500
LONGEST_NAME = 200  # letters


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    person: as the login calls them, "" before they have logged in; None: this server has no login.
    shared: whether others use it, too.
    """

    person: str | None = None
    shared: bool = False
    administrator: bool = False


@dataclass(frozen=True)
class Ownership:
    """Whose a project is; people are called as the login calls them, whatever the case of letters."""

    owner: str = ""
    shared_with: tuple[str, ...] = ()
    public: bool = False

    def may_open(self, visitor: Visitor) -> bool:
        """Whether somebody may see the project, open it and work in it."""
        if visitor.person is None:
            return True
        if not visitor.person:
            return False
        if visitor.administrator or self.public:
            return True
        return _same(visitor.person) in {_same(name) for name in (self.owner, *self.shared_with) if name}

    def may_remove(self, visitor: Visitor) -> bool:
        """Whether somebody may remove from it, or say who may open it; without a login only where one person is alone."""
        if visitor.person is None:
            return not visitor.shared
        return bool(visitor.person) and (visitor.administrator or _same(visitor.person) == _same(self.owner))

    def changed(
        self, owner: str | None, added: Iterable[str], removed: Iterable[str], public: bool | None
    ) -> "Ownership":
        """The same with another owner (None: this one), with people added and removed, public or not (None: as it is)."""
        gone = {_same(name) for name in removed}
        people = {_same(name): name.strip() for name in (*added, *self.shared_with)}
        return Ownership(
            self.owner if owner is None else owner.strip(),
            tuple(sorted(name for key, name in people.items() if key and key not in gone)),
            self.public if public is None else public,
        )


def ownership(folder: Path) -> Ownership:
    """Whose a project folder is; nobody's where nothing is said, or nothing that can be read."""
    try:
        return read_ownership(folder)
    except (OSError, ValueError):
        return Ownership()


def read_ownership(folder: Path) -> Ownership:
    """What is said of whose a project folder is; raises OSError or ValueError where nothing is, or nothing that can be read."""
    try:
        stored = read_json(folder / ACCESS_FILE)
        owner, shared_with, public = stored["owner"], stored["shared_with"], stored["public"]
    except (RecursionError, KeyError, TypeError) as error:
        raise ValueError("it does not say whose the project is") from error
    if not isinstance(owner, str) or not isinstance(public, bool) or not isinstance(shared_with, list):
        raise ValueError("it does not say whose the project is")
    return Ownership(owner, tuple(name for name in shared_with if isinstance(name, str)), public)


def save_ownership(folder: Path, owned: Ownership) -> None:
    """Write whose a project is; raises ProjectError for a list of people that can't be one."""
    names = (owned.owner, *owned.shared_with)
    if len(names) > MOST_PEOPLE or any(len(name) > LONGEST_NAME or not name.isprintable() for name in names):
        raise ProjectError(
            f"give at most {MOST_PEOPLE} people, each by the name with which they log in, at most {LONGEST_NAME} letters"
        )
    try:
        write_json(folder / ACCESS_FILE, asdict(owned))
    except OSError as error:
        raise ProjectError(
            f"who may open the project can't be stored ({error.strerror}): try again"
        ) from error


def _same(name: str) -> str:
    return name.strip().casefold()
