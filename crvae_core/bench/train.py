"""Time per step of the engine against a plain transcription of the report's loop, and time to the report's quality.

Both train the same preset on the same pairs, in one process, in turn: a machine that is busy slows both down.
"""

import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from crvae_core.bench.plain_loop import PlainTraining
from crvae_core.decoding.decode import decode_pictures, encode_pairs, force_words
from crvae_core.evaluation.evaluation import TABLE_BATCH
from crvae_core.model.device import choose_device
from crvae_core.model.families import build_model
from crvae_core.model.moment_model import count_weights
from crvae_core.model.presets import get_preset
from crvae_core.progress import Progress, unheard
from crvae_core.project.project import Project
from crvae_core.runs.pair_data import PairData, load_training_pairs
from crvae_core.training.engine import Engine, numerics

PRESET = "crvae-lstm-tf"
REPORT_STEPS = 3000  # 500 epochs of six batches
REPORT_IMAGE, REPORT_TEXT = 0.0222, 0.0083  # the report's batch errors on the US video, in its last epoch
WARM_UP = 2  # steps that are not timed


def measure_training(
    project: Project,
    steps: int = 12,
    device: str = "auto",
    quality: bool = True,
    progress: Progress | None = None,
    changed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Measure both on the kept pairs of a project.

    Args:
        project: with at least 16 kept pairs; for the report's quality, the report's US video with 300-d vectors.
        steps: timed steps of each, in rounds of one epoch in turn.
        device: where.
        quality: also train the default preset until it is as good as the report's last epoch.
        progress: called with what is done and the share of it.
        changed: settings of that training that differ from the default preset's.

    Returns medians in seconds, their ratio, and for the quality the seconds of training and the ratio to the loop's
    time per step times 3,000 (None if it was not reached).
    """
    report = progress or unheard
    data, chosen = load_training_pairs(project), choose_device(device)
    plain, ours = _time_in_turn(data, chosen, steps, report)
    found: dict[str, Any] = {
        "preset": PRESET,
        "device": describe_device(chosen),
        "pairs": len(data),
        "longest_text": data.mask.shape[1],
        "plain_seconds_per_step": round(statistics.median(plain), 4),
        "engine_seconds_per_step": round(statistics.median(ours), 4),
        "ratio": round(statistics.median(plain) / statistics.median(ours), 2),
        "timed_steps": len(plain),
    }
    if quality:
        seconds, image, text = time_to_quality(data, chosen, report, changed)
        loop_seconds = statistics.median(plain) * REPORT_STEPS
        found |= {
            "changed": dict(changed or {}),
            "report_image_mse": REPORT_IMAGE,
            "report_text_mse_padded": REPORT_TEXT,
            "default_seconds_to_quality": None if seconds is None else round(seconds, 1),
            "default_image_mse": round(image, 5),
            "default_text_mse_padded": round(text, 5),
            "plain_seconds_for_3000_steps": round(loop_seconds),
            "quality_ratio": None if seconds is None else round(loop_seconds / seconds, 1),
        }
    return found


def _time_in_turn(
    data: PairData, device: torch.device, steps: int, report: Progress
) -> tuple[list[float], list[float]]:
    preset = get_preset(PRESET).with_overrides({"padding": "batch"})  # as the script pads
    torch.manual_seed(0)
    model = build_model(preset.model, data.embedding_dim, longest_text=data.mask.shape[1])
    engine, plain = Engine(preset.training, model, data, device), PlainTraining(data, device)
    assert count_weights(model) == sum(w.numel() for w in plain.model.parameters() if w.requires_grad)
    per_round = -(-len(data) // preset.training.batch_size)
    rounds = max(1, round(steps / per_round))
    plain_seconds: list[float] = []
    engine_seconds: list[float] = []
    with torch.random.fork_rng(), numerics(preset.training, device):
        plain.run(WARM_UP)
        for epoch in range(2):  # the first epoch warms up, the second records, where steps are replayed
            engine.train_epoch(epoch, rounds + 2)
            if engine.mode == "eager":
                break
        for done in range(rounds):
            plain_seconds += [statistics.mean(plain.run(per_round))] * per_round
            engine_seconds += [engine.train_epoch(done + 2, rounds + 2)["seconds"] / per_round] * per_round
            report("Timing steps", (done + 1) / rounds)
    return plain_seconds, engine_seconds


def time_to_quality(
    data: PairData, device: torch.device, report: Progress, changed: Mapping[str, Any] | None = None
) -> tuple[float | None, float, float]:
    """Seconds of training until the default preset reaches the report's errors (None: not within its plan), and both errors.

    Measured after every tenth of the plan's epochs, from the mean latents in evaluation mode; measuring is not counted.
    """
    preset = get_preset("default").with_overrides(changed or {})
    torch.manual_seed(preset.training.seed)
    engine = Engine(
        preset.training, build_model(preset.model, data.embedding_dim, data.word_scale), data, device
    )
    epochs = preset.training.plan_epochs(len(data))
    every, seconds, image, text = max(1, epochs // 30), 0.0, 1.0, 1.0
    with torch.random.fork_rng(), numerics(preset.training, device):
        for epoch in range(epochs):
            seconds += engine.train_epoch(epoch, epochs)["seconds"]
            if (epoch + 1) % every == 0 or epoch + 1 == epochs:
                image, text = batch_errors(engine, data)
                report(f"Default preset, picture {image:.4f}, words {text:.4f}", (epoch + 1) / epochs)
                if image <= REPORT_IMAGE and text <= REPORT_TEXT:
                    return seconds, image, text
    return None, image, text


@torch.no_grad()
def batch_errors(engine: Engine, data: PairData) -> tuple[float, float]:
    """Mean over the report's batches of picture and padded text error."""
    model = engine.model.eval()
    mu, _ = encode_pairs(model, data)
    image = (decode_pictures(model, mu) - data.images.float() / 255).square().flatten(1).mean(dim=1)
    text = (force_words(model, mu, data) - data.vectors(data.token_ids, data.mask)).square().mean(dim=2)
    starts = range(0, len(data), TABLE_BATCH)
    images = [float(image[start : start + TABLE_BATCH].mean()) for start in starts]
    texts = []
    for start in starts:
        rows = slice(start, start + TABLE_BATCH)
        longest = max(1, int(data.mask[rows].sum(dim=1).max()))
        texts.append(float(text[rows, :longest].mean()))
    return statistics.mean(images), statistics.mean(texts)


def describe_device(device: torch.device) -> str:
    """The kind of machine: the GPU's model, or the processor's and how many of its cores are used."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = "processor"
    cores = torch.get_num_threads()
    return f"{name}, {cores} core{'s' if cores > 1 else ''}"
