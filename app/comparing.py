"""What the page Compare looks at: two groups of a run's moments, as the view asks for them."""

from dataclasses import dataclass

import numpy as np

from app import state
from app.cached import comparisons
from app.cached.comparisons import Answers
from app.exploration import Exploration
from crvae_core.analysis.palette import COLOURS
from crvae_core.compare.groups import Groups
from crvae_core.compare.sides import Between, Side
from crvae_core.compare.told import Told
from crvae_core.runs.run import Run
from crvae_core.tasks.compare import CompareOrder

COLOUR_FIRST, COLOUR_SECOND = COLOURS[0], COLOURS[1]
ALL, SAME = "all", "same"  # in place of a theme: all moments; the same mixture of themes


@dataclass(frozen=True, eq=False)
class Compared:
    """Two groups as they are looked at now. explored: the run in its clusters. order: what is compared."""

    explored: Exploration
    groups: Groups
    order: CompareOrder
    answers: Answers

    @property
    def between(self) -> Between:
        """Who is compared."""
        return self.answers.comparison.sides.between(self.order.without_look)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both groups."""
        return self.answers.comparison.sides.first, self.answers.comparison.sides.second

    @property
    def names(self) -> tuple[str, str]:
        """The names of both groups, not escaped."""
        return self.order.first, self.order.second

    @property
    def theme_names(self) -> dict[int, str]:
        """The themes by their numbers, not escaped."""
        clusters = self.answers.comparison.clusters
        return {number: clusters.names[number] for number in clusters.numbers}

    def colour(self, theme: int) -> str:
        """The colour of a theme, as on the map."""
        return self.answers.comparison.clusters.colour(theme)

    def side_of(self, row: int) -> int | None:
        """0 for a moment of the first group, 1 for one of the second, None for others."""
        found = [number for number, side in enumerate(self.sides) if row in side.rows]
        return found[0] if found else None


@dataclass(frozen=True)
class Partner:
    """A moment (row among all of the run) with its nearest one of the other group. found: near enough to be a counterpart.
    distance: as a share of the one where counterparts end."""

    row: int
    partner: int
    distance: float
    found: bool
    mutual: bool


def asked_groups(groups: Groups) -> tuple[str, str, tuple[str, ...]]:
    """The two groups that the view asks for, the largest ones in place of those that are not there; and what was asked for
    in vain."""
    view = state.view()
    asked = [view.group_a, view.group_b]
    lost = tuple(name for name in asked if name and name not in groups.names)
    kept = [name if name in groups.names else "" for name in asked]
    if kept[0] == kept[1]:
        kept[1] = ""
    return *groups.pair(kept[0] or None, kept[1] or None), lost


def compared(run: Run, explored: Exploration, groups: Groups, first: str, second: str) -> Compared:
    """Two groups of a run, in the clusters that are looked at."""
    view = state.view()
    order = CompareOrder(
        run.name,
        explored.weight,
        explored.method,
        explored.k,
        state.reader(),
        groups.by,
        first,
        second,
        view.without_look,
        view.tag,
    )
    notes = explored.clusters.notes
    return Compared(explored, groups, order, comparisons.answers(run, order, notes))


def partner(told: Told, row: int) -> Partner | None:
    """The nearest moment of the other group to a moment of either; None where it has no place in this space."""
    for own, other, found in (
        (told.first, told.second, told.of_first),
        (told.second, told.first, told.of_second),
    ):
        places = np.flatnonzero(own == row)
        if len(places) and len(other):
            at = int(places[0])
            return Partner(
                row,
                int(other[found.rows[at]]),
                float(found.distances[at] / max(found.limit, 1e-12)),
                bool(found.found[at]),
                bool(found.mutual[at]),
            )
    return None
