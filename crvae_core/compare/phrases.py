"""How estimates are said: numbers with units, their interval, and of how many moments and independent units they are."""

import math
from dataclasses import dataclass

import numpy as np

from crvae_core.compare.intervals import Difference, Estimate
from crvae_core.wording import count, percent

MOST_DECIMALS = 3  # of a measure


def points(first: float, second: float) -> str:
    """How many percentage points lie between two shares as they are told, so that a reader can subtract what stands there."""
    told = abs(_tenths(first) - _tenths(second))
    size = "less than 0.1" if told < 0.05 and first != second else f"{told:.1f}"
    return f"{size} percentage points"


def _tenths(share: float) -> float:
    """A share in percent, rounded as `wording.percent` tells it."""
    return round(100 * share, 1)


def number(value: float) -> str:
    """A measure in about three digits, such as 0.0312, 4.57 or 312."""
    if not np.isfinite(value):
        return "unknown"
    return f"{value:.{_digits(value)}f}"


def _digits(value: float) -> int:
    """How many decimals a measure has in about three digits."""
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else MOST_DECIMALS


@dataclass(frozen=True)
class MeansTold:
    """Two means and their difference in so many decimals, so that a reader can subtract what stands there."""

    first: float
    second: float
    decimals: int

    def number(self, value: float) -> str:
        """A measure in the decimals of the two means."""
        return f"{round(value, self.decimals) + 0.0:.{self.decimals}f}" if np.isfinite(value) else "unknown"

    def gap(self) -> str:
        """The difference of both as they are told, without its sign."""
        told = abs(round(self.first, self.decimals) - round(self.second, self.decimals))
        least = 10.0**-self.decimals
        less = told < least / 2 and self.first != self.second
        return f"less than {self.number(least)}" if less else self.number(told)


def means_told(first: float, second: float) -> MeansTold:
    """Two means in about three digits of the larger one, and in more where they lie so near that the difference needs them."""
    larger = max(abs(first), abs(second))
    decimals = _digits(larger) if np.isfinite(larger) else MOST_DECIMALS
    apart = abs(first - second)
    if np.isfinite(apart) and apart > 0:  # two digits of the difference
        decimals = max(decimals, 1 - math.floor(math.log10(apart)))
    return MeansTold(first, second, min(decimals, MOST_DECIMALS))


def chance(p: float) -> str:
    """A p-value that was corrected or not: p = 0.012, or p < 0.001."""
    if np.isnan(p):
        return "p unknown"
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def units(estimate: Estimate, unit: str) -> str:
    """Of how many moments and independent units an estimate is: 120 moments in about 14 stretches of time."""
    whole = round(estimate.units)
    inside = (
        count(whole, "video")
        if unit == "video"
        else f"about {whole:,} stretch{'' if whole == 1 else 'es'} of time"
    )
    return f"{count(estimate.n, 'moment')} in {inside}"


def share_text(estimate: Estimate, unit: str) -> str:
    """A share with its interval and n."""
    if not estimate.n:
        return "no moment to count"
    return f"{percent(estimate.value)} ({percent(estimate.low)} to {percent(estimate.high)}; {units(estimate, unit)})"


def points_interval(difference: Difference) -> str:
    """The interval of a difference of shares in percentage points: 95% interval 4.2 to 31.0."""
    return f"95% interval {_bound(difference.low)} to {_bound(difference.high)}"


def _bound(value: float) -> str:
    return f"{_tenths(value) + 0.0:.1f}"  # + 0.0: no "-0.0"
