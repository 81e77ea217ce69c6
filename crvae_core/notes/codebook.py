"""The codebook of a project: tags with a definition and a colour, in an order; the first nine have the keys 1 to 9.

A tag keeps its id for good, whatever it is called later. One that was taken out of the codebook leaves its marks where they
are: they come back with a tag of the same name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from crvae_core.analysis.palette import cluster_colour
from crvae_core.errors import ProjectError
from crvae_core.notes.kept import Parse, notes_file, read_kept, text_of, write_kept
from crvae_core.project.project import Project

FILE = "codebook.json"
LONGEST_NAME, LONGEST_DEFINITION = 60, 2_000  # letters
MOST_TAGS = 1_000
KEYS = 9
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Tag:
    """One tag; `colour` is #rrggbb."""

    tag_id: str
    name: str
    definition: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Codebook:
    """All tags in their order. problems: a sentence for each part of the file that can't be read."""

    tags: tuple[Tag, ...] = ()
    problems: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.tags)

    def get(self, tag_id: str) -> Tag | None:
        """The tag of an id; None if the codebook has none."""
        return next((tag for tag in self.tags if tag.tag_id == tag_id), None)

    def name(self, tag_id: str) -> str:
        """What a tag is called; its id where it is no longer in the codebook."""
        tag = self.get(tag_id)
        return tag.name if tag else tag_id

    def find(self, text: str) -> Tag:
        """The tag that a person means, by its name or id; raises ProjectError if there is none."""
        key = text.strip().casefold()
        for tag in self.tags:
            if key in (tag.name.casefold(), tag.tag_id.casefold()):
                return tag
        known = ", ".join(tag.name for tag in self.tags) or "none"
        raise ProjectError(f"the codebook has no tag {text[:80]!r}: its tags are {known}")

    def of_key(self, number: int) -> Tag | None:
        """The tag of a key, 1 to 9."""
        return self.tags[number - 1] if 1 <= number <= min(KEYS, len(self.tags)) else None


def read_codebook(project: Project) -> Codebook:
    """The codebook of a project; empty if there is none."""
    kept = read_kept(notes_file(project, FILE), _tag)
    return Codebook(kept.rows, kept.problems)


def kept_files(project: Project) -> list[tuple[Path, Parse]]:
    """The file of the codebook, with what makes a row of it."""
    return [(notes_file(project, FILE), _tag)]


def add_tag(project: Project, name: str, definition: str = "", colour: str = "") -> Tag:
    """Add a tag at the end; its colour is the next of the palette if none is given.

    Raises ProjectError for a name that is taken or none, and for a colour that is none.
    """
    return add_tags(project, [Tag("", name, definition, colour)])[0]


def add_tags(project: Project, tags: Sequence[Tag]) -> list[Tag]:
    """Add several tags at once, all or none; those without an id get one from their name."""
    added = []
    with project.lock():
        known = list(read_codebook(project).tags)
        for tag in tags:
            new = _checked(tag, known)
            known.append(new)
            added.append(new)
        _write(project, known)
    return added


def update_tags(project: Project, tags: Sequence[Tag]) -> tuple[int, int]:
    """Bring in tags of another codebook: those of a known id or name are changed, others added; gives how many of each."""
    with project.lock():
        known = list(read_codebook(project).tags)
        changed = added = 0
        for tag in tags:
            place = _same(known, tag)
            if place is None:
                known.append(_checked(tag, known))
                added += 1
            else:
                others = known[:place] + known[place + 1 :]
                new = replace(tag, tag_id=known[place].tag_id, colour=tag.colour or known[place].colour)
                known[place] = _checked(new, others)
                changed += 1
        _write(project, known)
    return changed, added


def change_tag(
    project: Project,
    tag_id: str,
    name: str | None = None,
    definition: str | None = None,
    colour: str | None = None,
) -> Tag:
    """Change what is given of a tag; its marks stay with it."""
    with project.lock():
        known = list(read_codebook(project).tags)
        place = _place(known, tag_id)
        tag = known[place]
        new = replace(
            tag,
            name=tag.name if name is None else name,
            definition=tag.definition if definition is None else definition,
            colour=tag.colour if colour is None else colour,
        )
        known[place] = _checked(new, known[:place] + known[place + 1 :])
        _write(project, known)
    return known[place]


