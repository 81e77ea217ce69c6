"""Training a run from start, or from where it was stopped, to its evaluation.

The length is planned in steps, so that a long video does not take longer: `steps` divided by the steps of one epoch gives
the epochs, but every pair is seen at least MIN_EPOCHS times. All draws of an epoch come from (seed, epoch), and the learning
rate from the step: a resumed training repeats exactly what an unbroken one would have done.
"""

import logging
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import filelock
import torch

from crvae_core.errors import ConfigError, ProjectError, RunError
from crvae_core.files import write_json
from crvae_core.model.crvae import CRVAE
from crvae_core.model.presets import Preset, TrainingSettings, get_preset
from crvae_core.project import Project
from crvae_core.training import checkpoints
from crvae_core.training.batches import PairData, load_pairs, load_training_pairs
from crvae_core.training.checkpoints import Run, open_run
from crvae_core.training.evaluation import evaluate_model
from crvae_core.training.guards import GradientGuard
from crvae_core.training.objective import batch_loss
from crvae_core.training.outcome import Outcome, Totals
from crvae_core.training.readings import encode_pairs
from crvae_core.training.samples import save_samples

MAXIMUM_EPOCHS = 100_000
SAMPLES = 10  # sample pictures per run
TEXT_RATE = 4.0  # learning rate of the text networks, times that of the picture networks
_RISE = 0.15  # share of the steps in which the learning rate rises
_BUSY = (
    "the run {name!r} is being trained by another process: wait for it, stop it, or train under another name"
)
log = logging.getLogger(__name__)


@dataclass
class _Job:
    """What a training holds while it runs."""

    run: Run
    settings: TrainingSettings
    data: PairData
    model: CRVAE
    optimizer: torch.optim.Optimizer
    guard: GradientGuard
    device: torch.device
    epochs: int
    epoch: int = 0  # completed
    seconds: float = 0.0  # of training so far, over all sittings
    stopped: bool = False


def train(
    project: Project,
    run: str | None = None,
    preset: str = "default",
    overrides: Mapping[str, Any] | None = None,
    epochs: int | None = None,
    device: str = "auto",
    resume: bool = False,
    on_epoch: Callable[[dict[str, Any]], None] | None = None,
) -> Run:
    """Train a model on the kept pairs of a project and write everything a run consists of.

    Args:
        project: an open project.
        run: the run's name; by default a new one is made from the preset's name (or the newest run is resumed).
        preset: the name of a preset.
        overrides: settings that differ from the preset's.
        epochs: how often every pair is seen; by default planned from the preset's steps.
        device: "auto", or a device of torch such as "cpu" and "cuda".
        resume: go on with a run that was stopped or interrupted; with `epochs` above its own, train it further.
            The settings are the run's, preset and overrides are ignored.
        on_epoch: called after each epoch with its line of metrics.

    Raises:
        ConfigError: a setting, preset or device that can't be used.
        RunError: too few pairs, the run exists or is being trained, there is nothing to resume, or the
            loss stopped being a number.
    """
    chosen = choose_device(device)
    settings = get_preset(preset).with_overrides(overrides or {})
    if epochs is not None and not 1 <= epochs <= MAXIMUM_EPOCHS:
        raise ConfigError(f"epochs={epochs} must lie between 1 and {MAXIMUM_EPOCHS}")
    target = open_run(project, run) if resume else _new_run(project, run or project.free_run_name(preset))
    with _exclusive(target), torch.random.fork_rng(enabled=True):
        job = _continue(target, epochs, chosen) if resume else _start(target, settings, epochs, chosen)
        with _reporting(job):
            _fit(job, on_epoch)
            _finish(job)
    return Run(project, target.name)


def choose_device(name: str) -> torch.device:
    """The device of that name, the fastest at hand for "auto"; raises ConfigError if there is no such device."""
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ConfigError(f"the device {name!r} can't be used on this machine: choose auto or cpu") from error
    return device


def _new_run(project: Project, name: str) -> Run:
    try:
        run = Run(project, name)
        run.folder.mkdir(parents=True, exist_ok=True)
    except ProjectError as error:
        raise RunError(str(error)) from error
    return run


@contextmanager
def _exclusive(run: Run) -> Iterator[None]:
    lock = checkpoints.run_lock(run)
    try:
        lock.acquire(timeout=2)  # longer than a look at the status holds it
    except filelock.Timeout as error:
        raise RunError(_BUSY.format(name=run.name)) from error
    try:
        yield
    finally:
        lock.release()


