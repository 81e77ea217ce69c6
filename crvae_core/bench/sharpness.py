"""How sharp the pictures of the adversarial preset are beside the report's best model, after as many steps on the same pairs.

A blurred picture has few edges. Two measures of them, for noise would pass the first: the variance of a picture's Laplacian, as a
share of the original's (1: as sharp), and how far the sizes of its gradients are distributed from those of the original
(Wasserstein distance, in grey levels of 256; 0: alike).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
import pandas as pd

from crvae_core.decoding.decode import decode_pictures, encode_pairs, to_pictures
from crvae_core.evaluation.evaluation import evaluate
from crvae_core.progress import Progress, unheard
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.stored_pairs import StoredPairs
from crvae_core.training.train_once import train_once

PRESETS = ("crvae-lstm-tf", "crvae-cgan")
SMALL: dict[str, Any] = {  # a fraction of the weights, so that minutes are enough
    "channels": "16,16,16",
    "latent_size": 128,
    "encoder_layers": "512",
    "decoder_layers": "512",
    "hidden": 128,
    "learning_rate": 5e-4,
    "shuffle": True,
}
FIGURES = {
    "laplacian_ratio": "variance of the Laplacian, share of the original's",
    "gradient_distance": "distance of the gradients' sizes",
    "image_mse": "image MSE",
    "token_accuracy_forced": "words right, true ones before given",
    "token_accuracy_free": "words right, from the latent alone",
}


def measure_sharpness(
    project: Project,
    epochs: int = 80,
    seeds: Sequence[int] = (0,),
    small: bool = True,
    device: str = "auto",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Train PRESETS on the kept pairs of a project, each as long as the other; one row per preset and seed.

    Args:
        project: runs are kept there; what is there is not trained again.
        epochs: of each training. seeds: of the trainings. small: networks of SMALL, or else the preset's own.
        device: where. progress: called with what is done and the share of it.

    Returns columns preset, seed, FIGURES, epochs, train_seconds.
    """
    report = progress or unheard
    changes = SMALL if small else {}
    rows = []
    for place, (preset, seed) in enumerate((preset, seed) for seed in seeds for preset in PRESETS):
        share = place / (len(PRESETS) * len(seeds))
        report(f"{preset}, seed {seed}", share)
        name = f"sharpness-{preset}-{seed}-{'small' if small else 'full'}-{epochs}"
        run = train_once(project, name, preset, {**changes, "seed": seed}, epochs, device)
        rows.append({"preset": preset, "seed": seed, **_measured(run)})
    return pd.DataFrame(rows)


def _measured(run: Run) -> Mapping[str, Any]:
    figures, moments = evaluate(run), moments_of(run)
    pairs = StoredPairs(run, moments.pairs[moments.trained])
    data, model = pairs.select(range(len(pairs))), run.load_model()
    drawn = to_pictures(decode_pictures(model, encode_pairs(model, in_words_of(model, data))[0]))
    return {
        **sharpness(drawn, data.images.permute(0, 2, 3, 1).numpy()),
        "image_mse": figures.image_mse,
        "token_accuracy_forced": figures.token_accuracy_forced,
        "token_accuracy_free": figures.token_accuracy_free,
        "epochs": figures.epochs,
        "train_seconds": figures.train_seconds,
    }


def sharpness(drawn: np.ndarray, original: np.ndarray) -> dict[str, float]:
    """Means over pictures, each against its own original; both uint8 (N, H, W, 3) RGB."""
    from scipy.stats import wasserstein_distance

    ratios, distances = [], []
    for one, other in zip(drawn, original, strict=True):
        own, true = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) for picture in (one, other))
        ratios.append(cv2.Laplacian(own, cv2.CV_32F).var() / max(1e-6, cv2.Laplacian(true, cv2.CV_32F).var()))
        distances.append(wasserstein_distance(_gradients(own), _gradients(true)))
    return {"laplacian_ratio": float(np.mean(ratios)), "gradient_distance": float(np.mean(distances))}


def _gradients(grey: np.ndarray) -> np.ndarray:
    """The sizes of the gradient at all pixels, in grey levels per pixel."""
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *order, ksize=3, scale=1 / 8) for order in ((1, 0), (0, 1)))
    return np.hypot(across, down).ravel()


def as_markdown(rows: pd.DataFrame) -> str:
    """Means over the seeds, one line per preset."""
    lines = [f"| preset | {' | '.join(FIGURES.values())} | seconds |", "|---|" + "---|" * (len(FIGURES) + 1)]
    for preset, group in rows.groupby("preset", sort=False):
        cells = [f"{group[name].mean():.{4 if name == 'image_mse' else 3}f}" for name in FIGURES]
        lines.append(f"| {preset} | {' | '.join(cells)} | {group['train_seconds'].mean():.0f} |")
    return "\n".join(lines) + "\n"
