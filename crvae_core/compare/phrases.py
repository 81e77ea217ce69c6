"""How estimates are said: numbers with units, their interval, and of how many moments and independent units they are."""

import numpy as np

from crvae_core.compare.intervals import Difference, Estimate
from crvae_core.wording import count


def percent(value: float) -> str:
    """A share: 23%, or 0.4% below one."""
    if np.isnan(value):
        return "an unknown share"
    return f"{value:.1%}" if 0.0005 <= abs(value) < 0.0095 else f"{value:.0%}"


def points(value: float) -> str:
    """A difference of shares in percentage points, without its sign."""
    size = abs(100 * value)
    return f"{size:.0f}" if size >= 0.95 or size == 0 else f"{size:.1f}"


def points_text(value: float) -> str:
    """A difference of shares, without its sign: 1 percentage point, 12 percentage points."""
    return f"{points(value)} percentage point{'' if points(value) == '1' else 's'}"


def signed_points(value: float) -> str:
    """A bound of a difference of shares in percentage points, with its sign where it is below 0."""
    return f"{'-' if value < 0 and points(value) != '0' else ''}{points(value)}"


def number(value: float) -> str:
    """A measure in about three digits, such as 0.0312, 4.57 or 312."""
    if not np.isfinite(value):
        return "unknown"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:.{digits}f}"


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
    """The interval of a difference of shares in percentage points: 95% interval 4 to 31."""
    return f"95% interval {signed_points(difference.low)} to {signed_points(difference.high)}"
