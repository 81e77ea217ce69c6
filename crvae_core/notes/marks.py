"""Tags and notes on moments, on stretches of time and on clusters, with who put them there and when.

A mark keeps what it was put on in full (film, times, the moments of a cluster), so that it means the same when the moment is
dropped, when its film is removed for a while, or when clusters are made anew.
"""

import math
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.files import now
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
from crvae_core.notes.lists import keep_list
from crvae_core.project.ids import place_of
from crvae_core.project.project import Project

FILE = "marks.json"
MOST_MARKS = 2_000_000
LATEST_S = 360_000.0  # no film is longer
Kind = Literal["moment", "stretch", "cluster"]


@dataclass(frozen=True)
class Place:
    """What a mark is on.

    on: "moment": pair_id, with its film and the times of its words. "stretch": video_id from start_s to end_s. "cluster": of a
    run, its number counted from 1, its name at that time, and the list of its moments (see lists.py).
    """

    on: Kind
    video_id: str = ""
    pair_id: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    run: str = ""
    cluster: int = 0
    title: str = ""
    members: str = ""


@dataclass(frozen=True)
class Mark:
    """A tag, a note, or both on one place. tag: its id in the codebook, "" for a note alone. created: UTC, ISO."""

    mark_id: str
    place: Place
    tag: str
    note: str
    coder: str
    created: str

    def to_json(self) -> dict[str, Any]:
        """The mark as it is stored."""
        return asdict(self)


def moment_place(pair: Mapping[str, Any] | pd.Series) -> Place:
    """The place of a moment; pair: a row of the project's pairs."""
    start, end, frame = float(pair["start_s"]), float(pair["end_s"]), float(pair["frame_time_s"])
    if end <= start:  # a frame without words
        start = end = frame
    return Place("moment", str(pair["video_id"]), str(pair["pair_id"]), start, end)


def stretch_place(project: Project, video_id: str, start_s: float, end_s: float) -> Place:
    """The place of a stretch of a film; raises ProjectError for times that no stretch has."""
    length = project.video(video_id).duration_s
    if not (math.isfinite(start_s) and math.isfinite(end_s)) or not 0 <= start_s < end_s:
        raise ProjectError(
            f"a stretch goes from 0 s or later to a later time, not from {start_s} s to {end_s} s"
        )
    if start_s >= length:
        raise ProjectError(f"the film ends at {length:.1f} s, before {start_s:.1f} s: give an earlier start")
    return Place("stretch", video_id, start_s=round(start_s, 3), end_s=round(min(end_s, length), 3))


def cluster_place(project: Project, run: str, number: int, title: str, pair_ids: Sequence[str]) -> Place:
    """The place of a cluster of a run; number: counted from 1. pair_ids: its moments now, which are kept with it."""
    if not pair_ids:
        raise ProjectError("a cluster without moments can't be tagged: choose another one")
    return Place("cluster", run=run, cluster=number, title=title[:300], members=keep_list(project, pair_ids))


def read_marks(project: Project) -> Kept[Mark]:
    """All marks of a project, the oldest first, and what of the file can't be read."""
    return read_kept(notes_file(project, FILE), _mark)


def kept_files(project: Project) -> list[tuple[Path, Parse]]:
    """The file of all marks, with what makes a row of it."""
    return [(notes_file(project, FILE), _mark)]


def put_marks(
    project: Project, places: Iterable[Place], tag: str = "", note: str = "", coder: str = ""
) -> list[Mark]:
    """Put a tag (its id), a note, or both on places; a tag that this coder has put there already is not put twice.

    Gives the new marks. Raises ProjectError for a mark without tag and note.
    """
    note = note.strip()
    _check(tag, note, coder)
    with project.lock():
        kept = read_marks(project)
        there = {(_key(mark.place), mark.tag, mark.coder) for mark in kept.rows if mark.tag}
        new = [
            Mark(uuid.uuid4().hex[:12], place, tag, note, coder, now())
            for place in dict.fromkeys(places)
            if note or (_key(place), tag, coder) not in there
        ]
        if len(kept.rows) + len(new) > MOST_MARKS:
            raise ProjectError(f"a project holds at most {MOST_MARKS:,} tags and notes: take some off first")
        if new:
            _write(project, [*kept.rows, *new], kept)
    return new


