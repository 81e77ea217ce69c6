"""How far the answers of a comparison can be trusted: made groups of films whose differences are known, in seeded draws."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crvae_core.analysis.clustering import cluster
from crvae_core.bench.compare_corpus import (
    KINDS,
    ONLY_FIRST,
    ONLY_SECOND,
    SHARED,
    TOLD_KIND,
    TOLD_WORD,
    Corpus,
    Plan,
    made_corpus,
)
from crvae_core.compare.film_look import culture_or_film
from crvae_core.compare.resampling import stretch_length
from crvae_core.compare.said_words import Counted, ThemeWords, WordDifference, compare_words
from crvae_core.compare.separation import stretches
from crvae_core.compare.sides import Side
from crvae_core.compare.spaces import BOTH, Spaces
from crvae_core.compare.style import MEASURES
from crvae_core.compare.style_effects import STANDARDISED, StyleEffects, style_effects
from crvae_core.compare.themes import GroupMoments, Theme, compare_themes
from crvae_core.compare.told import who_tells
from crvae_core.progress import Progress, unheard

SETTINGS = {"two films": (1, 300), "ten films per group": (10, 100)}
LEAST_STRETCH = 5.0


@dataclass
class Tally:
    """What was counted over the draws of one setting; covered: intervals that hold the truth, of how many."""

    themes_right: int = 0
    word_found: int = 0
    reported: Counter = field(default_factory=Counter)
    covered: Counter = field(default_factory=Counter)
    asked: Counter = field(default_factory=Counter)
    look_said: int = 0
    counterparts: list[float] = field(default_factory=list)

    def interval(self, what: str, low: float, high: float, truth: float) -> None:
        """Count an interval."""
        self.asked[what] += 1
        self.covered[what] += bool(low <= truth <= high)

    def as_json(self, draws: int) -> dict[str, Any]:
        """The figures, out of `draws` draws each, coverage in percent."""
        return {
            "draws": draws,
            "themes_right": self.themes_right,
            "coverage_percent": {
                name: round(100 * self.covered[name] / self.asked[name], 1) for name in sorted(self.asked)
            },
            "word_found": self.word_found,
            "counterpart_of_right_kind_percent": round(100 * float(np.mean(self.counterparts)), 1),
            "false_reports": {name: self.reported[name] for name in ("themes", "style", "words", "any")},
            "look_said": self.look_said,
        }


def measure_comparison(draws: int, progress: Progress | None = None) -> dict[str, Any]:
    """The figures of every setting of SETTINGS over `draws` seeded draws: with the planned differences, with none, and with none
    but a look of the films."""
    report, found = progress or unheard, {}
    for name, (films, moments) in SETTINGS.items():
        tally = Tally()
        for seed in range(draws):
            report(f"Comparing: {name}", seed / draws)
            _planned(made_corpus(Plan(films, moments), seed), tally)
            _without_difference(made_corpus(Plan(films, moments, differs=False), seed), tally)
            look = made_corpus(Plan(films, moments, differs=False, look=True), seed)
            tally.look_said += culture_or_film(look.sides, look.vectors, seed).verdict == "look"
        found[name] = tally.as_json(draws)
    return found


def _planned(corpus: Corpus, tally: Tally) -> None:
    """The planned differences: are themes, intervals, the word and counterparts right?"""
    labels = _found_kinds(corpus)
    themes = corpus_themes(corpus, labels)
    tally.themes_right += _right(themes)
    shares = Plan(1, 1).shares
    for theme in themes:
        for group, estimate in enumerate((theme.first, theme.second)):
            truth = float(shares[group, theme.number])
            if truth > 0:
                tally.interval("shares", estimate.low, estimate.high, truth)
        truth = float(shares[0, theme.number] - shares[1, theme.number])
        tally.interval("differences of shares", theme.difference.low, theme.difference.high, truth)
    for effect in corpus_style(corpus, labels).effects:
        gap = corpus.gaps[effect.measure.key]
        if (effect.theme >= 0 or effect.theme == STANDARDISED) and not np.isnan(effect.q):
            what = "style inside themes" if effect.theme >= 0 else "style standardised"
            tally.interval(what, effect.difference.low, effect.difference.high, gap)
    words = words_of(corpus, labels, TOLD_KIND)
    tally.word_found += any(one.told_apart and one.word == f"word{TOLD_WORD}" for one in words.first)
    told = who_tells(corpus.sides, Spaces({BOTH: corpus.vectors}, np.ones(len(labels), bool)), BOTH)
    common = np.isin(corpus.kinds[told.first], SHARED)
    nearest = corpus.kinds[told.second[told.of_first.rows]]
    tally.counterparts.append(float((nearest == corpus.kinds[told.first])[common].mean()))


def _without_difference(corpus: Corpus, tally: Tally) -> None:
    """No difference at all: is one reported?"""
    labels = _found_kinds(corpus)
    reports = {
        "themes": any(theme.told_apart for theme in corpus_themes(corpus, labels)),
        "style": any(effect.told_apart for effect in corpus_style(corpus, labels).effects),
        "words": any(one.told_apart for one in all_words(words_of(corpus, labels, None))),
    }
    for name, reported in reports.items():
        tally.reported[name] += reported
    tally.reported["any"] += any(reports.values())


def _found_kinds(corpus: Corpus) -> np.ndarray:
    """Clusters of the pooled moments, each called by the kind that most of its moments are of."""
    found = cluster(corpus.vectors, KINDS).labels
    names = {
        int(number): int(np.bincount(corpus.kinds[found == number]).argmax()) for number in np.unique(found)
    }
    return np.array([names[int(number)] for number in found])


def corpus_themes(corpus: Corpus, labels: np.ndarray) -> list[Theme]:
    """The themes of both groups by labels (N,)."""
    first, second = (
        GroupMoments(side.name, labels[side.rows], side.sample)
        for side in (corpus.sides.first, corpus.sides.second)
    )
    return compare_themes(first, second, range(KINDS))


def _right(themes: list[Theme]) -> bool:
    """Exclusive kinds are said to be one group's alone, shared ones are not, and none is given to the wrong group."""
    shares = Plan(1, 1).shares
    for theme in themes:
        if theme.number in ONLY_FIRST and theme.verdict != "only first":
            return False
        if theme.number in ONLY_SECOND and theme.verdict != "only second":
            return False
        more = "first" if shares[0, theme.number] > shares[1, theme.number] else "second"
        if theme.number in SHARED and theme.verdict not in ("shared", f"mostly {more}"):
            return False
    return True


