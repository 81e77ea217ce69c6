"""The two groups of videos that are compared: which moments are whose, in which order, and what is said of them as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crvae_core.compare.resampling import Sample
from crvae_core.errors import InputError
from crvae_core.wording import count


@dataclass(frozen=True)
class SideNote:
    """A group as answers tell of it. videos, moments: how many. unit: what is independent in it, in words."""

    name: str
    videos: int
    moments: int
    unit: str


@dataclass(frozen=True)
class Between:
    """Who is compared; it goes with every answer, so that a sentence can stand alone. without_look: each film's own look
    was taken out before. shared: films of which both have moments, as groups by tag may."""

    first: SideNote
    second: SideNote
    without_look: bool = False
    shared: int = 0

    @property
    def who(self) -> str:
        """How far a sentence may reach: "these two films" where each group has one film, never a culture then."""
        if self.shared:
            return "these two sets of moments"
        total = self.first.videos + self.second.videos
        if self.first.videos == self.second.videos == 1:
            return "these two films"
        return f"these {total} films" if 1 in (self.first.videos, self.second.videos) else "these two groups"

    @property
    def caution(self) -> str:
        """What a reader must bear in mind, "" where each group has several films."""
        if self.shared:
            return (
                f"Both are moments of the same {'film' if self.shared == 1 else 'films'}, so they are not quite independent of "
                "each other, as the intervals take them to be."
            )
        if self.first.videos > 1 and self.second.videos > 1:
            return ""
        alone = [side.name for side in (self.first, self.second) if side.videos == 1]
        have = "have one film each" if len(alone) > 1 else "has one film"
        return f"This speaks of {self.who} alone: {' and '.join(alone)} {have}."

    @property
    def after(self) -> str:
        """What stands behind a number that was measured without each film's own look."""
        return ", without each film's own look" if self.without_look else ""

    def named(self, verdict: str) -> str:
        """A verdict on "first" and "second" in the names of the groups."""
        kind, _, side = verdict.rpartition(" ")
        name = {"first": self.first.name, "second": self.second.name}.get(side)
        return verdict if name is None else f"{kind} {name}".strip()


@dataclass(frozen=True, eq=False)
class Side:
    """One group. rows: (n,) of its moments among all, video by video and in the order of time. video: (n,) which of its
    videos each is of, numbered from 0. whole: see Sample. films: ids of its videos by their numbers, where the other group may
    have moments of the same ones."""

    name: str
    rows: np.ndarray
    video: np.ndarray
    whole: bool | None = None
    films: tuple[str, ...] = ()

    @cached_property
    def sample(self) -> Sample:
        """What is independent among the moments."""
        return Sample(self.video, whole=self.whole)

    @property
    def note(self) -> SideNote:
        """The group as answers tell of it."""
        return SideNote(self.name, len(self.sample.films), len(self.rows), self.sample.unit)

    def only(self, kept: np.ndarray) -> "Side":
        """The same group with those of its moments alone that are kept, (n,) bool; the unit stays what it is."""
        return Side(self.name, self.rows[kept], self.video[kept], self.sample.by_video, self.films)


@dataclass(frozen=True, eq=False)
class Sides:
    """Both groups. in_both: moments of both, which neither has."""

    first: Side
    second: Side
    in_both: int = 0

    def between(self, without_look: bool = False) -> Between:
        """Who is compared."""
        return Between(self.first.note, self.second.note, without_look, self._shared)

    @cached_property
    def rows(self) -> np.ndarray:
        """The rows of both groups, those of the first one before."""
        return np.concatenate([self.first.rows, self.second.rows])

    @cached_property
    def is_second(self) -> np.ndarray:
        """For `rows`: 0 for the first group, 1 for the second."""
        return np.repeat([0, 1], [len(self.first.rows), len(self.second.rows)])

    @cached_property
    def video(self) -> np.ndarray:
        """For `rows`: which video each is of, numbered through both groups; one of which both have moments counts twice."""
        behind = int(self.first.video.max(initial=-1)) + 1
        return np.concatenate([self.first.video, self.second.video + behind])

    @cached_property
    def film(self) -> np.ndarray:
        """For `rows`: which video each is of; one of which both groups have moments has one number."""
        if not self._shared:
            return self.video
        names = [
            *(self.first.films[one] for one in self.first.video),
            *(self.second.films[one] for one in self.second.video),
        ]
        return np.unique(names, return_inverse=True)[1]

    @cached_property
    def _shared(self) -> int:
        first, second = (
            {side.films[one] for one in np.unique(side.video)} if side.films else set()
            for side in (self.first, self.second)
        )
        return len(first & second)


def two_sides(
    group: Sequence[str] | np.ndarray,
    video: Sequence[str] | np.ndarray,
    time_s: Sequence[float] | np.ndarray,
    first: str | None = None,
    second: str | None = None,
) -> Sides:
    """Two groups of moments.

    Args:
        group: (N,) the name of each moment's group, "" for none. video: (N,) the id of its video.
        time_s: (N,) where in the film it lies, seconds.
        first, second: names of groups; by default the two with the most moments, in the order in which they appear.

    Raises InputError where there are no two groups with moments, with what to do.
    """
    groups, videos = np.asarray(group, dtype=object), np.asarray(video, dtype=object)
    known = [name for name in dict.fromkeys(groups.tolist()) if name]
    names = _chosen(known, groups, first, second)
    one, other = (_side(name, groups, videos, np.asarray(time_s, np.float64)) for name in names)
    return Sides(one, other)


def _chosen(known: list[str], groups: np.ndarray, first: str | None, second: str | None) -> list[str]:
    asked = [name for name in (first, second) if name is not None]
    for name in asked:
        if name not in known:
            raise InputError(
                f"no kept moment is of the group {name!r}: its videos may have no group, or all their pairs were dropped. "
                f"Groups with moments: {', '.join(known) or 'none'}"
            )
    if len(set(asked)) < len(asked):
        raise InputError(f"the group {asked[0]!r} can't be compared with itself: choose another one")
    if len(known) < 2:
        there = f"all moments are of the group {known[0]!r}" if known else "no video has a group"
        raise InputError(
            f"two groups are needed, and {there}: give each video its group (culture, outlet, country) on Videos, or add a video"
        )
    sizes = {name: int((groups == name).sum()) for name in known}
    others = sorted((name for name in known if name not in asked), key=lambda name: -sizes[name])
    if not asked:
        return sorted(others[:2], key=known.index)
    if first is None:
        return [others[0], *asked]
    return [*asked, others[0]][:2]


def _side(name: str, groups: np.ndarray, videos: np.ndarray, times: np.ndarray) -> Side:
    rows = np.flatnonzero(groups == name)
    _, first, place = np.unique(videos[rows].astype(str), return_index=True, return_inverse=True)
    number = np.argsort(np.argsort(first))[place]  # videos in the order in which they appear
    order = np.lexsort((times[rows], number))
    return Side(name, rows[order], number[order])


def size_note(between: Between) -> str:
    """Says so where the groups are of very different size, "" otherwise: the smaller one decides how wide intervals are."""
    small, large = sorted((between.first, between.second), key=lambda side: side.moments)
    if large.moments < 5 * small.moments:
        return ""
    return (
        f"{small.name} has {count(small.moments, 'moment')}, {large.name} {large.moments:,}: shares are of each group's own "
        f"moments, and the intervals are as wide as the few of {small.name} make them."
    )
