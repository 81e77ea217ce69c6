"""Runs that differ by their seed alone: the same settings on the same moments, trained again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.analysis.clustering import Clustering, describe_partition, distinct_vectors
from crvae_core.analysis.partition import Partition, nearest_centroid
from crvae_core.analysis.repeats import agreement_over_k, consensus
from crvae_core.analysis.store import ARRAY, TABLE, Store, inputs_digest
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.errors import InputError, RunError
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run
from crvae_core.wording import count

FEWEST = 8  # moments that trainings must have in common to be compared
_FORMAT = 1
CONSENSUS = "consensus"  # the way to cluster that asks all trainings


@dataclass(frozen=True)
class Trainings:
    """Several trainings of the same settings. runs: the one that was asked about first. pair_ids: the moments that all have
    (n,). rows: where they stand among the moments of the first run (n,). vectors: of each run, (n, Z)."""

    runs: list[Run]
    pair_ids: list[str]
    rows: np.ndarray
    vectors: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.runs)

    def agreement(self, ks: Sequence[int], method: str = "kmeans") -> pd.DataFrame:
        """See analysis.repeats; kept in the project's analysis/."""
        place = Store(self.runs[0].project.folder / "analysis")
        compute = lambda: agreement_over_k(self.vectors, list(ks), method)  # noqa: E731
        return place.get("trainings", self._digest(ks, method), TABLE, compute)

    def known_agreement(self, ks: Sequence[int], method: str = "kmeans") -> pd.DataFrame | None:
        """The same where it was measured before, else None."""
        place = Store(self.runs[0].project.folder / "analysis")
        return place.stored("trainings", self._digest(ks, method), TABLE)

    def each(self, change: Callable[[np.ndarray], np.ndarray]) -> "Trainings":
        """The same with the vectors of every training changed, (n, Z) to (n, Z)."""
        return replace(self, vectors=[change(vectors) for vectors in self.vectors])

    def agreed(self, vectors: np.ndarray, k: int, seed: int = 0) -> Clustering:
        """The k clusters that the trainings agree on best (see analysis.repeats), kept in the project's analysis/.

        Args:
            vectors: of all moments of the first run (N, Z), for centroids and distances; a moment that another training
                lacks comes into the nearest cluster.
            k: how many clusters. A training with fewer different vectors has no say.

        Raises InputError if k is not possible for the first run.
        """
        says = [0, *(row for row in range(1, len(self)) if distinct_vectors(self.vectors[row], k) >= k)]
        asked = [self.vectors[row] for row in sorted(says, key=lambda row: self.runs[row].name)]
        place = Store(self.runs[0].project.folder / "analysis")
        digest = self._digest([k], "kmeans", seed)
        agreed = place.get("consensus", digest, ARRAY, lambda: consensus(asked, k, seed=seed).labels)
        labels, others = np.full(len(vectors), -1), np.setdiff1d(np.arange(len(vectors)), self.rows)
        labels[self.rows] = agreed
        if len(others):
            labels[others] = nearest_centroid(vectors[self.rows], agreed, vectors[others])
        return describe_partition(vectors, Partition(labels, _notes(says, others)), CONSENSUS)

    def _digest(self, ks: Sequence[int], method: str, seed: int = 0) -> str:
        order = sorted(range(len(self.runs)), key=lambda row: self.runs[row].name)
        stacked = np.concatenate([self.vectors[row] for row in order], axis=1)
        seeded = {"seed": seed} if seed else {}
        return inputs_digest(stacked, {"ks": list(ks), "method": method, "format": _FORMAT} | seeded)


def trainings_of(run: Run, picture_weight: float = DEFAULT_PICTURE_WEIGHT) -> Trainings:
    """A run with all others that differ from it by their seed alone; those with too few common moments are left out.

    Raises RunError if the run itself has no vectors.
    """
    moments = moments_of(run)
    runs, tables = [run], [_table(moments.pair_ids, moments.vectors(picture_weight))]
    common = tables[0].index
    for other in siblings(run):
        try:
            found = moments_of(other)
        except InputError:
            continue  # damaged, or just being removed
        both = common.intersection(pd.Index(found.pair_ids))
        if len(both) < min(FEWEST, len(common)):
            continue
        common = both
        runs.append(other)
        tables.append(_table(found.pair_ids, found.vectors(picture_weight)))
    rows = tables[0].index.get_indexer(common)
    return Trainings(runs, list(common), rows, [table.loc[common].to_numpy() for table in tables])


def siblings(run: Run) -> list[Run]:
    """The other runs of the project that have ended and differ from this one by their seed alone."""
    own = _settings(run)
    found = []
    for name in run.project.runs():
        other = Run(run.project, name)
        try:
            alike = name != run.name and _settings(other) == own and other.status()["state"] == "done"
        except (InputError, KeyError, TypeError):
            continue
        if alike:
            found.append(other)
    return found


def _settings(run: Run) -> dict[str, Any]:
    """All that a training was told, but its seed; with the eye that looked, of which there may be another of that name."""
    config = run.config
    names = ("family", "model", "training", "embedding_dim", "epochs", "held_out", "eye")
    found = {name: config.get(name) for name in names}
    if not isinstance(found["training"], dict):
        raise RunError(f"config.json of {run.name!r} is damaged: train a new run")
    return found | {"training": {**found["training"], "seed": None}}


def _notes(says: Sequence[int], others: np.ndarray) -> tuple[str, ...]:
    notes = [f"The clusters that {count(len(says), 'training')} agree on best."]
    if len(others):
        notes.append(f"{count(len(others), 'moment')} that another training lacks: in the nearest cluster.")
    return tuple(notes)


def _table(pair_ids: list[str], vectors: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(vectors, index=pd.Index(pair_ids))
