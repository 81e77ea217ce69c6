"""Shares and means of groups with intervals, their differences, and corrected p-values.

Assumptions: units (videos, or stretches of time) are independent and alike; within a unit anything may depend on anything.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from crvae_core.compare.resampling import Sample, mean_error, stretch_length

LEVEL = 0.95
LONGER = 2.0  # times the length that is best for the error's own mean square: intervals keep their promise better so


@dataclass(frozen=True)
class Estimate:
    """A share or a mean of one group. value: nan where nothing was counted. error: its standard error. freedom: of the
    t distribution. low, high: the 95 % interval. n: moments. units: independent units among them. effective: how many
    independent moments would give the same error of a share (Kish 1965)."""

    value: float
    error: float
    freedom: float
    low: float
    high: float
    n: int
    units: float
    effective: float = 0.0


@dataclass(frozen=True)
class Difference:
    """First minus second. p: two-sided, of no difference, not corrected (see `corrected`)."""

    value: float
    low: float
    high: float
    p: float

    @property
    def upward(self) -> "Difference":
        """The larger minus the smaller."""
        return self if not self.value < 0 else Difference(-self.value, -self.high, -self.low, self.p)


def share(
    has: np.ndarray, sample: Sample, length: float | None = None, usual: float | None = None
) -> Estimate:
    """The share of moments that have something, every video counting alike where videos are the unit.

    Wilson's score interval (1927) with the number of moments that independent ones would have to be to give the same
    standard error (Kish's effective sample size), and with the t distribution: it keeps its promise for rare themes in short
    films, where the share plus or minus its error does not (`bench compare`).

    Args:
        has: (n,) 0 or 1. sample: what is independent.
        length: mean length of the stretches, by default chosen from `has`.
        usual: how many independent moments the group is worth where other things are counted; it stands in where all or none
            have this one, so that there is no spread to measure.
    """
    value, error, freedom, units = _mean(np.asarray(has, np.float64), sample, length)
    if not len(has):
        return Estimate(np.nan, np.nan, 1.0, 0.0, 1.0, 0, 0.0)
    spread = value * (1 - value)
    # without anything usual every stretch is taken to have said so for itself
    alone = usual or max(units, len(has) / (length or np.inf))
    effective = spread / error**2 if error > 0 and spread > 0 else alone
    effective = min(effective, len(has))
    low, high = _wilson(value, effective, _quantile(freedom))
    return Estimate(value, error, freedom, low, high, len(has), units, effective)


def mean(values: np.ndarray, sample: Sample, length: float | None = None) -> Estimate:
    """The mean of a measure over the moments of a group, every video counting alike where videos are the unit.

    values: (n,), any real numbers. Interval: value plus or minus the t quantile times the standard error.
    """
    if not len(values):
        return Estimate(np.nan, np.nan, 1.0, np.nan, np.nan, 0, 0.0)
    value, error, freedom, units = _mean(np.asarray(values, np.float64), sample, length)
    half = _quantile(freedom) * error
    return Estimate(value, error, freedom, value - half, value + half, len(values), units)


def share_difference(first: Estimate, second: Estimate) -> Difference:
    """The difference of two shares: interval by Newcombe's hybrid of both score intervals (1998, method 10), p by Welch's t."""
    value = first.value - second.value
    low = value - np.hypot(first.value - first.low, second.high - second.value)
    high = value + np.hypot(first.high - first.value, second.value - second.low)
    return Difference(value, float(low), float(high), _p_of_shares(first, second))


def mean_difference(first: Estimate, second: Estimate) -> Difference:
    """The difference of two means (Welch 1947)."""
    value, error = first.value - second.value, float(np.hypot(first.error, second.error))
    freedom = _welch(first, second)
    half = _quantile(freedom) * error
    p = 1.0 if error == 0 and value == 0 else float(2 * stats.t.sf(abs(value) / max(error, 1e-300), freedom))
    return Difference(value, value - half, value + half, p)


def corrected(p: np.ndarray) -> np.ndarray:
    """p-values of many tests as false discovery rates (Benjamini & Hochberg 1995); nan stays nan and does not count."""
    found = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        found[known] = stats.false_discovery_control(np.clip(p[known], 0, 1))
    return found


def _mean(values: np.ndarray, sample: Sample, length: float | None) -> tuple[float, float, float, float]:
    """Mean, standard error, degrees of freedom and independent units."""
    if not len(values):
        return np.nan, np.nan, 1.0, 0.0
    films = [values[rows] for rows in sample.films]
    means = np.array([film.mean() for film in films])
    if sample.by_video:
        count = len(films)  # one video alone says nothing on how videos differ
        error = float(means.std(ddof=1) / np.sqrt(count)) if count > 1 else np.nan
        return float(means.mean()), error, max(count - 1.0, 1.0), count
    length = stretch_length(films) if length is None else length
    weights = np.array([len(film) for film in films]) / len(values)
    errors = np.array(
        [mean_error(film, min(LONGER * length, max(length, len(film) / 3), len(film))) for film in films]
    )
    units = sample.counted(values, length)
    return float(means @ weights), float(np.hypot.reduce(weights * errors)), max(units / 2 - 1, 2.0), units


def _p_of_shares(first: Estimate, second: Estimate) -> float:
    """Two-sided p of equal shares: the score test, each error taken at the pooled share with the effective sizes."""
    if not (first.n and second.n):
        return np.nan
    sizes = [max(estimate.effective, 1.0) for estimate in (first, second)]
    pooled = (first.value * sizes[0] + second.value * sizes[1]) / sum(sizes)
    error = np.sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    if error == 0:
        return 1.0
    freedom = min(first.freedom, second.freedom)
    return float(2 * stats.t.sf(abs(first.value - second.value) / error, freedom))


def _welch(first: Estimate, second: Estimate) -> float:
    """Degrees of freedom of a difference (Welch & Satterthwaite)."""
    squares = np.array([first.error**2, second.error**2])
    if squares.sum() == 0:
        return min(first.freedom, second.freedom)
    return float(squares.sum() ** 2 / (squares**2 / np.array([first.freedom, second.freedom])).sum())


def _wilson(value: float, count: float, z: float) -> tuple[float, float]:
    scale = 1 + z**2 / count
    centre = (value + z**2 / (2 * count)) / scale
    half = z * np.sqrt(value * (1 - value) / count + z**2 / (4 * count**2)) / scale
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def _quantile(freedom: float) -> float:
    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))
