"""Findings: views, figures, sentences, moments and comparisons that were pinned with a note, in an order.

Each lies in a file of its own, so that one damaged file takes nothing from the others. What is taken out can be had back.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from crvae_core.errors import ProjectError
from crvae_core.files import move, now
from crvae_core.notes.kept import (
    LONGEST_CODER,
    LONGEST_NOTE,
    Kept,
    Parse,
    notes_file,
    read_kept,
    text_of,
    write_kept,
)
from crvae_core.project.project import Project

KINDS = ("view", "figure", "sentence", "moment", "moments", "cluster", "comparison", "reconstruction")
LONGEST_TITLE = 300
MOST_MOMENTS = 200_000
_ORDER, _FOLDER, _REMOVED = "findings.json", "findings", "removed"
_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Finding:
    """One finding.

    kind: one of KINDS. sentences: what is said, plain text. note: what its finder writes on it. page: the title of the page it
    came from ("Map"). address: the view there, as the address of the page tells it. moments: pair ids. figure: the data of a
    chart, as plotly's `to_json` gives it, read. order: its place, counted from 0. created: UTC, ISO.
    """

    kind: str
    title: str
    sentences: tuple[str, ...] = ()
    note: str = ""
    page: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    moments: tuple[str, ...] = ()
    figure: Mapping[str, Any] | None = None
    coder: str = ""
    created: str = ""
    finding_id: str = ""
    order: int = 0

    def to_json(self) -> dict[str, Any]:
        """The finding as a file holds it."""
        return asdict(self)


def read_findings(project: Project) -> Kept[Finding]:
    """All findings in their order, and what can't be read."""
    order = _order(project)
    found: dict[str, Finding] = {}
    problems = list(order.problems)
    for path, parse in kept_files(project)[1:]:
        kept = read_kept(path, parse)
        problems += kept.problems
        if kept.rows:
            found[path.stem] = replace(kept.rows[0], finding_id=path.stem)
    places = {finding_id: place for place, finding_id in enumerate(order.rows)}
    last = len(places)
    listed = sorted(found.values(), key=lambda one: (places.get(one.finding_id, last), one.created))
    return Kept(tuple(replace(one, order=place) for place, one in enumerate(listed)), tuple(problems))


def kept_files(project: Project) -> list[tuple[Path, Parse]]:
    """The file of the order, then one per finding, each with what makes a row of it."""
    there = sorted(notes_file(project, _FOLDER).glob("*.json"))
    paths = [notes_file(project, f"{_FOLDER}/{path.name}") for path in there if _ID.fullmatch(path.stem)]
    return [(notes_file(project, _ORDER), _id), *((path, _finding) for path in paths)]


def add_finding(project: Project, finding: Finding) -> Finding:
    """Keep a finding behind the others; it gets an id, its time and its place. Raises ProjectError for what can't be one."""
    _check(finding)
    with project.lock():
        before = read_findings(project).rows
        new = replace(finding, finding_id=uuid.uuid4().hex[:12], created=now(), order=len(before))
        _write(project, new)
        _write_order(project, [*(one.finding_id for one in before), new.finding_id])
    return new


def change_finding(
    project: Project, finding_id: str, note: str | None = None, title: str | None = None
) -> Finding:
    """Change the note or the title of a finding."""
    with project.lock():
        finding = _one(project, finding_id)
        new = replace(
            finding,
            note=finding.note if note is None else note.strip(),
            title=finding.title if title is None else " ".join(title.split()),
        )
        _check(new)
        _write(project, new)
    return new


def remove_finding(project: Project, finding_id: str) -> None:
    """Take a finding out; `restore_finding` brings it back."""
    with project.lock():
        _one(project, finding_id)
        target = notes_file(project, f"{_REMOVED}/{finding_id}.json")
        target.parent.mkdir(exist_ok=True)
        move(notes_file(project, f"{_FOLDER}/{finding_id}.json"), target)


