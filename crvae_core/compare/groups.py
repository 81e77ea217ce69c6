"""Which group each moment of a run belongs to: the cultures, outlets or countries that are compared.

A video says its group in its properties; one that says none stands for itself.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from crvae_core.errors import GroupsError
from crvae_core.project.project import Project, VideoEntry
from crvae_core.project.properties import columns_of, properties_of
from crvae_core.project.property_values import GROUP
from crvae_core.runs.moments import Moments, moments_of
from crvae_core.runs.run import Run

BY_VIDEO = "video"  # each video is a group of its own


@dataclass(frozen=True)
class Groups:
    """The groups of a run's moments, the rows as in `moments_of(run)`.

    names: the groups that have moments, in the order in which their first videos were added. group: (n,) number of each
    moment's group. videos: ids of the videos that have moments. video: (n,) number of each moment's video. time: (n,) seconds
    in the video. by: the property that makes the groups. empty: groups of the project without a moment in the run. alone: names
    of films that say no group and stand for themselves.
    """

    names: tuple[str, ...]
    group: np.ndarray
    videos: tuple[str, ...]
    video: np.ndarray
    time: np.ndarray
    by: str
    empty: tuple[str, ...] = ()
    alone: frozenset[str] = frozenset()

    def by_weight(self, but: Collection[str] = ()) -> list[str]:
        """The groups but some: those that somebody gave before films that stand for themselves, the largest first."""
        sizes = np.bincount(self.group, minlength=len(self.names))
        others = [name for name in self.names if name not in but]
        return sorted(others, key=lambda name: (name in self.alone, -sizes[self.names.index(name)]))

    def rows(self, name: str) -> np.ndarray:
        """The rows of a group's moments, each video's together and in the order of time."""
        rows = np.flatnonzero(self.group == self.number(name))
        return rows[np.lexsort((self.time[rows], self.video[rows]))]

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

    def videos_of(self, name: str) -> tuple[str, ...]:
        """The ids of a group's videos."""
        return tuple(self.videos[number] for number in np.unique(self.video[self.group == self.number(name)]))

    def one_film_each(self, first: str, second: str) -> bool:
        """Whether two groups are one film each: what is said of them is said of these two films, not of two cultures."""
        return len(self.videos_of(first)) == 1 and len(self.videos_of(second)) == 1


def groups_of(of: Run | Moments, by: str = GROUP) -> Groups:
    """The groups of a run's moments.

    Args:
        of: a run, or its moments.
        by: a property of videos (see project.properties), or "video": each stands for itself.

    Raises GroupsError if there is one video only, one group only, or no property of that name.
    """
    moments = of if isinstance(of, Moments) else moments_of(of)
    project = moments.run.project
    group_of = group_names(project, by)
    ids = moments.pairs["video_id"].astype(str).tolist()
    shown = set(ids)
    videos = tuple(entry.video_id for entry in project.videos if entry.video_id in shown)
    names = tuple(dict.fromkeys(group_of[video_id] for video_id in videos))
    empty = tuple(name for name in dict.fromkeys(group_of.values()) if name not in names)
    _check(project, names, empty, by)
    place = {video_id: number for number, video_id in enumerate(videos)}
    video = np.array([place[video_id] for video_id in ids], dtype=np.int64)
    numbers = np.array([names.index(group_of[video_id]) for video_id in videos], dtype=np.int64)
    time = moments.pairs["frame_time_s"].to_numpy(np.float64)
    said = _said(project, by)
    alone = frozenset(group_of[video_id] for video_id in videos if not said[video_id])
    return Groups(names, numbers[video], videos, video, time, by, empty, alone)


def group_names(project: Project, by: str = GROUP) -> dict[str, str]:
    """The group of every video: what it says, else its own title, told from other groups of that name by its id."""
    if by != BY_VIDEO and by not in columns_of(project):
        known = ", ".join([*columns_of(project), BY_VIDEO])
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


def _own_name(entry: VideoEntry, taken: bool) -> str:
    return f"{entry.name} ({entry.video_id})" if taken else entry.name


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
