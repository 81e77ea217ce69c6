"""The clusters of a run's moments with their names, the same for pages, commands, exports and notebooks."""

from dataclasses import replace

import numpy as np

from crvae_core.analysis.cluster_notes import notes_for
from crvae_core.analysis.clustering import Clustering, cluster, describe_partition
from crvae_core.analysis.k_selection import DEFAULT_KS, known_sweep
from crvae_core.analysis.named_clusters import NamedClusters, count_concepts, project_glossary
from crvae_core.analysis.partition import METHODS as OF_ONE_TRAINING
from crvae_core.analysis.partition import Partition
from crvae_core.analysis.recommendation import recommend_k
from crvae_core.analysis.reduction import distinct_vectors
from crvae_core.analysis.store import FOLDER
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.runs.moments import Moments
from crvae_core.runs.run import Run
from crvae_core.runs.trainings import CONSENSUS, trainings_of

USUAL_K = 5  # clusters, where no curves speak for another number
METHODS = OF_ONE_TRAINING | {CONSENSUS: "Agreed on by all trainings"}
ALONE = (
    "There is one training of these settings, and these are its own clusters: more trainings (Trainings of each, on "
    "the page Train) would tell which clusters come back in all of them, and give those that all agree on."
)


def clusters_of(
    moments: Moments,
    k: int | None = None,
    method: str = "kmeans",
    picture_weight: float = DEFAULT_PICTURE_WEIGHT,
    reader: str = "en",
    seed: int = 0,
) -> NamedClusters:
    """The moments of a run in k clusters, with the names and merges that were given to them.

    Args:
        moments: of the run (`moments_of`).
        k: how many clusters, by default `usual_k`; HDBSCAN finds their number itself.
        method: one of METHODS.
        picture_weight: of the picture against the words, 0 to 1.
        reader: the language in which clusters without a name of their own are called by their words, "en" or "zh".
        seed: of the random starts.

    Raises InputError if k is not possible for these moments.
    """
    vectors = moments.vectors(picture_weight)
    if k is None:
        k = usual_k(moments.run, vectors, method, seed)
    return named(moments, vectors, clusters_at(moments.run, vectors, k, method, seed, picture_weight), reader)


def usual_k(run: Run, vectors: np.ndarray, method: str = "kmeans", seed: int = 0) -> int:
    """The k that nobody has chosen: as on the pages what the curves speak for, where they were measured; else USUAL_K.

    Args:
        run: whose project keeps the curves. vectors: (n, Z), weighed, of its moments.
        method: one of METHODS. seed: of the random starts.
    """
    if method != "hdbscan":
        folder = run.project.folder / FOLDER
        sweep = known_sweep(folder, vectors, DEFAULT_KS, seed, method_of_curves(method))
        if sweep is not None and (advised := recommend_k(sweep.curves).k):
            return advised
    return min(USUAL_K, max(1, distinct_vectors(vectors, USUAL_K)))


def clusters_at(
    run: Run,
    vectors: np.ndarray,
    k: int,
    method: str = "kmeans",
    seed: int = 0,
    picture_weight: float = DEFAULT_PICTURE_WEIGHT,
) -> Clustering:
    """The clusters of a run at k, before names and merges; whoever speaks of them asks here, so that all mean the same ones.

    Where the curves over k were measured, theirs are taken: another machine, or another number of threads, may put a moment
    that lies between two clusters into the other one.

    Args:
        run: whose project keeps the curves. vectors: (n, Z), weighed, of its moments.
        k, method, seed: see `clustering.cluster`; CONSENSUS asks all trainings of the run's settings.
        picture_weight: the one that the vectors were weighed with, for those of other trainings.

    Raises InputError if k is not possible for these vectors.
    """
    if method == CONSENSUS:
        trainings = trainings_of(run, picture_weight)
        if len(trainings) > 1:
            return trainings.agreed(vectors, k, seed)
        own = clusters_at(run, vectors, k, seed=seed)
        return replace(own, method=CONSENSUS, notes=(ALONE, *own.notes))
    if method != "hdbscan" and k in DEFAULT_KS:
        sweep = known_sweep(run.project.folder / FOLDER, vectors, DEFAULT_KS, seed, method)
        if sweep is not None and k in sweep.ks:
            return describe_partition(vectors, Partition(sweep.labels_for(k), sweep.notes_for(k)), method)
    return cluster(vectors, k, seed, method)


def method_of_curves(method: str) -> str:
    """The way to cluster by which curves over k are measured; those of a consensus are the run's own."""
    return "kmeans" if method == CONSENSUS else method


def named(moments: Moments, vectors: np.ndarray, found: Clustering, reader: str = "en") -> NamedClusters:
    """Clusters that were found among the vectors (n, Z) of a run's moments, with their names and merges."""
    notes = notes_for(moments.run.folder, found.labels, moments.pair_ids)
    glossary = project_glossary(moments.run.project, reader)
    return NamedClusters(vectors, found, notes, count_concepts(moments.pairs["tokens"], glossary), glossary)