def restore_finding(project: Project, finding_id: str) -> Finding:
    """Bring a finding back that was taken out, to its place if the others still stand as they stood."""
    with project.lock():
        source = notes_file(project, f"{_REMOVED}/{_checked_id(finding_id)}.json")
        if not source.exists():
            raise ProjectError("this finding can't be had back: its file has gone from notes/removed")
        move(source, notes_file(project, f"{_FOLDER}/{finding_id}.json"))
        return _one(project, finding_id)


def order_findings(project: Project, finding_ids: Iterable[str]) -> None:
    """Put findings in an order; those that are not named follow as they stand."""
    with project.lock():
        present = [one.finding_id for one in read_findings(project).rows]
        wanted = [one for one in dict.fromkeys(finding_ids) if one in present]
        _write_order(project, [*wanted, *(one for one in present if one not in wanted)])


def move_finding(project: Project, finding_id: str, by: int) -> None:
    """Move a finding by so many places, towards the end if `by` is positive."""
    ids = [one.finding_id for one in read_findings(project).rows]
    if finding_id not in ids:
        raise ProjectError("this finding has gone: look at the page again")
    place = max(0, min(len(ids) - 1, ids.index(finding_id) + by))
    ids.remove(finding_id)
    order_findings(project, [*ids[:place], finding_id, *ids[place:]])


def _one(project: Project, finding_id: str) -> Finding:
    kept = read_kept(notes_file(project, f"{_FOLDER}/{_checked_id(finding_id)}.json"), _finding)
    if not kept.rows:
        why = "; ".join(kept.problems) or "look at the page again"
        raise ProjectError(f"there is no finding {finding_id}: {why}")
    return replace(kept.rows[0], finding_id=finding_id)


def _checked_id(finding_id: str) -> str:
    if not _ID.fullmatch(finding_id):
        raise ProjectError(f"there is no finding {finding_id[:40]!r}: `findings list` names them")
    return finding_id


def _order(project: Project) -> Kept[str]:
    return read_kept(notes_file(project, _ORDER), _id)


def _write(project: Project, finding: Finding) -> None:
    path = notes_file(project, f"{_FOLDER}/{finding.finding_id}.json")
    write_kept(path, [finding.to_json()], Kept())


def _write_order(project: Project, ids: Iterable[str]) -> None:
    write_kept(notes_file(project, _ORDER), [{"finding_id": one} for one in ids], _order(project))


def _check(finding: Finding) -> None:
    if finding.kind not in KINDS:
        raise ProjectError(f"{finding.kind[:40]!r} is no kind of finding: it is one of {', '.join(KINDS)}")
    if not finding.title.strip() or len(finding.title) > LONGEST_TITLE:
        raise ProjectError(f"a finding needs a title of at most {LONGEST_TITLE} letters: write one")
    if len(finding.note) > LONGEST_NOTE or any(len(said) > LONGEST_NOTE for said in finding.sentences):
        raise ProjectError(f"a note has at most {LONGEST_NOTE:,} letters: shorten it")
    if len(finding.moments) > MOST_MOMENTS:
        raise ProjectError(f"a finding holds at most {MOST_MOMENTS:,} moments: select fewer")


def _id(row: Mapping[str, Any]) -> str:
    return _checked_id(row["finding_id"])


def _finding(row: Mapping[str, Any]) -> Finding:
    figure, order = row["figure"], row["order"]
    if figure is not None and not isinstance(figure, dict):
        raise TypeError("the figure is none")
    if row["kind"] not in KINDS or not isinstance(order, int):
        raise ValueError("no kind of finding")
    return Finding(
        kind=row["kind"],
        title=text_of(row["title"], LONGEST_TITLE),
        sentences=_texts(row["sentences"], LONGEST_NOTE),
        note=text_of(row["note"], LONGEST_NOTE),
        page=text_of(row["page"], 100),
        address={text_of(key, 100): text_of(value, 10_000) for key, value in row["address"].items()},
        moments=_texts(row["moments"], 200),
        figure=figure,
        coder=text_of(row["coder"], LONGEST_CODER),
        created=text_of(row["created"], 64),
        order=order,
    )


def _texts(values: Any, most: int) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("no list")
    return tuple(text_of(value, most) for value in values)
