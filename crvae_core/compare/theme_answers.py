"""The themes of two groups by name, each with its most typical pictures of either group, and what can be said of it."""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.compare.phrases import chance, points, points_interval, share_text
from crvae_core.compare.sides import Between, Side, Sides, size_note
from crvae_core.compare.themes import LEVEL_OF_DISCOVERY, GroupMoments, Theme, compare_themes
from crvae_core.wording import count

TYPICAL = 4  # pictures of each group that stand for a theme
APART = 3  # moments between two of them: neighbours show the same shot


@dataclass(frozen=True)
class NamedTheme:
    """A theme in both groups. typical_first, typical_second: rows of the group's moments that are nearest to the theme's
    centre, among all moments of the run, apart in time."""

    between: Between
    name: str
    theme: Theme
    typical_first: tuple[int, ...]
    typical_second: tuple[int, ...]

    @property
    def verdict(self) -> str:
        """ "shared", "unclear", or "mostly" or "only" and the name of a group."""
        return self.between.named(self.theme.verdict)

    def sentence(self) -> str:
        """What can be said of the theme, with numbers, intervals and n."""
        between, theme = self.between, self.theme
        first, second = between.first, between.second
        shares = (
            f"“{self.name}” takes {share_text(theme.first, first.unit)} of {first.name} and "
            f"{share_text(theme.second, second.unit)} of {second.name}{between.after}"
        )
        if np.isnan(theme.q):
            return f"{shares}: too little to compare."
        more, less = (first.name, second.name) if theme.difference.value >= 0 else (second.name, first.name)
        gap = (
            f"{points(theme.first.value, theme.second.value)} more in {more} "
            f"({points_interval(theme.difference.upward)}; {chance(theme.q)}, corrected for all themes)"
        )
        if theme.verdict == "unclear":
            return (
                f"{shares}: {gap}. {less} has fewer than three such moments, but that may be chance (not statistically "
                f"significant): whether {less} shows this theme is unclear."
            )
        if theme.verdict == "shared":
            return f"{shares}: {gap}. Both show it, and the difference may be chance (not statistically significant)."
        if theme.verdict.startswith("only"):
            return (
                f"{shares}: {gap}. Of {between.who} only {more} shows it; {less} has fewer than three such moments, which is "
                "hardly chance (statistically significant)."
            )
        return f"{shares}: {gap}. Of {between.who} it is mostly {more}'s, which is hardly chance (statistically significant)."


@dataclass(frozen=True)
class Themes:
    """All themes of a comparison, in the order of their numbers. notes: what must be known of all of them."""

    between: Between
    themes: tuple[NamedTheme, ...]
    notes: tuple[str, ...] = ()

    def of(self, number: int) -> NamedTheme:
        """The theme of a cluster; raises KeyError where there is none."""
        for theme in self.themes:
            if theme.theme.number == number:
                return theme
        raise KeyError(number)

    def sentence(self) -> str:
        """How many themes are shared, and which are not."""
        between, verdicts = self.between, [theme.theme.verdict for theme in self.themes]
        shared = verdicts.count("shared")
        verb = "is" if shared == 1 else "are"
        parts = [f"{shared} of {count(len(verdicts), 'theme')} {verb} shared"]
        if shared:
            parts[0] += " (both show them, and how much of each they take may differ by chance alone)"
        if unclear := verdicts.count("unclear"):
            verb = "is" if unclear == 1 else "are"
            parts.append(f"{unclear} {verb} unclear (one group hardly shows them, but that may be chance)")
        apart = []
        for verdict in ("mostly first", "only first", "mostly second", "only second"):
            names = [f"“{theme.name}”" for theme in self.themes if theme.theme.verdict == verdict]
            if names:
                apart.append(f"{between.named(verdict)}: {', '.join(names)}")
        sure = (
            f" Of the themes that are called mostly or only one group's about {LEVEL_OF_DISCOVERY:.0%} at most are expected to "
            "be called so by chance (false discovery rate)."
            if apart
            else ""
        )
        caution = f" {between.caution}" if between.caution else ""
        return f"{'; '.join([*parts, *apart])}{between.after}.{sure}{caution}"


def named_themes(sides: Sides, clusters: NamedClusters, without_look: bool = False) -> Themes:
    """The themes of two groups: clusters of the moments of all groups, as Map and Clusters have them.

    sides: of the rows of `clusters`. Unit of independence and correction: see compare_themes. Themes that neither group has a
    moment of are left out.
    """
    labels = clusters.labels
    numbers = [number for number in clusters.numbers if np.isin(number, labels[sides.rows])]
    first, second = (
        GroupMoments(side.name, labels[side.rows], side.sample) for side in (sides.first, sides.second)
    )
    between = sides.between(without_look)
    found = tuple(
        NamedTheme(
            between,
            clusters.names[theme.number],
            theme,
            typical_rows(clusters, theme.number, sides.first),
            typical_rows(clusters, theme.number, sides.second),
        )
        for theme in compare_themes(first, second, numbers)
    )
    single = [theme.name for theme in found if theme.theme.first.n and _moments(theme.theme) < 2]
    notes = [size_note(between), *clusters.found.notes]
    if single:
        notes.append(f"Of one moment each, which says nothing about a group: {', '.join(single)}.")
    return Themes(between, found, tuple(note for note in notes if note))


def typical_rows(clusters: NamedClusters, number: int, side: Side, wanted: int = TYPICAL) -> tuple[int, ...]:
    """The group's moments that lie nearest to the centre of a theme, no two of them neighbours in time; at most `wanted`."""
    place = {row: at for at, row in enumerate(side.rows.tolist())}
    found: list[int] = []
    for row in clusters.typical(number).tolist():
        at = place.get(row)
        if at is None or any(_beside(side, at, place[other]) for other in found):
            continue
        found.append(row)
        if len(found) == wanted:
            break
    return tuple(found)


def _beside(side: Side, first: int, second: int) -> bool:
    return bool(side.video[first] == side.video[second]) and abs(first - second) < APART


def _moments(theme: Theme) -> int:
    return round(theme.first.value * theme.first.n) + round(theme.second.value * theme.second.n)
