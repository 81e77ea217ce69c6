"""Maps: latents in two dimensions, for viewing only (clusters are always made in the latent space)."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crvae_core.analysis.clustering import check_latents
from crvae_core.analysis.reduction import distinct_vectors, draw_rows, principal_scores
from crvae_core.analysis.scale import even_scale
from crvae_core.analysis.store import ARRAY, Store, inputs_digest
from crvae_core.config import Settings, setting
from crvae_core.errors import InputError

METHODS = {"tsne": "t-SNE", "umap": "UMAP", "pca": "PCA"}
LEAST_UMAP = 5.0  # neighbours below which UMAP scatters moments
OPENTSNE_FROM = 5_000  # moments above which openTSNE lays out t-SNE
COMPONENTS = 50  # of longer vectors, in maps of that many moments
LAID_OUT = 20_000  # moments that are laid out at most; the others are placed among them
FEWEST_DIFFERENT = 4  # vectors; fewer are put on a line
PLACED_BETWEEN = 5  # nearest laid-out moments that decide where another one is placed


@dataclass(frozen=True)
class MapSettings(Settings):
    """How latents are laid out in 2-D. The same settings give the same map."""

    method: str = setting("tsne", "t-SNE, UMAP or PCA", choices=tuple(METHODS))
    neighbours: float | None = setting(
        None, "perplexity (t-SNE) or neighbours (UMAP); chosen from the number of moments if not given", low=1
    )
    seed: int = setting(0, "seed of the random start", low=0)

    def for_moments(self, count: int) -> "MapSettings":
        """The same settings with the neighbours that `count` moments get, so that they say all that the map depends on."""
        if self.method == "pca":
            return replace(self, neighbours=None)
        wanted = self.neighbours or default_neighbours(count, self.method)
        return replace(self, neighbours=float(wanted))


def project_map(latents: np.ndarray, settings: MapSettings = MapSettings()) -> np.ndarray:
    """Lay latents (N, Z) out in two dimensions, float32 (N, 2).

    t-SNE of over 5,000 moments is openTSNE's (Poličar et al. 2024) on 50 principal components. Of over 20,000
    moments, t-SNE and UMAP lay out 20,000 drawn at random; each other moment is placed between the 5 of them that are
    nearest in the latent space. `map_note` says so.

    Vectors of a size that single precision can't bear are centred and scaled first.

    Raises InputError if a value is not finite, or no map comes out.
    """
    vectors = even_scale(check_latents(latents)).vectors
    if settings.method == "pca" or len(vectors) <= LAID_OUT:
        return _lay_out(vectors, settings).astype(np.float32)
    scores = principal_scores(vectors, COMPONENTS, settings.seed).astype(np.float32)
    rows = draw_rows(len(vectors), LAID_OUT, settings.seed)
    return _place_others(scores, rows, _lay_out(scores[rows], settings)).astype(np.float32)


def stored_map(folder: Path, latents: np.ndarray, settings: MapSettings = MapSettings()) -> np.ndarray:
    """Like `project_map`, but computed once: coordinates are kept in `folder` under a hash of their inputs."""
    told = settings.for_moments(len(latents))
    return Store(folder).get(
        "map", inputs_digest(latents, told.to_json()), ARRAY, lambda: project_map(latents, told)
    )


def map_note(count: int, settings: MapSettings = MapSettings()) -> str | None:
    """What a reader must know of a map of `count` moments: that a sample was laid out; None if all were."""
    if settings.method == "pca" or count <= LAID_OUT:
        return None
    return (
        f"{METHODS[settings.method]} laid out {LAID_OUT:,} of {count:,} moments, drawn at random; the others are placed "
        f"between their {PLACED_BETWEEN} nearest among these."
    )


def default_neighbours(count: int, method: str = "tsne") -> float:
    """The perplexity or number of neighbours for `count` moments: 8 for about a hundred as in the report, at most 30.

    A whole number, so that it can be said, typed and linked.
    """
    usual = round(float(np.clip(count / 12, min(5.0, (count - 1) / 3), 30.0)))
    return max(LEAST_UMAP if method == "umap" else 1.0, float(usual))


def _lay_out(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    """Points (N, 2) of finite vectors (N, Z), of whatever size and however many of them are equal."""
    vectors = even_scale(vectors).vectors  # a sample may lie closer together than all
    if distinct_vectors(vectors, FEWEST_DIFFERENT) < FEWEST_DIFFERENT:
        return _line(vectors)
    if settings.method == "pca":
        return _pca(vectors, settings)
    if vectors.shape[1] == 1:
        vectors = np.pad(vectors, ((0, 0), (0, 1)))  # t-SNE begins with two principal axes
    points = (_umap if settings.method == "umap" else _tsne)(vectors, settings)
    if not np.isfinite(points).all():
        raise InputError(
            f"{METHODS[settings.method]} finds no places for these vectors: a few of them lie too far from the others; "
            "leave these out, or take PCA"
        )
    return points


def _neighbours(vectors: np.ndarray, settings: MapSettings) -> float:
    wanted = settings.neighbours or default_neighbours(len(vectors), settings.method)
    return min(wanted, (len(vectors) - 1) / 3)


def _tsne(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    perplexity = max(1.0, _neighbours(vectors, settings))
    if len(vectors) > OPENTSNE_FROM:
        return _open_tsne(vectors, perplexity, settings.seed)
    from sklearn.manifold import TSNE

    return TSNE(perplexity=perplexity, init="pca", random_state=settings.seed).fit_transform(vectors)


def _open_tsne(vectors: np.ndarray, perplexity: float, seed: int) -> np.ndarray:
    from openTSNE import TSNE

    scores = principal_scores(vectors, COMPONENTS, seed)
    # One thread: with several, sums come in another order, and the map would differ from visit to visit.
    return np.asarray(TSNE(perplexity=perplexity, random_state=seed, n_jobs=1).fit(scores))


def _umap(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    from umap import UMAP

    wanted = settings.neighbours or default_neighbours(len(vectors), "umap")
    neighbours = int(np.clip(round(wanted), 2, len(vectors) - 1))
    start = "spectral" if len(vectors) > 3 * neighbours else "random"
    reducer = UMAP(n_neighbors=neighbours, random_state=settings.seed, n_jobs=1, init=start)
    return reducer.fit_transform(vectors)


def _pca(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    points = principal_scores(vectors, 2, settings.seed)
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def _place_others(scores: np.ndarray, rows: np.ndarray, laid_out: np.ndarray) -> np.ndarray:
    """Points of all moments (N, 2): those of `rows` as laid out, each other at the median of its nearest among them.

    The median, as openTSNE starts new points: a mean of neighbours on two islands would lie in the empty sea between.
    """
    from sklearn.neighbors import NearestNeighbors

    others = np.setdiff1d(np.arange(len(scores)), rows)
    index = NearestNeighbors(n_neighbors=PLACED_BETWEEN, algorithm="brute").fit(scores[rows])
    nearest = index.kneighbors(scores[others], return_distance=False)
    points = np.empty((len(scores), 2))
    points[rows] = laid_out
    points[others] = np.median(laid_out[nearest], axis=1)
    return points


def _line(vectors: np.ndarray) -> np.ndarray:
    """Too few different vectors for a map: their principal axis, spread along a line; equal ones on one spot."""
    if np.ptp(vectors, axis=0).max() == 0:
        return np.zeros((len(vectors), 2), dtype=np.float32)
    return np.pad(_pca(vectors, MapSettings(method="pca"))[:, :1], ((0, 0), (0, 1))).astype(np.float32)
