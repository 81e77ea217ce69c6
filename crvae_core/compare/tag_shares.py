"""Tags as a vocabulary: which of them one group's moments have more often than the other's, over all and inside a theme."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crvae_core.compare.intervals import Difference, Estimate, corrected, share_difference
from crvae_core.compare.phrases import chance, points, points_interval, share_text
from crvae_core.compare.sides import Between, Side, Sides
from crvae_core.compare.themes import LEVEL_OF_DISCOVERY, shares_alike
from crvae_core.wording import count


@dataclass(frozen=True)
class TagShare:
    """A tag in both groups. first, second: the share of moments that have it. q: p of no difference, corrected over all tags
    (Benjamini & Hochberg 1995)."""

    tag: str
    first: Estimate
    second: Estimate
    difference: Difference
    q: float

    @property
    def told_apart(self) -> bool:
        """Whether the difference stands up to the correction."""
        return bool(self.q <= LEVEL_OF_DISCOVERY)

    def sentence(self, between: Between, theme: str) -> str:
        """How often either group has the tag, with numbers, interval and n."""
        first, second = between.first, between.second
        shares = (
            f"{_place(theme)}, the tag “{self.tag}” is on {share_text(self.first, first.unit)} of {first.name} and on "
            f"{share_text(self.second, second.unit)} of {second.name}"
        )
        if np.isnan(self.q):
            return f"{shares}: too little to compare."
        more = first.name if self.difference.value >= 0 else second.name
        verdict = "" if self.told_apart else f", no more than chance gives for {between.who}"
        return (
            f"{shares}: {points(self.first.value, self.second.value)} more in {more} "
            f"({points_interval(self.difference.upward)}; {chance(self.q)}, corrected for all tags){verdict}."
        )


@dataclass(frozen=True)
class TagShares:
    """All tags of two groups inside a theme, the surest difference first. theme_name: "" over all moments. coded: how many
    moments of either group there have any tag, of how many."""

    between: Between
    theme_name: str
    tags: tuple[TagShare, ...]
    coded: tuple[int, int]
    moments: tuple[int, int]
    notes: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Which tags differ, of how many."""
        between, place = self.between, _place(self.theme_name)
        if not self.tags:
            return (
                f"{place}, no moment of {between.first.name} or {between.second.name} has a tag to compare."
            )
        parts = []
        for side, sign in ((between.first, 1), (between.second, -1)):
            sure = [f"“{one.tag}”" for one in self.tags if one.told_apart and sign * one.difference.value > 0]
            parts.append(f"{', '.join(sure[:5])} for {side.name}" if sure else f"none for {side.name}")
        caution = f" {between.caution}" if between.caution else ""
        return (
            f"{place}, of {count(len(self.tags), 'tag')} these are surely more often on one group's moments: "
            f"{'; '.join(parts)}.{caution}"
        )


def tag_shares(sides: Sides, tags: Mapping[str, np.ndarray], theme: str, inside: np.ndarray) -> TagShares:
    """The share of moments with each tag in both groups and their difference.

    Unit of independence: the video in a group of five or more, else stretches of time at least as long as tags usually last.
    A tag that makes a group, all of one and none of the other, is left out.

    Args:
        sides: rows of the moments. tags: name -> which moments (N,) have it. theme: its name, "" for none.
        inside: which moments (N,) are of the theme.
    """
    first, second = (side.only(inside[side.rows]) for side in (sides.first, sides.second))
    names = [name for name, has in tags.items() if _says_something(has[first.rows], has[second.rows])]
    shares = [_shares(side, tags, names) for side in (first, second)]
    differences = [share_difference(*pair) for pair in zip(*shares, strict=True)]
    q = corrected(np.array([one.p for one in differences])) if names else np.empty(0)
    found = [
        TagShare(name, *pair) for name, *pair in zip(names, *shares, differences, map(float, q), strict=True)
    ]
    found.sort(key=lambda one: (np.isnan(one.q), one.q, -abs(one.difference.value)))
    tagged = np.any(list(tags.values()), axis=0) if tags else np.zeros(len(inside), dtype=bool)
    coded = (int(tagged[first.rows].sum()), int(tagged[second.rows].sum()))
    sizes = (len(first.rows), len(second.rows))
    return TagShares(sides.between(), theme, tuple(found), coded, sizes, _notes(first, second, coded, sizes))


def _shares(side: Side, tags: Mapping[str, np.ndarray], names: list[str]) -> list[Estimate]:
    return shares_alike([tags[name][side.rows].astype(np.float64) for name in names], side.sample)


def _says_something(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether a tag is on some moments, and does not make the groups."""
    makes = first.all() and not second.any(), second.all() and not first.any()
    return bool(first.any() or second.any()) and not any(makes)


def _notes(first: Side, second: Side, coded: tuple[int, int], sizes: tuple[int, int]) -> tuple[str, ...]:
    if coded == sizes:
        return ()
    parts = [
        f"{tagged:,} of {total:,} of {side.name}"
        for side, tagged, total in zip((first, second), coded, sizes, strict=True)
    ]
    return (
        f"With any tag: {' and '.join(parts)}. A moment without one counts as if the tag did not fit, whether somebody looked at "
        "it or not: compare only what was coded throughout.",
    )


def _place(theme: str) -> str:
    return f"Inside “{theme}”" if theme else "Over all moments"
