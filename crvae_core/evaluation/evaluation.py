"""What a trained run can tell: latents, reconstructions and the figures of an evaluation.

Everything is computed from the mean latents, in evaluation mode, in float32. Figures of what a run has not (words, where
no pair has any; pictures, in a model of words alone) are None.
"""

import logging
from typing import Any

import numpy as np
import torch
from torch import Tensor

from crvae_core.decoding.outputs import Readings, Words, read_pairs, spell
from crvae_core.errors import RunError
from crvae_core.evaluation.baselines import component_mses, unseen_image_mse
from crvae_core.evaluation.gates import COMPONENTS, failed, health_gates
from crvae_core.evaluation.latent_health import latent_health, text_from_latents
from crvae_core.evaluation.retrieval import held_out_retrieval
from crvae_core.evaluation.sentences import explain
from crvae_core.evaluation.text_overlap import chrf
from crvae_core.files import write_json
from crvae_core.model.moment_model import MomentModel, count_weights
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run, open_run
from crvae_core.runs.run_words import in_words_of, load_run_pairs
from crvae_core.runs.together import read_together

TABLE_BATCH = 16  # pairs per batch in the report's Table 1
TABLE_LAMBDA = 3.0  # weight of the text in the report's Table 1
TEXT_FIGURES = (
    "text_mse",
    "text_mse_padded",
    "text_mse_free",
    "token_accuracy_forced",
    "token_accuracy_free",
    "chrf",
)
log = logging.getLogger(__name__)


def evaluate(project: Project, run: str | None = None) -> dict[str, Any]:
    """Measure a run on the moments it was trained on, as far as its project still has them; also written to evaluation.json.

    Returns one flat dictionary, and in it "videos", the main figures per video where there are several; "held_out", those
    of pairs kept out of the training, if there are such; "sentences", one for each figure on what it says; "gates", what
    they mean for the latent (evaluation/gates.py).

    Errors of pictures are means over pixels and channels in [0, 1]; `psnr` is in dB, of the mean error. Errors of words
    are means over the values of the vectors in their own units, with the true previous words given, over true words
    only (`text_mse`) or with the padding to the longest text (`text_mse_padded`); with another pair's latent or none
    (`text_mse_shuffled_latent`, `text_mse_zero_latent`); or from the latent alone (`text_mse_free`).
    `token_accuracy_free` counts words in the right place when the texts are written from the latent alone; words too
    many count as wrong; `chrf` (0 to 100) compares the letters of these texts, None without sacrebleu. Figures of words
    are over the pairs that have words, None where there are none. The `table1_*` figures sum batches of 16 as the report
    does.
    """
    opened = open_run(project, run)
    figures = read_together(opened.folder, lambda: _measure(opened))
    write_json(opened.folder / "evaluation.json", figures)
    return figures


def _measure(run: Run) -> dict[str, Any]:
    moments = moments_of(run)
    held_out = moments.pairs["pair_id"].isin(run.held_out).to_numpy(bool)
    if not moments.trained.any():
        raise RunError(
            f"there are no pairs left that {run.name!r} was trained on: restore some, or train a new run"
        )
    model = run.load_model()
    seen = load_run_pairs(run, moments.pairs[moments.trained])
    unseen = load_run_pairs(run, moments.pairs[held_out]) if held_out.any() else None
    return evaluate_model(run, model, seen, unseen)


def evaluate_model(
    run: Run, model: MomentModel, trained: PairData, unseen: PairData | None = None
) -> dict[str, Any]:
    """The figures of `evaluate` for a model and pairs at hand: those it was trained on, and those held out."""
    trained = in_words_of(model, trained)
    readings = read_pairs(model, trained)
    status = run.status()
    images = trained.images.numpy()
    mean, pca, pca10 = component_mses(images, 0, readings.mu.shape[1], COMPONENTS)
    health = latent_health(readings, model.samples)
    figures: dict[str, Any] = {
        **_figures(trained, readings, np.arange(len(trained))),
        **_table_sums(trained, readings),
        **text_from_latents(model, readings, trained),
        **health,
        "baseline_mean_image_mse": mean,
        "baseline_pca_image_mse": pca,
        "baseline_pca10_image_mse": pca10,
        "train_seconds": status.get("train_seconds"),
        "epochs": status.get("epoch"),
        "weights": count_weights(model),
    }
    if unseen is not None and len(unseen):
        figures["held_out"] = _held_out(model, in_words_of(model, unseen), trained)
    figures |= _per_video(trained, readings)
    scene = slice(*run.parts.get("shared", [0, readings.mu.shape[1]]))
    gates = health_gates(figures, readings.mu[:, scene].numpy(), trained, run.family)
    for gate in failed(gates):
        log.warning("%s: %s? No. %s %s", run.name, gate["title"], gate["sentence"], gate["remedy"])
    return figures | {"sentences": explain(figures), "gates": gates}


