"""Which group each moment of a run belongs to: the cultures, outlets or countries that are compared, or what has a tag.

A video says its group in its properties; one that says none stands for itself. Of groups by tag a moment may be in several.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from crvae_core.errors import GroupsError
from crvae_core.notes.codebook import read_codebook
from crvae_core.notes.tagged import rows_with_tag, tags_of_moments
from crvae_core.project.project import Project
from crvae_core.project.properties import columns_of, properties_of
from crvae_core.project.property_values import GROUP
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.moments import Moments, moments_of
from crvae_core.runs.run import Run

BY_VIDEO = "video"  # each video is a group of its own
BY_TAG = "tag"  # the moments of each tag are a group
OTHERS = "all other moments"  # against a tag: the moments that have it not


@dataclass(frozen=True)
class Groups:
    """The groups of a run's moments, the rows as in `moments_of(run)`.

    names: the groups that have moments, in the order in which their first videos were added, tags in that of the codebook.
    members: rows of each group's moments, ascending. videos: ids of the videos that have moments. video: (n,) number of each
    moment's video. time: (n,) seconds in the video. by: what makes the groups. empty: groups of the project without a moment
    in the run. alone: names of films that say no group and stand for themselves, or of all moments beside tags.
    """

    names: tuple[str, ...]
    members: tuple[np.ndarray, ...]
    videos: tuple[str, ...]
    video: np.ndarray
    time: np.ndarray
    by: str
    empty: tuple[str, ...] = ()
    alone: frozenset[str] = frozenset()

    def by_weight(self, but: Collection[str] = ()) -> list[str]:
        """The groups but some: those that somebody gave before films that stand for themselves, the largest first."""
        sizes = {name: len(rows) for name, rows in zip(self.names, self.members, strict=True)}
        others = [name for name in self.names if name not in but]
        return sorted(others, key=lambda name: (name in self.alone, -sizes[name]))

    def rows(self, name: str, against: str | None = None) -> np.ndarray:
        """The rows of a group's moments, each video's together and in the order of time.

        against: another group; what belongs to both is left out.
        """
        rows = self.members[self.number(name)]
        if against is not None:
            rows = np.setdiff1d(rows, self._of_both(name, against))
        return rows[np.lexsort((self.time[rows], self.video[rows]))]

    def in_both(self, first: str, second: str) -> int:
        """How many moments two groups share."""
        return 0 if OTHERS in (first, second) else len(self._of_both(first, second))

    def number(self, name: str) -> int:
        """Which of the groups has this name; raises GroupsError for one that has no moments, or is none."""
        if name in self.names:
            return self.names.index(name)
        known = ", ".join(self.names)
        if name in self.empty:
            raise GroupsError(
                f"the group {name!r} has no moment in this run: train a run with its videos, or take dropped pairs back; "
                f"groups with moments are {known}",
                "moments",
            )
        raise GroupsError(f"there is no group {name!r}: choose from {known}", "groups")

    def pair(self, first: str | None = None, second: str | None = None) -> tuple[str, str]:
        """Two groups; in place of those that are not given, the first ones by weight."""
        others = self.by_weight(but=[name for name in (first, second) if name is not None])
        if first is None and second is None:
            first, second = sorted(others[:2], key=self.names.index)
        return first or others[0], second or others[0]

    def videos_of(self, name: str) -> tuple[str, ...]:
        """The ids of a group's videos."""
        return tuple(self.videos[number] for number in np.unique(self.video[self.members[self.number(name)]]))

    def _of_both(self, name: str, against: str) -> np.ndarray:
        """The rows that a group can't have for itself; of a tag against all others there are none."""
        other = self.members[self.number(against)]
        return other[:0] if against == OTHERS else np.intersect1d(self.members[self.number(name)], other)


