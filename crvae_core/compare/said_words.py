"""What one group says and the other does not when they show the same: words inside a theme, and words without a counterpart.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, eq. 15, 16, 22). Words come in runs, so each
log-odds has a second error by units (videos or stretches of time, linearised as in surveys); the larger of both counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from crvae_core.analysis.words import PRIOR_WORDS
from crvae_core.compare.intervals import corrected
from crvae_core.compare.phrases import chance, number
from crvae_core.compare.sides import Between
from crvae_core.compare.themes import LEVEL_OF_DISCOVERY
from crvae_core.text.content_words import stands_for_something
from crvae_core.wording import count

FEWEST = 3  # times that a word is said in a theme by both together, for it to be tested
LISTED = 25  # words of a group in a table, at most


@dataclass(frozen=True)
class WordDifference:
    """A word, or those of several languages that mean the same.

    word: as it is counted. shown: with those counted along. gloss: what it means for the reader, "" where that is clear.
    count_first, count_second: in the theme. per_thousand_first, per_thousand_second: of a thousand words there. log_odds:
    above 0 it is the first group's. z: log-odds over the model's error (Monroe et al.). low, high: 95 % interval by units.
    q: p by units, corrected over the tested words (Benjamini & Hochberg).
    """

    word: str
    shown: str
    gloss: str
    count_first: int
    count_second: int
    per_thousand_first: float
    per_thousand_second: float
    log_odds: float
    z: float
    low: float
    high: float
    q: float

    @property
    def told_apart(self) -> bool:
        """Whether the difference stands up to the correction."""
        return bool(self.q <= LEVEL_OF_DISCOVERY)

    def sentence(self, between: Between, theme: str) -> str:
        """What can be said of the word inside the theme, with counts, interval and n."""
        more = between.first.name if self.log_odds >= 0 else between.second.name
        verdict = (
            f"surely more often in {more}"
            if self.told_apart
            else f"no more than chance gives for {between.who}"
        )
        gloss = f" ({self.gloss})" if self.gloss else ""
        z = self.z if self.log_odds >= 0 else -self.z  # for the same group as the log-odds
        return (
            f"{_place(theme)}, “{self.shown}”{gloss} is said {count(self.count_first, 'time')} by {between.first.name} "
            f"({number(self.per_thousand_first)} of 1,000 words) and {count(self.count_second, 'time')} by "
            f"{between.second.name} ({number(self.per_thousand_second)}): log-odds {abs(self.log_odds):.2f} for {more} "
            f"({self._interval(between.first.unit)}; z = {z:.1f}; {chance(self.q)}, corrected), "
            f"{verdict}."
        )

    def _interval(self, unit: str) -> str:
        """For the group that says it more often."""
        if not np.isfinite(self.low + self.high):
            return f"no interval, since there is but one {unit}"
        low, high = (self.low, self.high) if self.log_odds >= 0 else (-self.high, -self.low)
        return f"95% interval by {unit} {low:.2f} to {high:.2f}"


@dataclass(frozen=True)
class LoneWord:
    """A word of one group for which the other has none. times: how often it is said. nearest: the other group's word that is
    nearest in meaning, "" where that can't be told, and its cosine."""

    word: str
    shown: str
    gloss: str
    times: int
    nearest: str
    likeness: float