def _start(run: Run, preset: Preset, epochs: int | None, device: torch.device) -> _Job:
    if (run.folder / "config.json").exists():
        raise RunError(f"there is already a run {run.name!r}: resume it, or choose another name")
    try:
        data = load_training_pairs(run.project)
    except BaseException:
        if not any(path.name != ".lock" for path in run.folder.iterdir()):
            (run.folder / ".lock").unlink(missing_ok=True)
            run.folder.rmdir()
        raise
    settings = preset.training
    epochs = epochs or settings.plan_epochs(len(data))
    write_json(run.folder / "config.json", _describe(run.project, preset, data, epochs))
    checkpoints.write_status(
        run,
        "running",
        pid=os.getpid(),
        epoch=0,
        epochs=epochs,
        started_at=checkpoints.now(),
        train_seconds=0.0,
        message="",
    )
    return _job(run, settings, data, epochs, device)


def _describe(project: Project, preset: Preset, data: PairData, epochs: int) -> dict[str, Any]:
    return {
        "schema_version": checkpoints.RUN_SCHEMA_VERSION,
        "preset": preset.name,
        "model": preset.model.to_json(),
        "training": preset.training.to_json(),
        "epochs": epochs,
        "videos": [entry.video_id for entry in project.videos],
        "pair_ids": [str(pair_id) for pair_id in project.pairs()["pair_id"]],
        "latent_parts": preset.model.parts,
        "embedding_dim": data.embedding_dim,
        "word_scale": data.word_scale,
    }


def _continue(run: Run, epochs: int | None, device: torch.device) -> _Job:
    settings = run.training_settings
    status = run.status()
    data = load_training_pairs(run.project)
    if data.embedding_dim != run.config["embedding_dim"]:
        raise RunError(f"the word vectors have changed since {run.name!r} was trained: train a new run")
    job = _job(run, settings, data, epochs or int(status["epochs"]), device)
    job.epoch, job.seconds = checkpoints.load_resume(run, job.model, job.optimizer, job.guard)
    if job.epochs < job.epoch:
        raise RunError(
            f"the run {run.name!r} has already {job.epoch} epochs: ask for more, or train a new run"
        )
    checkpoints.cut_metrics(run, job.epoch)
    (run.folder / "stop").unlink(missing_ok=True)
    if run.pair_ids != [str(pair_id) for pair_id in run.project.pairs()["pair_id"]]:
        preset = Preset(run.config["preset"], "", run.model_settings, settings)
        write_json(run.folder / "config.json", _describe(run.project, preset, data, job.epochs))
    checkpoints.write_status(run, "running", pid=os.getpid(), epoch=job.epoch, epochs=job.epochs, message="")
    return job


def _job(run: Run, settings: TrainingSettings, data: PairData, epochs: int, device: torch.device) -> _Job:
    torch.manual_seed(settings.seed)
    model = run.new_model().to(device)
    model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    model.reduced_precision = use_bfloat16(settings.precision, device)
    groups = _groups(model)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)
    guard = GradientGuard([group["params"] for group in groups])
    return _Job(run, settings, data.to(device), model, optimizer, guard, device, epochs)


def _groups(model: CRVAE) -> list[dict[str, Any]]:
    """The weights of the text networks apart: they bear, and need, a higher learning rate."""
    texts = [weights for name, weights in model.named_parameters() if name.startswith("text_")]
    others = [weights for name, weights in model.named_parameters() if not name.startswith("text_")]
    return [{"params": others, "factor": 1.0}, {"params": texts, "factor": TEXT_RATE}]


@contextmanager
def _reporting(job: _Job) -> Iterator[None]:
    """Write into status.json how the training ended, whatever happens."""
    try:
        yield
    except KeyboardInterrupt:
        # the weights may be some batches ahead of the epoch count; nothing that was learned is lost
        job.stopped = True
        _finish(job)
    except Exception as error:
        checkpoints.write_status(job.run, "failed", message=str(error), train_seconds=round(job.seconds, 2))
        raise


