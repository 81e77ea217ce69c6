"""What the page Compare asks of two groups, each answer kept in memory once it was read or worked out."""

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar, cast

import numpy as np
import streamlit as st

from app.cached import analysis, notes, project_data
from app.cached.notes import Stamp
from app.cached.project_data import STAMPS
from crvae_core.analysis.cluster_notes import ClusterNotes
from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.compare.as_2023 import TwoGaussians
from crvae_core.compare.comparison import Comparison, comparison_of, sides_of
from crvae_core.compare.film_look import FilmLook
from crvae_core.compare.groups import BY_TAG, Groups, groups_of
from crvae_core.compare.said_words import ThemeWords
from crvae_core.compare.style_effects import StyleEffects
from crvae_core.compare.tag_shares import TagShares
from crvae_core.compare.theme_answers import Themes
from crvae_core.compare.timelines import Timelines
from crvae_core.compare.told import Told, UnlikePairs
from crvae_core.runs.run import Run
from crvae_core.tasks.compare import CompareOrder

Answer = TypeVar("Answer")


class Answers:
    """A comparison that remembers what it was asked; shared by everybody, so one question is worked out at a time."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._known: dict[tuple[Any, ...], Any] = {}
        self._lock = RLock()

    def is_known(self, question: str, **asked: Any) -> bool:
        """Whether an answer is at hand, in memory or on disk (see Comparison.is_known)."""
        return (question, *asked.values()) in self._known or self.comparison.is_known(question, **asked)

    def themes(self) -> Themes:
        """See Comparison."""
        return self._once(("themes",), self.comparison.themes)

    def style(self) -> StyleEffects:
        """See Comparison."""
        return self._once(("style",), self.comparison.style)

    def style_values(self) -> dict[str, np.ndarray]:
        """See Comparison."""
        return self._once(("style values",), self.comparison.style_values)

    def words(self, theme: int | None) -> ThemeWords:
        """See Comparison."""
        return self._once(("words", theme), lambda: self.comparison.words(theme))

    def tags(self, theme: int | None) -> TagShares:
        """See Comparison."""
        stamp = notes.stamp(self.comparison.moments.run.project)
        return self._once(("tags", theme, stamp), lambda: self.comparison.tags(theme))

    def told(self, space: str) -> Told:
        """See Comparison."""
        return self._once(("told", space), lambda: self.comparison.told(space))

    def unlike(self, kind: str) -> UnlikePairs:
        """See Comparison."""
        return self._once(("unlike", kind), lambda: self.comparison.unlike(kind))

    def film_look(self) -> FilmLook:
        """See Comparison."""
        return self._once(("look",), self.comparison.film_look)

    def as_in_2023(self) -> TwoGaussians:
        """See Comparison."""
        return self._once(("2023",), self.comparison.as_in_2023)

    def timelines(self, space: str) -> Timelines:
        """See Comparison."""
        return self._once(("timelines", space), lambda: self.comparison.timelines(space))

    def _once(self, question: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            if question not in self._known:
                self._known[question] = ask()
            return cast(Answer, self._known[question])


def groups(run: Run, by: str, tag: str) -> Groups:
    """The groups of a run's moments; raises GroupsError where there is nothing to compare."""
    return _groups(run, by, tag, _stamp(run, by, tag))


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=STAMPS)
def _groups(run: Run, by: str, tag: str, stamp: Stamp) -> Groups:
    return groups_of(project_data.moments(run), by, tag)


def answers(run: Run, order: CompareOrder, written: ClusterNotes) -> Answers:
    """Two groups compared by the clusters that Map and Clusters show; written: what people wrote on these."""
    clusters = analysis.named_clusters(run, order.weight, order.method, order.k, order.reader, written)
    stamp = _stamp(run, order.by, order.tag)
    return _answers(run, order, written, clusters.found.labels, stamp, clusters)


@st.cache_resource(
    max_entries=16, show_spinner=False, hash_funcs=STAMPS | {ClusterNotes: repr, CompareOrder: repr}
)
def _answers(
    run: Run,
    order: CompareOrder,
    written: ClusterNotes,
    labels: np.ndarray,
    stamp: Stamp,
    _clusters: NamedClusters,
) -> Answers:
    """labels: before merges (written); with them they say which clusters these are. stamp: see _stamp."""
    sides = sides_of(groups(run, order.by, order.tag), order.first, order.second)
    moments = project_data.moments(run)
    return Answers(comparison_of(moments, _clusters, sides, order.weight, order.reader, order.without_look))


def _stamp(run: Run, by: str, tag: str) -> Stamp:
    """What groups depend on besides the run: the tags, where they are asked for."""
    return notes.stamp(run.project) if tag or by == BY_TAG else ()
