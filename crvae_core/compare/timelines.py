"""Straddling timelines: where the moments of both groups lie, and what links one to the other."""

from dataclasses import dataclass

import numpy as np

from crvae_core.compare.sides import Between, Sides
from crvae_core.compare.told import Told

MOST_LINKS = 300  # drawn at once: more can't be told apart


@dataclass(frozen=True, eq=False)
class Timelines:
    """rows: (n,) of the moments of both groups among all of the run. side: (n,) 0 for the first group, 1 for the second. film:
    (n,) which of the group's videos, numbered from 0. start_s: (n,) where the moment lies in its film, seconds. theme: (n,), -1
    for none. links: (m, 2) rows of counterparts, a moment of the first group and one of the second. mutual: (m,) whether each is
    the other's nearest. nearness: (m,) 1 for equal moments, 0 at the distance where counterparts end; nearest links first."""

    between: Between
    rows: np.ndarray
    side: np.ndarray
    film: np.ndarray
    start_s: np.ndarray
    theme: np.ndarray
    links: np.ndarray
    mutual: np.ndarray
    nearness: np.ndarray
    left_out: int = 0

    def sentence(self) -> str:
        """How many links there are, and how many are drawn."""
        drawn = f"; the {MOST_LINKS} nearest are drawn" if self.left_out else ""
        total = len(self.links) + self.left_out
        return (
            f"{total:,} moments of {self.between.first.name} have a counterpart in {self.between.second.name}"
            f"{self.between.after}{drawn}."
        )


def timelines(
    sides: Sides, time_s: np.ndarray, labels: np.ndarray, told: Told, most: int = MOST_LINKS
) -> Timelines:
    """The timelines of two groups and the links between them.

    Args:
        time_s: (N,) seconds. labels: (N,) themes. told: the counterparts that are linked. most: links, the nearest first.
    """
    found = np.flatnonzero(told.of_first.found)
    nearness = 1 - told.of_first.distances[found] / max(told.of_first.limit, 1e-12)
    order = np.argsort(-nearness, kind="stable")
    chosen = found[order[:most]]
    partners = told.second[told.of_first.rows[chosen]] if len(chosen) else told.first[:0]
    return Timelines(
        told.between,
        sides.rows,
        sides.is_second,
        np.concatenate([sides.first.video, sides.second.video]),
        np.asarray(time_s, np.float64)[sides.rows],
        np.asarray(labels)[sides.rows],
        np.column_stack([told.first[chosen], partners]).reshape(-1, 2),
        told.of_first.mutual[chosen],
        nearness[order[:most]],
        max(0, len(found) - most),
    )