def groups_of(of: Run | Moments, by: str = GROUP, tag: str = "") -> Groups:
    """The groups of a run's moments.

    Args:
        of: a run, or its moments.
        by: a property of videos (see project.properties), "video": each stands for itself, or "tag": the moments of each tag.
        tag: only moments with this tag (see notes.tagged.rows_with_tag).

    Raises GroupsError if there is one video only, one group only, or no property of that name.
    """
    moments = of if isinstance(of, Moments) else moments_of(of)
    project = moments.run.project
    shown = np.flatnonzero(rows_with_tag(project, moments.pairs, tag))
    if tag and not len(shown):
        raise GroupsError("no moment of this run has the tag that is asked for: show all moments", "tags")
    ids = moments.pairs["video_id"].astype(str).tolist()
    seen = set(ids)
    videos = tuple(entry.video_id for entry in project.videos if entry.video_id in seen)
    place = {video_id: number for number, video_id in enumerate(videos)}
    video = np.array([place[video_id] for video_id in ids], dtype=np.int64)
    members = _by_tag(moments) if by == BY_TAG else _by_videos(project, ids, by)
    some = {name: np.intersect1d(rows, shown) for name, rows in members.items()}
    names = tuple(name for name, rows in some.items() if len(rows))
    empty = tuple(name for name in some if name not in names)
    if by == BY_TAG:
        _check_tags(names, [some[name] for name in names])
    elif tag and len(names) < 2:
        raise GroupsError(
            f"of the moments that are shown by their tags all belong to {names[0]!r}: show all moments",
            "tags",
        )
    else:
        _check(project, names, empty, by)
    time = moments.pairs["frame_time_s"].to_numpy(np.float64)
    alone = _alone(project, by, videos)
    return Groups(names, tuple(some[name] for name in names), videos, video, time, by, empty, alone)


def group_names(project: Project, by: str = GROUP) -> dict[str, str]:
    """The group of every video: what it says, else its own title, told from other groups of that name by its id."""
    if by != BY_VIDEO and by not in columns_of(project):
        known = ", ".join([*columns_of(project), BY_VIDEO, BY_TAG])
        raise GroupsError(f"videos have no property {by!r}: choose from {known}", "groups")
    said = _said(project, by)
    taken = Counter(name for name in said.values() if name)
    alone = Counter(entry.name for entry in project.videos if not said[entry.video_id])
    return {
        entry.video_id: said[entry.video_id] or _own_name(entry, taken[entry.name] + alone[entry.name] > 1)
        for entry in project.videos
    }


def _said(project: Project, by: str) -> dict[str, str]:
    """What every video says of a property, "" for nothing."""
    table = properties_of(project).set_index("video_id")
    return {video: str(table.at[video, by]) if by != BY_VIDEO else "" for video in table.index}


def _alone(project: Project, by: str, videos: Sequence[str]) -> frozenset[str]:
    """The groups that nobody gave."""
    if by == BY_TAG:
        return frozenset({OTHERS})
    said, group_of = _said(project, by), group_names(project, by)
    return frozenset(group_of[video_id] for video_id in videos if not said[video_id])


def _by_videos(project: Project, ids: Sequence[str], by: str) -> dict[str, np.ndarray]:
    """The rows of every group, with those that have none."""
    group_of = group_names(project, by)
    own = np.array([group_of[video_id] for video_id in ids], dtype=object)
    return {name: np.flatnonzero(own == name) for name in dict.fromkeys(group_of.values())}


def _by_tag(moments: Moments) -> dict[str, np.ndarray]:
    """The rows of every tag by its name, and of all moments, which stand for those without it."""
    book = read_codebook(moments.run.project)
    found = tags_of_moments(moments.run.project, moments.pairs)
    used = dict.fromkeys(tag for tags in found for tag in tags)
    order = [tag.tag_id for tag in book.tags] + [tag for tag in used if book.get(tag) is None]
    rows = {book.name(tag): [row for row, tags in enumerate(found) if tag in tags] for tag in order}
    members = {
        f"“{name}”" if name == OTHERS else name: np.array(own, dtype=np.int64) for name, own in rows.items()
    }
    return members | {OTHERS: np.arange(len(found))}


def _own_name(entry: VideoEntry, taken: bool) -> str:
    return f"{entry.name} ({entry.video_id})" if taken else entry.name


def _check_tags(names: tuple[str, ...], members: Sequence[np.ndarray]) -> None:
    """A tag, and moments without it, are needed."""
    if len(names) == 2 and len(members[0]) == len(members[1]):
        raise GroupsError(
            f"all moments have the tag {names[0]!r} alone: show all moments, or tag some of them otherwise",
            "tags",
        )
    if not any(name != OTHERS for name in names):
        raise GroupsError(
            "no moment of this run has a tag: tag some first, then the moments of one tag can be compared with those of "
            "another, or with all others",
            "tags",
        )


def _check(project: Project, names: tuple[str, ...], empty: tuple[str, ...], by: str) -> None:
    if len(project.videos) < 2:
        raise GroupsError("comparing needs two videos: add another one to the project", "videos")
    if len(names) >= 2:
        return
    if empty:
        raise GroupsError(
            f"in this run only {names[0]!r} has moments, {', '.join(map(repr, empty))} has none: train a run with all "
            "videos, or take dropped pairs back"
            if names
            else "this run has no moments of the project's videos: train a new run",
            "moments",
        )
    raise GroupsError(
        f"all videos have the {by} {names[0]!r}: comparing needs two groups, so give some another one",
        "groups",
    )