def corpus_style(corpus: Corpus, labels: np.ndarray) -> StyleEffects:
    """The style of both groups by labels (N,)."""
    measures = [measure for measure in MEASURES if measure.key in corpus.values]
    names = {number: f"kind {number}" for number in range(KINDS)}
    return style_effects(corpus.sides, labels, names, corpus.values, measures)


def words_of(corpus: Corpus, labels: np.ndarray, kind: int | None) -> ThemeWords:
    """What either group says in moments of a kind, in all without one."""
    member = np.ones(len(labels), bool) if kind is None else labels == kind
    sides = (corpus.sides.first, corpus.sides.second)
    first, second = (_counted(corpus, side, member) for side in sides)
    anywhere = [np.asarray(corpus.counts[side.rows].sum(axis=0)).ravel() for side in sides]
    names = [f"word{number}" for number in range(corpus.counts.shape[1])]
    between = corpus.sides.between()
    return compare_words(
        between,
        (0, ""),
        names,
        (first, second),
        (anywhere[0], anywhere[1]),
        lambda word: (word, ""),
        {},
        True,
    )


def _counted(corpus: Corpus, side: Side, member: np.ndarray) -> Counted:
    inside = member[side.rows]
    length = stretch_length([inside[film].astype(np.float64) for film in side.sample.films])
    unit = side.video if side.sample.by_video else stretches(side.video, max(LEAST_STRETCH, length))
    return Counted(corpus.counts[side.rows[inside]], unit[inside])


def all_words(found: ThemeWords) -> tuple[WordDifference, ...]:
    """The words that speak for either group."""
    return (*found.first, *found.second)
