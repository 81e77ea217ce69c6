"""The clusters of a run's moments with their names, the same for pages, commands, exports and notebooks."""

import numpy as np

from crvae_core.analysis.cluster_notes import notes_for
from crvae_core.analysis.clustering import Clustering, cluster
from crvae_core.analysis.named_clusters import NamedClusters, count_concepts, project_glossary
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.runs.moments import Moments


def clusters_of(
    moments: Moments,
    k: int,
    method: str = "kmeans",
    picture_weight: float = DEFAULT_PICTURE_WEIGHT,
    reader: str = "en",
    seed: int = 0,
) -> NamedClusters:
    """The moments of a run in k clusters, with the names and merges that were given to them.

    Args:
        moments: of the run (`moments_of`).
        k: how many clusters; HDBSCAN finds their number itself.
        method: one of clustering.METHODS.
        picture_weight: of the picture against the words, 0 to 1.
        reader: the language in which clusters without a name of their own are called by their words, "en" or "zh".
        seed: of the random starts.

    Raises InputError if k is not possible for these moments.
    """
    vectors = moments.vectors(picture_weight)
    return named(moments, vectors, cluster(vectors, k, seed, method), reader)


def named(moments: Moments, vectors: np.ndarray, found: Clustering, reader: str = "en") -> NamedClusters:
    """Clusters that were found among the vectors (n, Z) of a run's moments, with their names and merges."""
    notes = notes_for(moments.run.folder, found.labels, moments.pair_ids)
    glossary = project_glossary(moments.run.project, reader)
    return NamedClusters(vectors, found, notes, count_concepts(moments.pairs["tokens"], glossary), glossary)