@dataclass(frozen=True)
class ThemeWords:
    """Words inside one theme. first, second: those that speak for either group, surest first. lone_first, lone_second: words of
    one group without a counterpart anywhere in the other, the most frequent first. total_first, total_second: words that were
    counted. tested: how many words were compared. units: independent units of either group in the theme."""

    between: Between
    theme: int
    theme_name: str
    first: tuple[WordDifference, ...]
    second: tuple[WordDifference, ...]
    lone_first: tuple[LoneWord, ...]
    lone_second: tuple[LoneWord, ...]
    total_first: int
    total_second: int
    tested: int
    units: tuple[int, int]
    notes: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Which words speak for either group, of how many."""
        between = self.between
        place = _place(self.theme_name)
        if not (self.total_first and self.total_second):
            totals = ((between.first, self.total_first), (between.second, self.total_second))
            silent = [side.name for side, total in totals if not total]
            verb = "has" if len(silent) == 1 else "have"
            return (
                f"{place}, {' and '.join(silent)} {verb} no words (no such moment, or no captions), so only style and pictures "
                "can be compared."
            )
        parts = []
        for side, words in ((between.first, self.first), (between.second, self.second)):
            sure = [f"“{word.shown}”" for word in words if word.told_apart]
            parts.append(f"{', '.join(sure[:5])} for {side.name}" if sure else f"none for {side.name}")
        caution = f" {between.caution}" if between.caution else ""
        return (
            f"{place} ({self.total_first:,} words of {between.first.name} in {_units(self.units[0], between.first.unit)}, "
            f"{self.total_second:,} of {between.second.name} in {self.units[1]}), of {count(self.tested, 'word')} that both "
            f"could say these surely differ: {'; '.join(parts)}.{caution}"
        )


@dataclass(frozen=True, eq=False)
class Counted:
    """What was said by a group in a theme. counts: (n, words) sparse, a row per moment. unit: (n,) which video or stretch of
    time each moment is of."""

    counts: Any
    unit: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """How often each word is said (words,)."""
        return np.asarray(self.counts.sum(axis=0)).ravel().astype(np.float64)

    @property
    def by_unit(self) -> np.ndarray:
        """How often each word is said in each unit that says anything, (units, words)."""
        from scipy.sparse import csr_array

        names, place = np.unique(self.unit, return_inverse=True)
        gather = csr_array(
            (np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(names), len(place))
        )
        summed = np.asarray((gather @ self.counts).toarray(), np.float64)
        return summed[summed.sum(axis=1) > 0]


@dataclass(frozen=True, eq=False)
class LogOdds:
    """Of every word (words,): log-odds, the model's z, interval and p by units."""

    log_odds: np.ndarray
    z: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray


def log_odds_by_unit(first: Counted, second: Counted, background: np.ndarray) -> LogOdds:
    """Log-odds of every word in the first against the second group.

    background: (words,) how often each is said by both groups anywhere; it makes the prior, PRIOR_WORDS pseudo-words.
    Assumptions: units are independent; within one, words may depend on each other. p: t with the units of the smaller group
    less one degree of freedom.
    """
    alpha = PRIOR_WORDS * np.maximum(background, 1e-9) / max(float(background.sum()), 1e-9)
    odds, model, robust, freedom = [], [], [], []
    for group in (first, second):
        total, units = group.total, group.by_unit
        said, size = total + alpha, float(total.sum()) + PRIOR_WORDS
        odds.append(np.log(said) - np.log(np.maximum(size - said, 1e-9)))
        model.append(1 / said)
        robust.append(_variance_by_unit(units, said, size))
        freedom.append(max(len(units) - 1, 1))
    difference = odds[0] - odds[1]
    error = np.sqrt(np.maximum(model[0], robust[0]) + np.maximum(model[1], robust[1]))
    free = min(freedom)
    half = stats.t.ppf(0.975, free) * error
    p = 2 * stats.t.sf(np.abs(difference) / error, free)
    return LogOdds(
        difference, difference / np.sqrt(model[0] + model[1]), difference - half, difference + half, p
    )


