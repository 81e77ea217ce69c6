"""Themes of two groups of videos: how much of each group they take, which are shared, and how sure that is.

Themes are clusters of the moments of both groups together; a theme's share of a group is the share of its moments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crvae_core.compare.intervals import Difference, Estimate, corrected, share, share_difference
from crvae_core.compare.resampling import Sample, stretch_length

LEVEL_OF_DISCOVERY = (
    0.02  # false discoveries in each question: themes, style and words together then hardly report 5 %
)
FEWEST = 3  # moments of a theme in a group, for the group to be said to show it at all


@dataclass(frozen=True)
class GroupMoments:
    """The moments of one group, each video's together and in the order of time. labels: (n,) their themes, -1 for none.
    sample: what is independent among them."""

    name: str
    labels: np.ndarray
    sample: Sample


@dataclass(frozen=True)
class Theme:
    """One theme in both groups. q: p of no difference, corrected over all themes (Benjamini & Hochberg 1995).
    verdict: "shared", "mostly first", "only first", "mostly second", "only second", or "unclear"."""

    number: int
    first: Estimate
    second: Estimate
    difference: Difference
    q: float
    verdict: str

    @property
    def told_apart(self) -> bool:
        """Whether the difference stands up to the correction."""
        return bool(self.q <= LEVEL_OF_DISCOVERY)


def compare_themes(first: GroupMoments, second: GroupMoments, numbers: Sequence[int]) -> list[Theme]:
    """The share of every theme in both groups and their difference, in the order of `numbers`.

    Unit of independence: the video in a group of five or more videos, else stretches of time (see resampling). A theme is
    "mostly" of a group where the difference stands up to the correction, "only" where the other group has fewer than FEWEST
    moments of it as well. Otherwise it is "shared" where both have FEWEST moments of it, which does not mean that the shares
    are equal, and "unclear" where one of them has not.
    """
    firsts, seconds = (_theme_shares(group, numbers) for group in (first, second))
    differences = [share_difference(*pair) for pair in zip(firsts, seconds, strict=True)]
    q = corrected(np.array([difference.p for difference in differences]))
    return [
        Theme(number, one, other, difference, float(value), _verdict(one, other, difference, float(value)))
        for number, one, other, difference, value in zip(
            numbers, firsts, seconds, differences, q, strict=True
        )
    ]


def usual_length(labels: np.ndarray, sample: Sample, numbers: Sequence[int]) -> float:
    """How long scenes last in a group, in moments: the stretch length that suits the middle one of its themes.

    A rare theme alone, or a noisy measure, says too little about it.
    """
    return _usual([(labels == number).astype(np.float64) for number in numbers], sample)


def shares_alike(columns: Sequence[np.ndarray], sample: Sample) -> list[Estimate]:
    """The shares of several things, each (n,) 0 or 1, of one group; one that it lacks is taken to hang together like others."""
    usual = _usual(columns, sample)
    lengths = [max(usual, _length(has, sample)) for has in columns]
    found = [share(has, sample, length) for has, length in zip(columns, lengths, strict=True)]
    known = [one.effective for one in found if one.error > 0 and 0 < one.value < 1]
    worth = float(np.median(known)) if known else None
    return [
        share(has, sample, length, worth) if one.n and one.value in (0.0, 1.0) else one
        for has, length, one in zip(columns, lengths, found, strict=True)
    ]


def _usual(columns: Sequence[np.ndarray], sample: Sample) -> float:
    found = [_length(has, sample) for has in columns if has.any()]
    return float(np.median(found)) if found else 1.0


def _length(has: np.ndarray, sample: Sample) -> float:
    return stretch_length([has[rows] for rows in sample.films])


def _theme_shares(group: GroupMoments, numbers: Sequence[int]) -> list[Estimate]:
    """The shares of all themes."""
    return shares_alike([(group.labels == number).astype(np.float64) for number in numbers], group.sample)


def _verdict(first: Estimate, second: Estimate, difference: Difference, q: float) -> str:
    if not q <= LEVEL_OF_DISCOVERY:
        both = all(one.value * one.n >= FEWEST for one in (first, second))
        return "shared" if both else "unclear"
    side, other = ("first", second) if difference.value > 0 else ("second", first)
    return f"{'only' if other.value * other.n < FEWEST else 'mostly'} {side}"
