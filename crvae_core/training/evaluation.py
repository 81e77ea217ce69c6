"""What a trained run can tell: latents, reconstructions and the figures of an evaluation.

Everything is computed from the mean latents, in evaluation mode, in float32.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from crvae_core.files import write_json
from crvae_core.model.crvae import CRVAE, count_weights
from crvae_core.project import Project
from crvae_core.text.verbalise import nearest_words
from crvae_core.training.baselines import mean_image_mse, pca_image_mse
from crvae_core.training.batches import PairData, load_pairs, load_training_pairs
from crvae_core.training.checkpoints import Run, open_run

BATCH = 64  # pairs at a time; has no influence on the results
TABLE_BATCH = 16  # pairs per batch in the report's Table 1
TABLE_LAMBDA = 3.0  # weight of the text in the report's Table 1
ACTIVE_VARIANCE = 0.01  # Burda et al. 2016, "Importance weighted autoencoders"
SPARE_WORDS = 8  # how much longer than the longest true text a free-running text may get


@dataclass(frozen=True)
class Reconstructions:
    """What a run makes of pairs: pictures uint8 (N, 120, 200, 3), words from the latent alone and words with each
    true previous word given, and the ids of the pairs in the same order."""

    pair_ids: list[str]
    images: np.ndarray
    words_free: list[list[str]]
    words_forced: list[list[str]]


@dataclass(frozen=True)
class Readings:
    """Everything decoded from the mean latents of N pairs.

    mu, log_var: (N, Z). images: (N, 3, 120, 200) clamped to [0, 1].
    forced: predicted vectors (N, T, E) given the true previous words; behind the true words zeros, once the model
    said that the text has ended. free, free_mask: (N, M, E) and (N, M), from the latent alone.
    forced_ids, free_ids: rows of the nearest words of the vocabulary.
    """

    mu: Tensor
    log_var: Tensor
    images: Tensor
    forced: Tensor
    forced_ids: Tensor
    free: Tensor
    free_mask: Tensor
    free_ids: Tensor


def encode(project: Project, run: str | None = None) -> np.ndarray:
    """The mean latent of every pair of a project, float32 (N, Z), in the order of its pairs table."""
    opened = open_run(project, run)
    return encode_pairs(opened.load_model(), load_pairs(project))[0].numpy()


def reconstruct(project: Project, run: str | None = None, rows: list[int] | None = None) -> Reconstructions:
    """Decode pairs from their mean latents.

    Args:
        project: an open project.
        run: the name of a run, the newest by default.
        rows: rows of the pairs table, all by default.
    """
    opened = open_run(project, run)
    table = project.pairs()
    data = load_pairs(project, table if rows is None else table.iloc[rows])
    readings = read_pairs(opened.load_model(), data)
    lengths = data.mask.sum(dim=1).tolist()
    return Reconstructions(
        pair_ids=data.pair_ids,
        images=to_pictures(readings.images),
        words_free=spell(data, readings.free_ids, readings.free_mask.sum(dim=1).tolist()),
        words_forced=spell(data, readings.forced_ids, lengths),
    )


def evaluate(project: Project, run: str | None = None) -> dict[str, Any]:
    """Measure a run on the kept pairs of its project; also written to evaluation.json.

    Returns one flat dictionary (and "videos", the main figures per video). Errors of pictures are means over pixels and
    channels in [0, 1]; `psnr` is in dB, of the mean error; errors of words are means over the values of the vectors in
    their own units, with the true previous words given, over true words only (`text_mse`) or with the padding to the
    longest text (`text_mse_padded`). `token_accuracy_free` counts words in the right place when the texts are written
    from the latent alone; words too many count as wrong. The `table1_*` figures sum batches of 16 as the report does.
    """
    opened = open_run(project, run)
    figures = evaluate_model(opened, opened.load_model(), load_training_pairs(project))
    write_json(opened.folder / "evaluation.json", figures)
    return figures


def evaluate_model(run: Run, model: CRVAE, data: PairData) -> dict[str, Any]:
    """The figures of `evaluate` for a model and pairs at hand."""
    readings = read_pairs(model, data)
    status = run.status()
    latent_dim = readings.mu.shape[1]
    figures: dict[str, Any] = {
        **_figures(data, readings, np.arange(len(data))),
        **_table_sums(data, readings),
        "active_units": int((readings.mu.var(dim=0) > ACTIVE_VARIANCE).sum()),
        "kl": float(_kl(readings).mean()),
        "train_seconds": status.get("train_seconds"),
        "baseline_mean_image_mse": mean_image_mse(data.images.numpy()),
        "baseline_pca_image_mse": pca_image_mse(data.images.numpy(), latent_dim),
        "latent_dim": latent_dim,
        "epochs": status.get("epoch"),
        "weights": count_weights(model),
    }
    video_ids = np.array(data.video_ids)
    if len(set(data.video_ids)) > 1:
        figures["videos"] = {
            video_id: _figures(data, readings, np.flatnonzero(video_ids == video_id))
            for video_id in dict.fromkeys(data.video_ids)
        }
    return figures


@torch.no_grad()
def encode_pairs(model: CRVAE, data: PairData) -> tuple[Tensor, Tensor]:
    """Means and logarithms of variances of all pairs, each (N, Z), on the CPU."""
    device = next(model.parameters()).device
    parts = []
    for first in range(0, len(data), BATCH):
        batch = data.select(range(first, min(first + BATCH, len(data)))).to(device).batch(slice(None))
        parts.append(model.encode(batch.images, batch.tokens, batch.mask))
    return torch.cat([mu for mu, _ in parts]).cpu(), torch.cat([log_var for _, log_var in parts]).cpu()


@torch.no_grad()
def read_pairs(model: CRVAE, data: PairData) -> Readings:
    """Encode all pairs and decode their means: pictures, forced words and free words, all on the CPU."""
    device = next(model.parameters()).device
    mu, log_var = encode_pairs(model, data)
    matrix = data.matrix.to(device)
    longest = data.mask.shape[1]
    collected: dict[str, list[Tensor]] = {"images": [], "forced": [], "free": [], "free_mask": []}
    for first in range(0, len(data), BATCH):
        rows = slice(first, min(first + BATCH, len(data)))
        z = mu[rows].to(device)
        inside = data.mask[rows].to(device)
        tokens = matrix[data.token_ids[rows].to(device)] * inside.unsqueeze(-1)
        forced, ends = model.decode_words(z, tokens)
        # behind its true words a text is zeros, unless the model did not see that it had ended
        ended = torch.cumsum((ends[:, :longest] > 0) & ~inside, dim=1) > 0
        free, free_mask = model.generate_words(z, longest + SPARE_WORDS, matrix)
        collected["images"].append(model.decode_image(z).clamp(0, 1).cpu())
        collected["forced"].append((forced[:, :longest] * ~ended.unsqueeze(-1)).cpu())
        collected["free"].append(free.cpu())
        collected["free_mask"].append(free_mask.cpu())
    joined = {name: torch.cat(parts) for name, parts in collected.items()}
    return Readings(
        mu=mu,
        log_var=log_var,
        forced_ids=_nearest(data, joined["forced"]),
        free_ids=_nearest(data, joined["free"]),
        **joined,
    )


def spell(data: PairData, ids: Tensor, lengths: list[int]) -> list[list[str]]:
    """The words at rows `ids` (N, T) of the vocabulary, each text cut to its length."""
    return [[data.words[i] for i in row[:length]] for row, length in zip(ids.tolist(), lengths, strict=True)]


def to_pictures(images: Tensor) -> np.ndarray:
    """Pictures (N, 3, H, W) to uint8 (N, H, W, 3), clamped to [0, 1] first."""
    return (images.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()


def _nearest(data: PairData, vectors: Tensor) -> Tensor:
    flat, _ = nearest_words(vectors.flatten(0, 1).numpy(), data.matrix.cpu().numpy())
    return torch.from_numpy(np.asarray(flat, dtype=np.int64)[:, 0]).view(vectors.shape[:2])


def _figures(data: PairData, readings: Readings, rows: np.ndarray) -> dict[str, Any]:
    """The errors and accuracies over some rows."""
    chosen = torch.from_numpy(rows)
    mask, ids = data.mask[chosen], data.same_word[data.token_ids[chosen]]
    text_error = _text_error(data, readings, chosen)
    image_mse = float(_image_error(data, readings, chosen).mean())
    right = (data.same_word[readings.forced_ids[chosen]] == ids) & mask
    free_mask, longest = readings.free_mask[chosen], mask.shape[1]
    free_right = (
        (data.same_word[readings.free_ids[chosen]][:, :longest] == ids) & mask & free_mask[:, :longest]
    )
    places = torch.maximum(mask.sum(dim=1), free_mask.sum(dim=1)).sum()
    free_error = (readings.free[chosen][:, :longest] - _targets(data, chosen)).square().mean(dim=2)
    return {
        "pairs": len(rows),
        "image_mse": image_mse,
        "psnr": float(-10 * np.log10(max(image_mse, 1e-12))),
        "text_mse": float(text_error[mask].mean()) if mask.any() else 0.0,
        "text_mse_padded": float(text_error.mean()),
        "text_mse_free": float(free_error[mask].mean()) if mask.any() else 0.0,
        "token_accuracy_forced": float(right.sum() / mask.sum().clamp(min=1)),
        "token_accuracy_free": float(free_right.sum() / places.clamp(min=1)),
    }


def _table_sums(data: PairData, readings: Readings) -> dict[str, float]:
    """Sums over batches of 16 in row order of the batch's mean error, padding included."""
    rows = torch.arange(len(data))
    image = _image_error(data, readings, rows)
    text = _text_error(data, readings, rows).mean(dim=1)
    starts = range(0, len(data), TABLE_BATCH)
    table_image = sum(float(image[start : start + TABLE_BATCH].mean()) for start in starts)
    table_text = sum(float(text[start : start + TABLE_BATCH].mean()) for start in starts)
    return {
        "table1_image": table_image,
        "table1_text": table_text,
        "table1_total": table_image + TABLE_LAMBDA * table_text,
    }


def _image_error(data: PairData, readings: Readings, rows: Tensor) -> Tensor:
    target = data.images[rows].float() / 255
    return (readings.images[rows] - target).square().flatten(1).mean(dim=1)


def _text_error(data: PairData, readings: Readings, rows: Tensor) -> Tensor:
    return (readings.forced[rows] - _targets(data, rows)).square().mean(dim=2)


def _targets(data: PairData, rows: Tensor) -> Tensor:
    return data.matrix[data.token_ids[rows]] * data.mask[rows].unsqueeze(-1)


def _kl(readings: Readings) -> Tensor:
    return 0.5 * (readings.mu.square() + readings.log_var.exp() - 1 - readings.log_var).sum(dim=1)