def compare_words(
    between: Between,
    theme: tuple[int, str],
    words: list[str],
    groups: tuple[Counted, Counted],
    anywhere: tuple[np.ndarray, np.ndarray],
    shown: Callable[[str], tuple[str, str]],
    lone: Mapping[str, tuple[str, float]],
    one_language: bool,
) -> ThemeWords:
    """The words that speak for either group inside a theme.

    Args:
        between: who is compared. theme: number and name. words: of the columns of the counts.
        groups: what either says in the theme. anywhere: (words,) how often either says each word at all.
        shown: how a word is shown, and its gloss. lone: of words that one group alone says, the nearest word of the other
            and its cosine, where the other has none of that meaning.
        one_language: both groups speak the same language, so that a word that one never says is tested as well.
    """
    first, second = (group.total for group in groups)
    telling = np.array([stands_for_something(word) for word in words], dtype=bool)
    common = (anywhere[0] > 0) & (anywhere[1] > 0)
    tested = telling & (first + second >= FEWEST) & (common | one_language)
    sizes = (float(first.sum()), float(second.sum()))
    units = tuple(len(group.by_unit) for group in groups)
    lists: tuple[list[WordDifference], list[WordDifference]] = ([], [])
    if min(sizes) > 0 and tested.any():
        odds = log_odds_by_unit(*groups, anywhere[0] + anywhere[1])
        q = np.full(len(words), np.nan)
        q[tested] = corrected(odds.p[tested])
        order = np.flatnonzero(tested)
        order = order[np.lexsort((-np.abs(odds.z[order]), odds.p[order]))]
        for at in order.tolist():
            lists[0 if odds.log_odds[at] >= 0 else 1].append(
                _difference(at, words[at], odds, q, (first, second), shown)
            )
    alone = [
        tuple(_lone(total, words, telling, shown, lone, other))
        for total, other in ((first, anywhere[1]), (second, anywhere[0]))
    ]
    return ThemeWords(
        between, *theme, tuple(lists[0][:LISTED]), tuple(lists[1][:LISTED]), alone[0], alone[1],
        int(sizes[0]), int(sizes[1]), int(tested.sum()), (units[0], units[1]),
    )  # fmt: skip


def _difference(
    at: int,
    word: str,
    odds: LogOdds,
    q: np.ndarray,
    totals: tuple[np.ndarray, np.ndarray],
    shown: Callable[[str], tuple[str, str]],
) -> WordDifference:
    rates = [1000 * float(total[at]) / max(float(total.sum()), 1.0) for total in totals]
    return WordDifference(
        word, *shown(word), int(totals[0][at]), int(totals[1][at]), rates[0], rates[1], float(odds.log_odds[at]),
        float(odds.z[at]), float(odds.low[at]), float(odds.high[at]), float(q[at]),
    )  # fmt: skip


def _lone(
    total: np.ndarray,
    words: list[str],
    telling: np.ndarray,
    shown: Callable[[str], tuple[str, str]],
    lone: Mapping[str, tuple[str, float]],
    other: np.ndarray,
) -> list[LoneWord]:
    places = np.flatnonzero((total > 0) & telling & (other == 0))
    places = places[np.argsort(-total[places], kind="stable")]
    return [
        LoneWord(words[at], *shown(words[at]), int(total[at]), *lone[words[at]])
        for at in places.tolist()
        if words[at] in lone
    ][:LISTED]


def _variance_by_unit(units: np.ndarray, said: np.ndarray, size: float) -> np.ndarray:
    """The variance (words,) of a group's log-odds by how its units differ from what they would say at the group's rate.

    A unit with n words, y of them this word, adds y - p n; scaled by 1 / (N p (1 - p)), the slope of the log-odds.
    """
    if len(units) < 2:
        return np.full(units.shape[1], np.inf)
    rate = said / size
    residual = units - rate * units.sum(axis=1, keepdims=True)
    scale = len(units) / (len(units) - 1)
    return scale * (residual**2).sum(axis=0) / (size * rate * (1 - rate)) ** 2


def _units(number: int, unit: str) -> str:
    return (
        count(number, "video")
        if unit == "video"
        else f"{number} stretch{'' if number == 1 else 'es'} of time"
    )


def _place(theme: str) -> str:
    return f"Inside “{theme}”" if theme else "Over all moments"
