"""Maps: latents in two dimensions, for viewing only (clusters are always made in the latent space)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crvae_core.analysis.clustering import check_latents
from crvae_core.analysis.store import inputs_digest
from crvae_core.config import Settings, setting
from crvae_core.files import write_array

METHODS = {"tsne": "t-SNE", "umap": "UMAP", "pca": "PCA"}
REPORT_PERPLEXITY = 8.0  # for its 90 and 96 pairs


@dataclass(frozen=True)
class MapSettings(Settings):
    """How latents are laid out in 2-D. The same settings give the same map."""

    method: str = setting("tsne", "t-SNE, UMAP or PCA", choices=tuple(METHODS))
    neighbours: float | None = setting(
        None, "perplexity (t-SNE) or neighbours (UMAP); chosen from the number of moments if not given", low=2
    )
    seed: int = setting(0, "seed of the random start", low=0)


def project_map(latents: np.ndarray, settings: MapSettings = MapSettings()) -> np.ndarray:
    """Lay latents (N, Z) out in two dimensions, float32 (N, 2).

    Raises InputError if a value is not finite.
    """
    vectors = check_latents(latents)
    if len(vectors) < 4 or len(np.unique(vectors, axis=0)) < 4:
        return _line(vectors)
    layout = {"tsne": _tsne, "umap": _umap, "pca": _pca}[settings.method]
    return layout(vectors, settings).astype(np.float32)


def stored_map(folder: Path, latents: np.ndarray, settings: MapSettings = MapSettings()) -> np.ndarray:
    """Like `project_map`, but computed once: coordinates are kept in `folder` under a hash of their inputs."""
    path = folder / f"map-{inputs_digest(latents, settings.to_json())}.npy"
    if path.exists():
        try:
            return np.load(path, allow_pickle=False)
        except (OSError, ValueError):
            path.unlink(missing_ok=True)
    points = project_map(latents, settings)
    write_array(path, points)
    return points


def default_neighbours(count: int) -> float:
    """The perplexity or number of neighbours for `count` moments: 8 for about a hundred as in the report, at most 30."""
    return float(np.clip(count / 12, min(5.0, (count - 1) / 3), 30.0))


def _neighbours(vectors: np.ndarray, settings: MapSettings) -> float:
    wanted = settings.neighbours or default_neighbours(len(vectors))
    return min(wanted, (len(vectors) - 1) / 3)


def _tsne(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    from sklearn.manifold import TSNE

    perplexity = max(1.0, _neighbours(vectors, settings))
    return TSNE(perplexity=perplexity, init="pca", random_state=settings.seed).fit_transform(vectors)


def _umap(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    from umap import UMAP

    wanted = settings.neighbours or max(5.0, default_neighbours(len(vectors)))
    neighbours = int(np.clip(round(wanted), 2, len(vectors) - 1))
    start = "spectral" if len(vectors) > 3 * neighbours else "random"
    reducer = UMAP(n_neighbors=neighbours, random_state=settings.seed, n_jobs=1, init=start)
    return reducer.fit_transform(vectors)


def _pca(vectors: np.ndarray, settings: MapSettings) -> np.ndarray:
    from sklearn.decomposition import PCA

    points = PCA(n_components=min(2, *vectors.shape), random_state=settings.seed).fit_transform(vectors)
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def _line(vectors: np.ndarray) -> np.ndarray:
    """Too few different vectors for a map: their principal axis, spread along a line; equal ones on one spot."""
    if np.ptp(vectors, axis=0).max() == 0:
        return np.zeros((len(vectors), 2), dtype=np.float32)
    return np.pad(_pca(vectors, MapSettings(method="pca"))[:, :1], ((0, 0), (0, 1))).astype(np.float32)