def toggle(project: Project, place: Place, tag: str, coder: str) -> bool:
    """Put a tag of a coder on a place, or take it off where it is; says whether it is there now."""
    _check(tag, "", coder)
    with project.lock():
        kept = read_marks(project)
        left = [
            mark
            for mark in kept.rows
            if (_key(mark.place), mark.tag, mark.coder) != (_key(place), tag, coder)
        ]
        is_new = len(left) == len(kept.rows)
        if is_new:
            left.append(Mark(uuid.uuid4().hex[:12], place, tag, "", coder, now()))
        _write(project, left, kept)
    return is_new


def take_off(project: Project, mark_ids: Collection[str]) -> int:
    """Take marks off; gives how many there were."""
    gone = set(mark_ids)
    return _changed(project, lambda mark: None if mark.mark_id in gone else mark)


def change_note(project: Project, mark_id: str, note: str) -> None:
    """Write another note on a mark; a mark without a tag goes with an empty one. Raises ProjectError if it has gone."""
    text = note.strip()
    if len(text) > LONGEST_NOTE:
        raise ProjectError(f"a note has at most {LONGEST_NOTE:,} letters: shorten it")

    def change(mark: Mark) -> Mark | None:
        if mark.mark_id != mark_id:
            return mark
        return replace(mark, note=text) if text or mark.tag else None

    if not _changed(project, change):
        raise ProjectError("this note has gone, or says the same: look at the page again")


def _changed(project: Project, change: Callable[[Mark], Mark | None]) -> int:
    """Change marks, or let them go (None), and say how many were."""
    with project.lock():
        kept = read_marks(project)
        after = [change(mark) for mark in kept.rows]
        count = sum(new is not old for new, old in zip(after, kept.rows, strict=True))
        if count:
            _write(project, [mark for mark in after if mark is not None], kept)
    return count


def _key(place: Place) -> Place:
    """What makes a place the same: a moment is, though its times or its words were corrected."""
    return Place("moment", pair_id=place_of(place.pair_id)) if place.on == "moment" else place


def _check(tag: str, note: str, coder: str) -> None:
    if not tag and not note:
        raise ProjectError("there is neither a tag nor a note to keep: choose a tag, or write a note")
    if len(note) > LONGEST_NOTE:
        raise ProjectError(f"a note has at most {LONGEST_NOTE:,} letters: shorten it")
    if len(coder) > LONGEST_CODER or not coder.isprintable():
        raise ProjectError(f"the name of a coder is one line of at most {LONGEST_CODER} letters")


def _write(project: Project, marks: Sequence[Mark], before: Kept[Mark]) -> None:
    write_kept(notes_file(project, FILE), [mark.to_json() for mark in marks], before)


def _mark(row: Mapping[str, Any]) -> Mark:
    text = {name: text_of(row[name], LONGEST_NOTE) for name in ("mark_id", "tag", "note", "coder", "created")}
    return Mark(place=_place(row["place"]), **text)


def _place(row: Mapping[str, Any]) -> Place:
    if row["on"] not in ("moment", "stretch", "cluster"):
        raise ValueError("on what?")
    texts = {name: text_of(row[name], 4_096) for name in ("video_id", "pair_id", "run", "title", "members")}
    start, end, number = row["start_s"], row["end_s"], row["cluster"]
    if not (0 <= start <= end <= LATEST_S) or not isinstance(number, int):
        raise ValueError("no times of a film")
    return Place(on=row["on"], start_s=float(start), end_s=float(end), cluster=number, **texts)