def _fit(job: _Job, on_epoch: Callable[[dict[str, Any]], None] | None) -> None:
    every = max(1, job.epochs // SAMPLES)
    while job.epoch < job.epochs and not job.stopped:
        line = _train_epoch(job)
        job.epoch += 1
        checkpoints.append_metrics(job.run, line)
        checkpoints.write_status(job.run, "running", epoch=job.epoch, train_seconds=round(job.seconds, 2))
        if job.epoch % every == 0 or job.epoch == job.epochs:
            save_samples(job.run, job.model, job.data, job.epoch)
        if job.epoch % job.settings.save_every == 0 and job.epoch < job.epochs:
            checkpoints.save_resume(job.run, job.model, job.optimizer, job.guard, job.epoch, job.seconds)
        if on_epoch is not None:
            on_epoch(line)
        job.stopped = (job.run.folder / "stop").exists()


def _train_epoch(job: _Job) -> dict[str, Any]:
    """Show every pair once; returns the line of metrics."""
    started = time.perf_counter()
    job.model.train()
    torch.manual_seed(job.settings.seed * 1_000_003 + job.epoch)
    order = torch.randperm(len(job.data)).to(job.device)
    total = job.epochs * job.settings.steps_per_epoch(len(job.data))
    step = job.epoch * job.settings.steps_per_epoch(len(job.data))
    totals = Totals()
    rate = 0.0
    for start in range(0, len(order), job.settings.batch_size):
        rows = order[start : start + job.settings.batch_size]
        rate = learning_rate(job.settings.learning_rate, step / total)
        totals.add(_step(job, rows, rate, step / total), len(rows))
        step += 1
    line = totals.means()
    if not math.isfinite(line["loss"] or 0.0):
        raise RunError(
            f"the loss is no longer a number in epoch {job.epoch + 1}: train a new run with a learning_rate "
            f"below {job.settings.learning_rate:g}"
        )
    job.guard.check(job.settings.learning_rate)
    job.seconds += time.perf_counter() - started
    return {
        "epoch": job.epoch + 1,
        "epochs": job.epochs,
        "seconds": round(job.seconds, 3),
        **line,
        "lr": rate,
    }


def _step(job: _Job, rows: torch.Tensor, rate: float, progress: float) -> Outcome:
    for group in job.optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    kl_factor = min(1.0, progress / job.settings.warm_up) if job.settings.warm_up > 0 else 1.0
    outcome = batch_loss(
        job.model, job.data.batch(rows), job.data.matrix, job.data.same_word, job.settings, kl_factor
    )
    job.optimizer.zero_grad(set_to_none=True)
    outcome.loss.backward()  # type: ignore[no-untyped-call]
    job.guard.clip()
    job.optimizer.step()
    return outcome


def learning_rate(highest: float, progress: float) -> float:
    """One cycle (Smith & Topin 2018): a linear rise, then a cosine fall to zero; `progress` is 0 to 1."""
    if progress < _RISE:
        return highest * (progress + 0.01) / (_RISE + 0.01)
    return highest * 0.5 * (1 + math.cos(math.pi * (progress - _RISE) / (1 - _RISE)))


def use_bfloat16(precision: str, device: torch.device) -> bool:
    """Whether the convolutions run in bfloat16: where asked for, or by itself where the hardware has it."""
    if precision != "auto":
        return precision == "bfloat16"
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    return device.type == "cpu" and torch.ops.mkldnn._is_mkldnn_bf16_supported()


def _finish(job: _Job) -> None:
    """Save the weights, the latents of all pairs and the evaluation, then say that the run has ended."""
    started = time.perf_counter()
    run = job.run
    checkpoints.write_status(run, "running", message="saving and evaluating")
    checkpoints.save_resume(run, job.model, job.optimizer, job.guard, job.epoch, job.seconds)
    checkpoints.save_model(run, job.model)
    model = run.load_model(job.device)  # what is evaluated is what was stored
    checkpoints.save_latents(run, encode_pairs(model, load_pairs(run.project))[0].numpy())
    checkpoints.write_status(run, "running", train_seconds=round(job.seconds, 2))
    write_json(run.folder / "evaluation.json", evaluate_model(run, model, job.data.to(torch.device("cpu"))))
    (run.folder / "stop").unlink(missing_ok=True)
    state = "stopped" if job.stopped and job.epoch < job.epochs else "done"
    checkpoints.write_status(run, state, epoch=job.epoch, train_seconds=round(job.seconds, 2), message="")
    log.info(
        "run %s %s after %.1f s, %.1f s to save and evaluate",
        run.name,
        state,
        job.seconds,
        time.perf_counter() - started,
    )
