"""What Compare has found of two groups, for figures and the report: answers that are at hand, none is worked out for this."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crvae_core.compare.comparison import Comparison, comparison_of, sides_of
from crvae_core.compare.groups import groups_of
from crvae_core.compare.intervals import Estimate
from crvae_core.compare.style_effects import STANDARDISED
from crvae_core.errors import InputError
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.print_sheet import new_figure, plain_text, shortened
from crvae_core.export.settings import FileSettings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#4477AA", "#EE6677")
SHADES = ("0.15", "0.55")
MARKERS = ("o", "D")
COLUMNS = ["label", "group", "value", "low", "high", "sure"]


@dataclass(frozen=True, eq=False)
class ComparedFigure:
    """A chart of Compare. sentences: what can be said, the first of all. unit: of the values. data: a row per label and group
    with value, low, high (95 % interval, nan where there is none) and sure: whether it stands up to the correction."""

    name: str
    title: str
    sentences: tuple[str, ...]
    unit: str
    data: pd.DataFrame


def comparison_for(table: MomentsTable, settings: FileSettings) -> Comparison | None:
    """The two groups that the settings ask for, in the clusters of the table; None where there is nothing to compare.

    Raises GroupsError for a group that was named and is none.
    """
    named = (settings.compare_a or None, settings.compare_b or None)
    try:
        sides = sides_of(groups_of(table.moments, settings.compare_by), *named)
    except InputError:
        if any(named):
            raise
        return None
    look = table.look
    return comparison_of(table.moments, table.clusters, sides, look.picture_weight, look.reader)


def compared_figures(comparison: Comparison) -> list[ComparedFigure]:
    """The charts whose answers are at hand: themes, tags, style, and how far it is only the film."""
    found = [_themes(comparison)] if comparison.is_known("themes") else []
    if found and comparison.tags().tags:
        found.append(_tags(comparison))
    if comparison.is_known("style"):
        found.append(_style(comparison))
    if comparison.is_known("look"):
        found.append(_look(comparison))
    return [one for one in found if len(one.data)]


def compared_sentences(comparison: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    """What else can be said of answers at hand that have no chart: words and counterparts, with their titles."""
    found = []
    if comparison.is_known("words", theme=None):
        words = comparison.words()
        sure = [one for one in (*words.first, *words.second) if one.told_apart]
        told = (one.sentence(words.between, words.theme_name) for one in sure)
        found.append(("Words", (words.sentence(), *told)))
    spaces = [space for space in comparison.spaces.vectors if comparison.is_known("told", space=space)]
    if spaces:
        found.append(("Counterparts", tuple(comparison.told(space).sentence() for space in spaces)))
    return found


def compared_sheet(found: ComparedFigure, settings: FileSettings) -> "Figure":
    """The chart for print: a point with its interval for every label and group, the first label on top."""
    labels = list(dict.fromkeys(found.data["label"]))
    groups = list(dict.fromkeys(found.data["group"]))
    figure, axes = new_figure(settings, 22 + 7 * len(labels))
    for number, group in enumerate(groups):
        own = found.data[found.data["group"] == group]
        places = np.array([labels.index(label) for label in own["label"]]) + 0.16 * (
            2 * number - len(groups) + 1
        )
        colour = (SHADES if settings.grey else COLOURS)[number % 2]
        error = np.nan_to_num(np.abs([own["value"] - own["low"], own["high"] - own["value"]]))
        axes.errorbar(
            own["value"], places, xerr=error, fmt=MARKERS[number % 2], ms=3.5, lw=1, color=colour, label=plain_text(group)
        )  # fmt: skip
    if len(groups) == 1:
        axes.axvline(0, color="0.6", lw=0.6, ls=":")
    sure = dict(zip(found.data["label"], found.data["sure"], strict=True))
    shown = [plain_text(shortened(label)) + ("" if sure[label] else " (may be chance)") for label in labels]
    axes.set_yticks(range(len(labels)), shown)
    axes.set_ylim(
        len(labels) - 0.5, -0.5
    )  # the first on top, and room for the points of the first and the last
    axes.set_xlabel(found.unit)
    if len(groups) > 1:
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return figure


def _themes(comparison: Comparison) -> ComparedFigure:
    found = comparison.themes()
    names = (found.between.first.name, found.between.second.name)
    rows = [
        row
        for one in found.themes
        for row in _rows(one.name, names, (one.theme.first, one.theme.second), one.theme.told_apart)
    ]
    said = (found.sentence(), *(one.sentence() for one in found.themes), *found.notes)
    return ComparedFigure("compare-themes", "Themes", said, "share of the group's moments", _table(rows))


def _tags(comparison: Comparison) -> ComparedFigure:
    found = comparison.tags()
    names = (found.between.first.name, found.between.second.name)
    rows = [
        row for one in found.tags for row in _rows(one.tag, names, (one.first, one.second), one.told_apart)
    ]
    sure = (one.sentence(found.between, "") for one in found.tags if one.told_apart)
    said = (found.sentence(), *sure, *found.notes)
    return ComparedFigure("compare-tags", "Tags", said, "share of the group's moments", _table(rows))


def _style(comparison: Comparison) -> ComparedFigure:
    found = comparison.style()
    first = found.between.first.name
    effects = [one for one in found.inside(STANDARDISED) if np.isfinite(one.size)]
    rows = [(one.measure.name, "difference", one.size, one.low, one.high, one.told_apart) for one in effects]
    said = (found.sentence(), *(one.sentence() for one in effects if one.told_apart), *found.notes)
    unit = f"standard deviations; above 0: more in {first}"
    return ComparedFigure("compare-style", "Style, with the same mixture of themes", said, unit, _table(rows))


def _look(comparison: Comparison) -> ComparedFigure:
    found = comparison.film_look()
    rows = [
        (label, group, value, np.nan, np.nan, True)
        for label, one in (("As they are", found.before), ("Without each film's own look", found.after))
        if one is not None
        for group, value in (("told apart", one.accuracy), ("by chance", one.by_chance))
    ]
    said = (found.sentence(), *found.marks)
    return ComparedFigure(
        "compare-film-look", "Is it culture, or only the film?", said, "share told right", _table(rows)
    )


def _rows(
    label: str, names: tuple[str, str], shares: tuple[Estimate, Estimate], sure: bool
) -> Iterator[tuple[str, str, float, float, float, bool]]:
    for name, one in zip(names, shares, strict=True):
        yield label, name, one.value, one.low, one.high, sure


def _table(rows: list[tuple[str, str, float, float, float, bool]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)
