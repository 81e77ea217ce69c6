"""What the pages Map and Clusters look at together: a run's moments in clusters, as the view asks for them."""

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from app import state, tag_filter
from app.cached import analysis, project_data
from app.figures.map_figure import Groups
from app.view import Origin
from crvae_core.analysis.cluster_notes import ClusterNotes, notes_for, save_notes
from crvae_core.analysis.k_selection import KSweep
from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.analysis.recommendation import Recommendation, recommend_k
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.project.project import Project
from crvae_core.runs.clusters import USUAL_K
from crvae_core.runs.moments import Moments
from crvae_core.runs.run import Run


@dataclass(frozen=True, eq=False)
class Exploration:
    """A run as it is looked at now: its moments, and their clusters with the names that they have everywhere."""

    moments: Moments
    clusters: NamedClusters
    weight: float
    method: str
    k: int

    @property
    def run(self) -> Run:
        """Whose moments these are."""
        return self.moments.run

    @property
    def project(self) -> Project:
        """The project of the run."""
        return self.run.project

    @property
    def pairs(self) -> pd.DataFrame:
        """A row per moment."""
        return self.moments.pairs

    @property
    def labels(self) -> np.ndarray:
        """The number of every moment's cluster (n,), -1 for none."""
        return self.clusters.labels

    @cached_property
    def shown(self) -> np.ndarray:
        """Which moments (n,) the filter by tag leaves."""
        return tag_filter.mask(self.project, self.pairs)

    @cached_property
    def words(self) -> dict[int, pd.DataFrame]:
        """The words that set each cluster apart in the moments that are shown."""
        return self.clusters.words_among(self.shown)

    def members(self, number: int) -> np.ndarray:
        """The rows of a cluster's moments that are shown."""
        return np.flatnonzero((self.labels == number) & self.shown)

    def tell_filter(self) -> None:
        """Say how many moments the filter leaves, where it does not leave all."""
        tag_filter.tell(self.project, int(self.shown.sum()), len(self.pairs))

    def filter_told(self) -> tuple[str, ...]:
        """The same as a sentence for what is kept of the page; none where all are shown."""
        sentence = tag_filter.told(self.project, int(self.shown.sum()), len(self.pairs))
        return (sentence,) if sentence else ()

    def name(self, number: int) -> str:
        """What a cluster is called; a user's text or words of captions, not escaped."""
        return self.clusters.names[number]

    def medoid(self, number: int) -> int:
        """The row of the member of a cluster with the least total distance to the others."""
        return self.medoids()[number]

    def medoids(self) -> dict[int, int]:
        """The medoid of every cluster, by its number."""
        return analysis.medoids(self.run, self.weight, self.labels)

    def groups(self) -> Groups:
        """The clusters as colours of a figure, their names HTML-escaped."""
        codes = np.unique(self.labels).tolist()
        names = {code: html.escape(self.name(code)) for code in codes}
        return Groups(self.labels, names, {code: self.clusters.colour(code) for code in codes})

    def selected(self) -> np.ndarray:
        """The rows of the selected moments that this run has, in the order of selection."""
        row_of = {pair_id: row for row, pair_id in enumerate(self.pairs["pair_id"])}
        rows = [row_of[pair_id] for pair_id in state.selected_pairs() if pair_id in row_of]
        return np.array(rows, dtype=np.int64)

    def keep(self, notes: ClusterNotes) -> None:
        """Write notes for these clusters beside the run."""
        save_notes(self.run.folder, notes, self.clusters.found.labels, self.moments.pair_ids)


@dataclass(frozen=True)
class Advice:
    """What the curves say: how far they reach (most), the curves and the recommendation, None where not measured yet."""

    most: int
    sweep: KSweep | None
    recommendation: Recommendation | None


def explore(run: Run) -> Exploration:
    """The moments of a run in the clusters that the view asks for; `settle` the view first."""
    view, moments = state.view(), project_data.moments(run)
    weight = picture_weight(run)
    k = min(view.k or 1, analysis.distinct(run, weight))
    found = analysis.clustering(run, weight, view.clusters, k)
    notes = notes_for(run.folder, found.labels, moments.pair_ids)
    clusters = analysis.named_clusters(run, weight, view.clusters, k, state.reader(), notes)
    return Exploration(moments, clusters, weight, view.clusters, k)


def settle(run: Run) -> Advice:
    """Fill in what the view leaves open and the picture depends on: the run, k with its origin, the layout's neighbours.

    A recommended k enters once, where nobody has chosen one. It then stays, whatever becomes of the moments.
    """
    view, count = state.view(), len(project_data.moments(run))
    advice = advice_for(run)
    parts: dict[str, Any] = {} if view.run == run.name else {"run": run.name}
    if view.near_part and getattr(view, view.near_part) is None:
        parts[view.near_part] = round(view.near(count) or 1)
    distinct = analysis.distinct(run, picture_weight(run))
    if distinct >= 2 and (view.k is None or state.waits_for_curves()):
        parts |= _first_k(advice, count, view.k or min(USUAL_K, distinct), view.k is None)
    if parts:
        state.fill_in(**parts)
    return advice


def advice_for(run: Run) -> Advice:
    """What the curves over k say for the view's weight and method."""
    view, weight = state.view(), picture_weight(run)
    sweep = analysis.k_sweep(run, weight, view.clusters, view.kmax)
    return Advice(view.kmax, sweep, recommend_k(sweep.curves) if sweep else None)


def picture_weight(run: Run) -> float:
    """The view's weight of the picture against the words; the usual one where the run's vectors have no parts."""
    return state.view().weight if weighable(run) else float(DEFAULT_PICTURE_WEIGHT)


def weighable(run: Run) -> bool:
    """Whether a run's vectors have parts for picture and words; the report's have not."""
    return len(project_data.moments(run).parts) > 1


def _first_k(advice: Advice, moments: int, shown: int, new: bool) -> dict[str, Any]:
    """The k that nobody has chosen, and where it comes from; shown: until the curves speak for one."""
    recommended = advice.recommendation
    if recommended is None:
        state.wait_for_curves(True)
        return {"k": shown, "k_from": Origin("start")} if new else {}
    state.wait_for_curves(False)
    if recommended.k is None:
        return {"k": shown, "k_from": Origin("unclear")}
    day = datetime.now(UTC).date().isoformat()
    return {"k": recommended.k, "k_from": Origin("recommended", moments, day)}
