"""What the start page shows of the demo before it is opened: its map and clusters, read as they are shipped.

The shipped folder has no frames, so that nothing can be held against the marks of what was encoded: nothing is asked of
them here, and nothing told.
"""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.projection import MapSettings, stored_map
from crvae_core.analysis.store import FOLDER
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT, weigh_parts
from crvae_core.runs.clusters import clusters_at, usual_k
from crvae_core.runs.run import Run


@dataclass(frozen=True, eq=False)
class Preview:
    """The map of a run whose moments are all as they were encoded. points: (n, 2). labels: (n,) the clusters they are of."""

    points: np.ndarray
    labels: np.ndarray


def preview(run: Run) -> Preview:
    """The map and the clusters with which the pages of a shipped run begin; raises InputError if it is damaged."""
    _, latents = run.vectors()
    vectors = weigh_parts(latents, run.parts, DEFAULT_PICTURE_WEIGHT)
    found = clusters_at(run, vectors, usual_k(run, vectors))
    return Preview(stored_map(run.project.folder / FOLDER, vectors, MapSettings()), found.labels)
