"""Does a word go with a theme? In how many moments of a theme one group says it, against its other moments."""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.compare.intervals import Difference, Estimate, corrected, share, share_difference
from crvae_core.compare.phrases import chance, points, points_interval, share_text
from crvae_core.compare.resampling import stretch_length
from crvae_core.compare.sides import Side, SideNote
from crvae_core.compare.themes import LEVEL_OF_DISCOVERY, usual_length


@dataclass(frozen=True)
class WordInTheme:
    """A word in one theme of one group. inside, elsewhere: the share of moments that say it in the theme, and in the group's
    other moments. q: p of no difference, corrected over all themes of the group (Benjamini & Hochberg 1995)."""

    side: SideNote
    word: str
    theme: int
    theme_name: str
    inside: Estimate
    elsewhere: Estimate
    difference: Difference
    q: float

    @property
    def told_apart(self) -> bool:
        """Whether the difference stands up to the correction."""
        return bool(self.q <= LEVEL_OF_DISCOVERY)

    def sentence(self) -> str:
        """Whether the word goes with the theme, with numbers, interval and n."""
        more = "more" if self.difference.value >= 0 else "less"
        verdict = (
            f"it goes with this theme {more} than with the others"
            if self.told_apart
            else "no more than chance gives"
        )
        gap = points(self.inside.value, self.elsewhere.value)
        return (
            f"{self.side.name} says “{self.word}” in {share_text(self.inside, self.side.unit)} of “{self.theme_name}” and in "
            f"{share_text(self.elsewhere, self.side.unit)} of its other moments: {gap} {more} "
            f"({points_interval(self.difference.upward)}; {chance(self.q)}, corrected for all themes), {verdict}."
        )


def word_in_themes(clusters: NamedClusters, side: Side, word: str) -> list[WordInTheme]:
    """In which themes a group says a word, more than elsewhere; the surest first, none where it never says it.

    Unit of independence: the video in a group of five or more, else stretches of time at least as long as scenes last. Both
    shares are of one group, so they are not quite independent of each other; the interval takes them as if they were.
    """
    labels = clusters.labels[side.rows]
    has = clusters.counted.moments_with(clusters.concept(word))[side.rows].astype(np.float64)
    if not has.any():
        return []
    numbers = [number for number in np.unique(labels).tolist() if number >= 0]
    shown = clusters.glossary.shown(clusters.concept(word))
    length = max(
        usual_length(labels, side.sample, numbers), stretch_length([has[film] for film in side.sample.films])
    )
    pairs = []
    for number in numbers:
        member = labels == number
        inside, elsewhere = (
            share(has[kept], side.sample.only(kept), min(length, max(1.0, kept.sum() / 2)))
            for kept in (member, ~member)
        )
        pairs.append((number, inside, elsewhere, share_difference(inside, elsewhere)))
    q = corrected(np.array([difference.p for *_, difference in pairs]))
    found = [
        WordInTheme(
            side.note, shown, number, clusters.names[number], inside, elsewhere, difference, float(value)
        )
        for (number, inside, elsewhere, difference), value in zip(pairs, q, strict=True)
    ]
    return sorted(found, key=lambda one: (np.isnan(one.q), one.q, -abs(one.difference.value)))
