"""Which tags moments have: their own, those of stretches that hold their frame, those of clusters that they belonged to."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.notes.kept import Kept
from crvae_core.notes.lists import read_list
from crvae_core.notes.marks import Mark, read_marks
from crvae_core.project.ids import place_of
from crvae_core.project.project import Project

COLUMNS = ("row", "pair_id", "tag", "note", "coder", "on", "mark_id")
ANY_TAG, NO_TAG = "~any", "~none"  # in place of a tag: moments with one at all, moments without


def marks_of_moments(project: Project, pairs: pd.DataFrame, marks: Kept[Mark] | None = None) -> pd.DataFrame:
    """A row per mark and moment: row (in `pairs`), pair_id, tag (its id), note, coder, on, mark_id.

    pairs: rows of the project's pairs. marks: all of the project by default. A moment whose caption was corrected since
    keeps its marks: they go by its frame and its caption where its name is another one now.
    """
    kept = read_marks(project) if marks is None else marks
    find = _Finder(project, pairs)
    ids = pairs["pair_id"].to_numpy(dtype=object)
    rows = [
        (row, str(ids[row]), mark.tag, mark.note, mark.coder, mark.place.on, mark.mark_id)
        for mark in kept.rows
        for row in find.rows(mark)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def tags_of_moments(
    project: Project, pairs: pd.DataFrame, coder: str | None = None, marks: Kept[Mark] | None = None
) -> list[tuple[str, ...]]:
    """The tags (ids) of each moment in the order of the rows, in the order in which they were put there.

    coder: only those of this one.
    """
    table = marks_of_moments(project, pairs, marks)
    tags: list[dict[str, None]] = [{} for _ in range(len(pairs))]
    for row, tag, by in zip(table["row"], table["tag"], table["coder"], strict=True):
        if tag and (coder is None or by == coder):
            tags[row][tag] = None
    return [tuple(found) for found in tags]


def rows_with_tag(project: Project, pairs: pd.DataFrame, wanted: str) -> np.ndarray:
    """Which rows of a table of pairs (n,) bool are meant by a tag's id, ANY_TAG, NO_TAG, or "" for all."""
    if not wanted:
        return np.ones(len(pairs), dtype=bool)
    table = marks_of_moments(project, pairs)
    tags = table["tag"].to_numpy(dtype=object)
    named = tags != "" if wanted in (ANY_TAG, NO_TAG) else tags == wanted
    found = np.zeros(len(pairs), dtype=bool)
    found[table["row"].to_numpy(dtype=np.int64)[named.astype(bool)]] = True
    return ~found if wanted == NO_TAG else found


def coders(marks: Iterable[Mark]) -> list[str]:
    """Who has put marks there, by the order of their first one."""
    return list(dict.fromkeys(mark.coder for mark in marks))


class _Finder:
    """Finds the rows of a table of pairs that a mark is on."""

    def __init__(self, project: Project, pairs: pd.DataFrame) -> None:
        self.project = project
        ids = [str(name) for name in pairs["pair_id"]]
        self.row_of = {name: row for row, name in enumerate(ids)}
        self.at_place = {place_of(name): row for row, name in enumerate(ids)}
        self.videos = pairs["video_id"].to_numpy(dtype=object)
        self.times = pairs["frame_time_s"].to_numpy(dtype=np.float64)
        self.by_video: dict[str, np.ndarray] = {}
        self.lists: dict[str, Sequence[int]] = {}

    def rows(self, mark: Mark) -> Sequence[int]:
        """The rows that a mark is on, ascending."""
        place = mark.place
        if place.on == "moment":
            row = self.row_of.get(place.pair_id, self.at_place.get(place_of(place.pair_id)))
            return () if row is None else (row,)
        if place.on == "stretch":
            own = self._of_video(place.video_id)
            inside = (self.times[own] >= place.start_s) & (self.times[own] < place.end_s)
            return own[inside].tolist()
        return self._of_list(place.members)

    def _of_video(self, video_id: str) -> np.ndarray:
        if video_id not in self.by_video:
            self.by_video[video_id] = np.flatnonzero(self.videos == video_id)
        return self.by_video[video_id]

    def _of_list(self, name: str) -> Sequence[int]:
        if name not in self.lists:
            try:
                ids = read_list(self.project, name)
            except ProjectError:
                ids = ()  # the mark stays, though it can't be told of which moments it was
            self.lists[name] = sorted(self.row_of[one] for one in ids if one in self.row_of)
        return self.lists[name]