def _per_video(data: PairData, readings: Readings) -> dict[str, Any]:
    video_ids = np.array(data.video_ids)
    if len(set(data.video_ids)) < 2:
        return {}
    return {
        "videos": {
            video_id: _figures(data, readings, np.flatnonzero(video_ids == video_id))
            for video_id in dict.fromkeys(data.video_ids)
        }
    }


def _held_out(model: MomentModel, data: PairData, seen: PairData) -> dict[str, Any]:
    """The figures of pairs that were not trained on, against baselines that have not seen them either."""
    readings = read_pairs(model, data)
    mean, pca = unseen_image_mse(seen.images.numpy(), data.images.numpy(), readings.mu.shape[1])
    return {
        **_figures(data, readings, np.arange(len(data))),
        **text_from_latents(model, readings, data),
        "baseline_mean_image_mse": mean,
        "baseline_pca_image_mse": pca,
        "retrieval": held_out_retrieval(model, seen, data),
    }


def _figures(data: PairData, readings: Readings, rows: np.ndarray) -> dict[str, Any]:
    """The errors and accuracies over some rows."""
    chosen = torch.from_numpy(rows)
    image_mse = None
    if readings.images is not None:
        image_mse = float(_image_error(data, readings.images, chosen).mean())
    return {
        "pairs": len(rows),
        "pairs_with_words": int(data.spoken[chosen].sum()),
        "image_mse": image_mse,
        "psnr": None if image_mse is None else float(-10 * np.log10(max(image_mse, 1e-12))),
        **_text_figures(data, readings.words, chosen[data.spoken[chosen]]),
    }


def _text_figures(data: PairData, words: Words | None, rows: Tensor) -> dict[str, float | None]:
    """Errors and accuracies of the texts of some rows, each of which has words."""
    if words is None or not len(rows):
        return dict.fromkeys(TEXT_FIGURES)
    mask, ids = data.mask[rows], data.same_word[data.token_ids[rows]]
    text_error = _text_error(data, words, rows)
    right = (data.same_word[words.forced_ids[rows]] == ids) & mask
    free_mask, longest = words.free_mask[rows], mask.shape[1]
    free_right = (data.same_word[words.free_ids[rows]][:, :longest] == ids) & mask & free_mask[:, :longest]
    places = torch.maximum(mask.sum(dim=1), free_mask.sum(dim=1)).sum()
    free_error = (words.free[rows][:, :longest] - _targets(data, rows)).square().mean(dim=2)
    figures = (
        text_error[mask].mean(),
        text_error.mean(),
        free_error[mask].mean(),
        right.sum() / mask.sum(),
        free_right.sum() / places,
    )
    said = spell(data, words.free_ids[rows], free_mask.sum(dim=1).tolist())
    true = spell(data, data.token_ids[rows], mask.sum(dim=1).tolist())
    return dict(zip(TEXT_FIGURES, (*map(float, figures), chrf(said, true)), strict=True))


def _table_sums(data: PairData, readings: Readings) -> dict[str, float | None]:
    """Sums over batches of 16 in row order of the batch's mean error, padding included; batches without words add none."""
    batches = [
        torch.arange(first, min(first + TABLE_BATCH, len(data))) for first in range(0, len(data), TABLE_BATCH)
    ]
    images, words = readings.images, readings.words
    image = text = None
    if images is not None:
        image = sum(float(_image_error(data, images, rows).mean()) for rows in batches)
    if words is not None:
        spoken = [rows[data.spoken[rows]] for rows in batches]
        text = sum(float(_text_error(data, words, rows).mean()) for rows in spoken if len(rows))
    total = None if image is None or text is None else image + TABLE_LAMBDA * text
    return {"table1_image": image, "table1_text": text, "table1_total": total}


def _image_error(data: PairData, images: Tensor, rows: Tensor) -> Tensor:
    target = data.images[rows].float() / 255
    return (images[rows] - target).square().flatten(1).mean(dim=1)


def _text_error(data: PairData, words: Words, rows: Tensor) -> Tensor:
    return (words.forced[rows] - _targets(data, rows)).square().mean(dim=2)


def _targets(data: PairData, rows: Tensor) -> Tensor:
    return data.vectors(data.token_ids[rows], data.mask[rows])
