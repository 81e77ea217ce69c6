"""How much material it takes until pictures find the words of moments that were never trained on, and words their picture.

One made film; the default preset is trained on its first moments, on more of them each time, and asked about its last ones.
Several moments tell of one kind of scene in other words, so that beside the own words those of the right kind are counted.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from crvae_core.bench.latent import known_video
from crvae_core.evaluation.retrieval import AT, Views, linear_views, model_views, recall, views_of
from crvae_core.model.presets import SEEN
from crvae_core.model.settings import TrainingSettings
from crvae_core.progress import Progress, unheard
from crvae_core.project.project import Project, save_pairs
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.stored_pairs import StoredPairs
from crvae_core.sight.components import find_axes
from crvae_core.sight.features import pair_features
from crvae_core.sight.onnx_eye import open_eye
from crvae_core.training.train_once import train_once

FILM = "rendered-long"
COUNTS = (50, 100, 200, 400, 800)
NEW = 100  # last moments, that are asked about
STEPS = 300
FIGURES = {
    "picture_to_words": "picture to words",
    "words_to_picture": "words to picture",
    "kind_by_picture": "picture to words of its kind",
    "kind_by_words": "words to pictures of their kind",
}


def measure_retrieval(
    folder: Path,
    counts: Sequence[int] = COUNTS,
    seeds: Sequence[int] = (0,),
    steps: int = STEPS,
    device: str = "auto",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Train on the first moments of the film and ask about its last NEW; one row per count, way of making vectors and seed.

    Args:
        folder: the project and its runs are kept there; what is there is not trained again.
        counts: how many moments are trained on. seeds: of the trainings. steps: of each training.
        device: where. progress: called with what is done and the share of it.

    Returns columns pairs, vectors, seed, and FIGURES: how often the own one is among the AT nearest, and which share of the AT
    nearest is of the right kind.
    """
    report = progress or unheard
    known = known_video(folder, FILM)
    project, table = known.project, known.project.pairs()
    kinds = known.kinds_of(table[-NEW:])
    seen = pair_features(project, table, open_eye(TrainingSettings().eye))
    rows: list[dict[str, Any]] = []
    for place, count in enumerate(counts):
        _keep_first(project, table, count)
        for number, seed in enumerate(seeds):
            report(f"{count} moments, seed {seed}", (place + number / len(seeds)) / len(counts))
            run = train_once(
                project,
                f"first-{count}-{seed}-{steps}",
                "default",
                {"seed": seed, "steps": steps},
                None,
                device,
            )
            first, last = StoredPairs(run, table[:count]), StoredPairs(run, table[-NEW:])
            ways = {"default": model_views(run.load_model(), first, last)}
            if seed == seeds[0]:
                ways |= _linear(first, last, seen[:count], seen[-NEW:])
            rows += [
                {"pairs": count, "vectors": way, "seed": seed, **_figures(views, kinds)}
                for way, views in ways.items()
            ]
    _keep_first(project, table, len(table))
    return pd.DataFrame(rows)


def _keep_first(project: Project, table: pd.DataFrame, count: int) -> None:
    with project.lock():
        save_pairs(project, table.assign(kept=np.arange(len(table)) < count))


def _linear(first: StoredPairs, last: StoredPairs, seen: np.ndarray, new: np.ndarray) -> dict[str, Views]:
    """By canonical correlations: of small pictures with mean words, and of what the default preset gets to read and to see."""
    known, asked = (pairs.select(range(len(pairs))) for pairs in (first, last))
    axes = find_axes(seen, SEEN)
    by_eye = [
        (axes(features).astype(np.float64), _weighed_words(data))
        for features, data in ((seen, known), (new, asked))
    ]
    return {
        "CCA of small pictures and mean words": linear_views(views_of(known), views_of(asked)),
        "CCA of what the eye sees and weighed words": linear_views(*by_eye),
    }


def _weighed_words(data: PairData) -> np.ndarray:
    """Means of the word vectors of pairs (N, E), each word counted as the default preset does."""
    batch = data.batch(slice(None))
    total = (batch.tokens * batch.weights.unsqueeze(-1)).sum(dim=1)
    return (total / batch.weights.sum(dim=1, keepdim=True).clamp(min=1e-6)).double().numpy()


def _figures(views: Views, kinds: np.ndarray) -> dict[str, float]:
    shown, said = views
    return {
        "picture_to_words": recall(shown, said),
        "words_to_picture": recall(said, shown),
        "kind_by_picture": of_right_kind(shown, said, kinds),
        "kind_by_words": of_right_kind(said, shown, kinds),
    }


def of_right_kind(queries: np.ndarray, targets: np.ndarray, kinds: np.ndarray, at: int = AT) -> float:
    """The share of the `at` nearest targets (N, Z) that are of the query's kind (N,), the own one included."""
    nearest = np.argsort(cdist(queries, targets), axis=1, kind="stable")[:, :at]
    return float((kinds[nearest] == kinds[:, None]).mean())


def as_markdown(rows: pd.DataFrame) -> str:
    """Means over the seeds, one line per count and way of making vectors."""
    lines = [
        f"| moments trained on | vectors | {' | '.join(FIGURES.values())} |",
        "|---|---|" + "---|" * len(FIGURES),
    ]
    for (count, way), group in rows.groupby(["pairs", "vectors"], sort=False):
        cells = [f"{group[name].mean():.3f}" for name in FIGURES]
        lines.append(f"| {count} | {way} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
