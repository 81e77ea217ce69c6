"""Differences of style between two groups: inside each theme, over all, and standardised over themes.

Over all, a group may look darker only because it shows other things; inside a theme both show the same. Standardised over
themes (direct standardisation, as in epidemiology), both groups are given the same mixture of themes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crvae_core.compare.intervals import Difference, Estimate, corrected, mean, mean_difference
from crvae_core.compare.phrases import chance, means_told, units
from crvae_core.compare.resampling import Sample, stretch_length
from crvae_core.compare.sides import Between, Side, Sides
from crvae_core.compare.style import Measure
from crvae_core.compare.themes import LEVEL_OF_DISCOVERY, usual_length
from crvae_core.wording import count

OVERALL, STANDARDISED = (
    -2,
    -3,
)  # in the place of a theme's number: over all moments; the same mixture of themes
FEWEST = 5  # moments of a theme with a known value in each group, for its style to be compared
FEWEST_UNITS = 3  # independent ones in each group: two say too little on how far they differ
ENDS = 4  # pictures at either end of a scale
APART = 3  # moments between two of them
WORDS_OF_SIZE = ((0.2, "hardly any"), (0.5, "a small"), (0.8, "a medium"), (np.inf, "a large"))  # Cohen 1988


@dataclass(frozen=True)
class Effect:
    """One measure in one theme (or OVERALL, STANDARDISED) in both groups.

    first, second: means in the measure's unit. difference: first minus second. size: difference in standard deviations of the
    moments within a group (Cohen's d, pooled), low, high: its 95 % interval, that deviation taken as known. q: p of no
    difference, corrected over all themes, places and measures together (Benjamini & Hochberg 1995).
    """

    between: Between
    measure: Measure
    theme: int
    theme_name: str
    first: Estimate
    second: Estimate
    difference: Difference
    size: float
    low: float
    high: float
    q: float

    @property
    def told_apart(self) -> bool:
        """Whether the difference stands up to the correction."""
        return bool(self.q <= LEVEL_OF_DISCOVERY)

    def sentence(self) -> str:
        """What can be said of the measure there, with numbers, units, intervals and n."""
        between, unit = self.between, f" {self.measure.unit}" if self.measure.unit else ""
        told = means_told(self.first.value, self.second.value)
        place = {OVERALL: "Over all moments", STANDARDISED: "With the same mixture of themes"}.get(
            self.theme, f"Inside “{self.theme_name}”"
        )
        means = (
            f"{place}, the {self.measure.name.lower()} is {told.number(self.first.value)}{unit} in {between.first.name} "
            f"({units(self.first, between.first.unit)}) and {told.number(self.second.value)}{unit} in {between.second.name} "
            f"({units(self.second, between.second.unit)}){between.after}"
        )
        if np.isnan(self.q):
            return f"{means}: too little to compare."
        up = self.difference.upward
        more = between.first.name if self.difference.value >= 0 else between.second.name
        gap = (
            f"{told.gap()}{unit} more in {more} (95% interval {told.number(up.low)} to {told.number(up.high)}; "
            f"{abs(self.size):.2f} standard deviations; {chance(self.q)}, corrected)"
        )
        if not self.told_apart:
            return f"{means}: {gap}, no more than chance gives for {between.who}."
        size = next(word for bound, word in WORDS_OF_SIZE if abs(self.size) < bound)
        return f"{means}: {gap}, {size} difference between {between.who}."


@dataclass(frozen=True)
class StyleEffects:
    """All effects: every measure over all, standardised, and inside every theme, in this order. notes: of all of them."""

    between: Between
    effects: tuple[Effect, ...]
    notes: tuple[str, ...] = ()

    def of(self, measure: str, theme: int = OVERALL) -> Effect | None:
        """The effect of a measure in a theme; None where it was not compared."""
        found = (one for one in self.effects if one.measure.key == measure and one.theme == theme)
        return next(found, None)

    def inside(self, theme: int) -> list[Effect]:
        """All measures inside one theme (or OVERALL, STANDARDISED)."""
        return [one for one in self.effects if one.theme == theme]

    def sentence(self) -> str:
        """Which measures differ with the same mixture of themes, and in how many places inside themes."""
        between, inside = self.between, [one for one in self.effects if one.theme >= 0]
        apart = [one for one in self.inside(STANDARDISED) if one.told_apart]
        told = ", ".join(f"{one.measure.name.lower()} (d = {one.size:+.2f})" for one in apart)
        measured = any(np.isfinite(one.size) for one in self.inside(STANDARDISED))
        compared = sum(bool(np.isfinite(one.size)) for one in inside)
        above = f" d above 0: more in {between.first.name}." if apart else ""
        strong = sum(one.told_apart for one in inside)
        caution = f" {between.caution}" if between.caution else ""
        if not measured:
            told = (
                f"no measure of {between.who} can be compared: the themes that both show have too few moments"
            )
        else:
            told = f"{between.who} differ in {told or 'no measure of style'}"
        single = f"inside themes {strong} of {count(compared, 'comparison')} stand up to the correction"
        if not compared:
            single = "nor can one inside a theme"
        return f"With the same mixture of themes {told}{between.after}; {single}.{above}{caution}"


def style_effects(
    sides: Sides,
    labels: np.ndarray,
    names: Mapping[int, str],
    values: Mapping[str, np.ndarray],
    measures: Sequence[Measure],
    without_look: bool = False,
) -> StyleEffects:
    """Differences of style of two groups.

    Unit of independence: the video in a group of five or more, else stretches of time (see resampling). Errors of standardised
    means are linearised (the shares of themes are estimated as well). Corrections: Benjamini & Hochberg.

    Args:
        sides: rows of the moments. labels: (N,) their themes, -1 for none. names: of the themes.
        values: key of a measure -> (N,), nan where it is not known. measures: those that are compared.
        without_look: take each video's own mean out of the measures first; then only differences inside themes are left.
    """
    between = sides.between(without_look)
    numbers = [number for number in np.unique(labels[sides.rows]).tolist() if number >= 0]
    lasting = tuple(
        usual_length(labels[side.rows], side.sample, numbers) for side in (sides.first, sides.second)
    )
    found: list[Effect] = []
    for measure in measures:
        series = np.asarray(values[measure.key], np.float64)
        if without_look:
            series = without_film_means(series, sides)
        given = _Series(between, measure, series, sides, lasting)
        found += [_inside(given, OVERALL, "", None), _standardised(given, labels, numbers)]
        found += [_inside(given, one, names[one], labels == one) for one in numbers]
    order = {OVERALL: 0, STANDARDISED: 1}
    found.sort(key=lambda one: order.get(one.theme, 2))
    return StyleEffects(between, tuple(_with_corrected(found)))


def without_film_means(series: np.ndarray, sides: Sides) -> np.ndarray:
    """A measure (N,) less the mean of its video, plus the mean of all, so that it stays in its unit."""
    found = np.array(series)
    for film in np.unique(sides.film):
        rows = sides.rows[sides.film == film]
        if np.isfinite(series[rows]).any():
            found[rows] -= np.nanmean(series[rows])
    inside = series[sides.rows]
    return found + (np.nanmean(inside) if np.isfinite(inside).any() else 0.0)


def ends_of_scale(
    values: np.ndarray, side: Side, kept: np.ndarray, wanted: int = ENDS
) -> tuple[list[int], list[int]]:
    """Rows of a group's moments at the low and at the high end of a measure (N,), among those kept (N,), apart in time."""
    places = np.flatnonzero(kept[side.rows] & np.isfinite(values[side.rows]))
    order = places[np.argsort(values[side.rows[places]], kind="stable")]
    return _first_apart(order, side, wanted), _first_apart(order[::-1], side, wanted)


def _first_apart(order: np.ndarray, side: Side, wanted: int) -> list[int]:
    found: list[int] = []
    for place in order.tolist():
        if all(side.video[place] != side.video[other] or abs(place - other) >= APART for other in found):
            found.append(place)
        if len(found) == wanted:
            break
    return [int(side.rows[place]) for place in found]


@dataclass(frozen=True, eq=False)
class _Series:
    """A measure of all moments (N,). lasting: how long scenes last in either group, in moments; no stretch is shorter."""

    between: Between
    measure: Measure
    values: np.ndarray
    sides: Sides
    lasting: tuple[float, ...]


def _inside(series: _Series, theme: int, name: str, member: np.ndarray | None) -> Effect:
    estimates, groups = [], []
    for side, lasting in zip((series.sides.first, series.sides.second), series.lasting, strict=True):
        kept = np.isfinite(series.values[side.rows])
        kept &= True if member is None else member[side.rows]
        groups.append(series.values[side.rows[kept]])
        estimates.append(_mean(groups[-1], side.sample.only(kept), lasting))
    return _effect(series, (theme, name), estimates, groups)


def _mean(values: np.ndarray, sample: Sample, lasting: float) -> Estimate:
    """The mean with stretches at least as long as scenes last."""
    if sample.by_video:
        return mean(values, sample)
    return mean(values, sample, max(lasting, stretch_length([values[film] for film in sample.films])))


def _standardised(given: _Series, labels: np.ndarray, numbers: Sequence[int]) -> Effect:
    """Both groups with the mixture of themes that they have together, of the themes that both have enough of."""
    series, sides = given.values, given.sides
    known = np.isfinite(series)
    counts = np.array(
        [
            [int((known & (labels == one))[side.rows].sum()) for one in numbers]
            for side in (sides.first, sides.second)
        ]
    ).reshape(2, len(numbers))
    both = [one for at, one in enumerate(numbers) if counts[:, at].min() >= FEWEST]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = {one: float(shares[:, at].mean()) for at, one in enumerate(numbers) if one in both}
    estimates, groups = [], []
    for side, lasting in zip((sides.first, sides.second), given.lasting, strict=True):
        kept = known[side.rows] & np.isin(labels[side.rows], both)
        values, themes = series[side.rows[kept]], labels[side.rows[kept]]
        estimates.append(_standardised_mean(values, themes, weights, side.sample.only(kept), lasting))
        groups.append(values)
    return _effect(given, (STANDARDISED, ""), estimates, groups)


def _standardised_mean(
    values: np.ndarray, themes: np.ndarray, weights: Mapping[int, float], sample: Sample, lasting: float
) -> Estimate:
    """The mean with each theme weighed as `weights` say; its error is that of the linearised values, video by video."""
    if not len(values):
        return mean(values, sample)
    total, found, linear = sum(weights.values()), 0.0, np.zeros(len(values))
    for theme, weight in weights.items():
        here = themes == theme
        average = float(values[here].mean())
        found += weight / total * average
        linear[here] = weight / total / here.mean() * (values[here] - average)
    if sample.by_video:  # what a video adds to the sum counts as much as it is long
        per_film = len(values) / len(sample.films)
        for film in sample.films:
            linear[film] *= (film.stop - film.start) / per_film
    spread = _mean(linear, sample, lasting)
    # what was estimated along, a mean for every theme, is paid for as in a regression
    paid = float(np.sqrt(spread.units / max(spread.units - len(weights) + 1, 1.0)))
    half = paid * (spread.high - spread.low) / 2
    return Estimate(
        found, paid * spread.error, spread.freedom, found - half, found + half, len(values), spread.units
    )


def _effect(
    series: _Series, place: tuple[int, str], estimates: Sequence[Estimate], groups: Sequence[np.ndarray]
) -> Effect:
    """q is not corrected yet."""
    between, measure = series.between, series.measure
    first, second = estimates
    enough = min(first.n, second.n) >= FEWEST and min(first.units, second.units) >= FEWEST_UNITS
    enough = enough and bool(np.isfinite(first.error + second.error))
    spread = _pooled_deviation(groups)
    if not enough or spread == 0:
        nothing = Difference(first.value - second.value, np.nan, np.nan, np.nan)
        return Effect(between, measure, *place, first, second, nothing, np.nan, np.nan, np.nan, np.nan)
    difference = mean_difference(first, second)
    size, low, high = (value / spread for value in (difference.value, difference.low, difference.high))
    return Effect(between, measure, *place, first, second, difference, size, low, high, difference.p)


def _pooled_deviation(groups: Sequence[np.ndarray]) -> float:
    free = sum(max(len(values) - 1, 0) for values in groups)
    squares = sum(float(((values - values.mean()) ** 2).sum()) for values in groups if len(values))
    return float(np.sqrt(squares / free)) if free else 0.0


def _with_corrected(effects: list[Effect]) -> list[Effect]:
    """All comparisons of style are one family, so that without any difference hardly one is reported."""
    q = corrected(np.array([one.q for one in effects]))
    return [replace(one, q=float(value)) for one, value in zip(effects, q, strict=True)]