def remove_tag(project: Project, tag_id: str) -> Tag:
    """Take a tag out of the codebook; what was tagged with it is kept, and comes back with a tag of this name."""
    with project.lock():
        known = list(read_codebook(project).tags)
        tag = known.pop(_place(known, tag_id))
        _write(project, known)
    return tag


def order_tags(project: Project, tag_ids: Iterable[str]) -> None:
    """Put tags in an order, which gives the keys 1 to 9; those that are not named follow."""
    with project.lock():
        known = list(read_codebook(project).tags)
        wanted = {tag_id: place for place, tag_id in enumerate(dict.fromkeys(tag_ids))}
        _write(project, sorted(known, key=lambda tag: wanted.get(tag.tag_id, len(wanted))))


def tag_id_of(name: str) -> str:
    """The id that a tag of this name gets: letters and digits of any script, with dashes."""
    return "-".join(re.findall(r"\w+", name.casefold()))[:LONGEST_NAME] or "tag"


def _checked(tag: Tag, others: Sequence[Tag]) -> Tag:
    """A tag as it is kept, beside the others; raises ProjectError."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in tag.name).split())
    if not name or len(name) > LONGEST_NAME:
        raise ProjectError(
            f"a tag needs a name of at most {LONGEST_NAME} letters: {name[:80] or 'it has none'}"
        )
    if any(other.name.casefold() == name.casefold() for other in others):
        raise ProjectError(f"there is a tag {name!r} already: choose another name")
    if len(others) >= MOST_TAGS:
        raise ProjectError(f"a codebook has at most {MOST_TAGS:,} tags: take some out first")
    if tag.colour and not _COLOUR.fullmatch(tag.colour):
        raise ProjectError(f"{tag.colour[:40]!r} is no colour: give it as #rrggbb, such as #d1495b")
    definition = tag.definition.strip()
    if len(definition) > LONGEST_DEFINITION:
        raise ProjectError(
            f"the definition of {name!r} is longer than {LONGEST_DEFINITION:,} letters: shorten it"
        )
    taken = {other.tag_id for other in others}
    tag_id = tag.tag_id if tag.tag_id and tag.tag_id not in taken else _free_id(name, taken)
    return Tag(tag_id, name, definition, tag.colour or _next_colour(others))


def _free_id(name: str, taken: set[str]) -> str:
    first = tag_id_of(name)
    tag_id, number = first, 1
    while tag_id in taken:
        number += 1
        tag_id = f"{first}-{number}"
    return tag_id


def _next_colour(others: Sequence[Tag]) -> str:
    used = {tag.colour.casefold() for tag in others}
    colours = (cluster_colour(number) for number in range(len(others) + 1))
    return next((colour for colour in colours if colour.casefold() not in used), cluster_colour(len(others)))


def _same(known: Sequence[Tag], tag: Tag) -> int | None:
    for place, other in enumerate(known):
        if tag.tag_id and tag.tag_id == other.tag_id:
            return place
    return next(
        (place for place, other in enumerate(known) if other.name.casefold() == tag.name.strip().casefold()),
        None,
    )


def _place(known: Sequence[Tag], tag_id: str) -> int:
    for place, tag in enumerate(known):
        if tag.tag_id == tag_id:
            return place
    raise ProjectError(f"the codebook has no tag {tag_id[:80]!r} any more: look at it again")


def _write(project: Project, tags: Iterable[Tag]) -> None:
    path = notes_file(project, FILE)
    write_kept(path, [asdict(tag) for tag in tags], read_kept(path, _tag))


def _tag(row: Mapping[str, Any]) -> Tag:
    colour = text_of(row["colour"], 7)
    if not _COLOUR.fullmatch(colour):
        raise ValueError("no colour")
    tag_id, name = text_of(row["tag_id"], LONGEST_NAME + 10), text_of(row["name"], LONGEST_NAME)
    if not tag_id or not name:
        raise ValueError("no name")
    return Tag(tag_id, name, text_of(row["definition"], LONGEST_DEFINITION), colour)
