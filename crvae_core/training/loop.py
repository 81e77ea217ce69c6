"""Training a run from start, or from where it was stopped, to its evaluation.

Settings say how long: the default preset plans in steps, so that a long video does not take longer (but every pair is
seen at least MIN_EPOCHS times), the report's presets in epochs.
"""

import errno
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from crvae_core.decoding.decode import encode_pairs
from crvae_core.errors import ConfigError, InputError, ProjectError, RunError
from crvae_core.evaluation.evaluation import evaluate_model
from crvae_core.evaluation.repeatable import tell_trainings
from crvae_core.files import storage_errors, write_json
from crvae_core.model.device import choose_device
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import Preset
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project, open_project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run, described, exclusive, open_run, write_config
from crvae_core.runs.run_words import in_words_of
from crvae_core.runs.saved_moments import write_moments
from crvae_core.runs.together import saved_together
from crvae_core.runs.weights import save_model
from crvae_core.training.engine import numerics
from crvae_core.training.interrupts import stopping_gently
from crvae_core.training.job import Job, continue_job, start_job
from crvae_core.training.resume_state import save_state
from crvae_core.training.samples import save_samples
from crvae_core.training.tensorboard_log import TensorboardLog

CPU = torch.device("cpu")
MAXIMUM_EPOCHS = 100_000
SAMPLES = 10  # sample pictures per run
STATUS_S = (
    0.3  # seconds between two writes of status.json: epochs may last milliseconds, and a safe write as long
)
log = logging.getLogger(__name__)


def train(
    project: Project,
    run: str | None = None,
    preset: str | Preset = "default",
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
        preset: the name of a preset, or one of your own.
        overrides: settings that differ from the preset's.
        epochs: how often every pair is seen; by default planned from the preset's steps.
        device: "auto", or a device of torch such as "cpu" and "cuda".
        resume: go on with a run that was stopped or interrupted; with `epochs` above its own, train it further.
            One that was ended before its first save begins anew, as it does without `resume`.
            The settings are the run's, preset and overrides are ignored.
        on_epoch: called after each epoch with its line of metrics.

    Raises:
        ConfigError: a setting, preset or device that can't be used.
        RunError: too few pairs, the run exists or is being trained, there is nothing to resume, or the
            loss stopped being a number.
    """
    chosen = choose_device(device)
    chosen_preset = get_preset(preset) if isinstance(preset, str) else preset
    settings = chosen_preset.with_overrides(overrides or {})
    if epochs is not None and not 1 <= epochs <= MAXIMUM_EPOCHS:
        raise ConfigError(f"epochs={epochs} must lie between 1 and {MAXIMUM_EPOCHS}")
    target = (
        open_run(project, run) if resume else _new_run(project, run or project.free_run_name(settings.name))
    )
    with exclusive(target), torch.random.fork_rng(enabled=True):
        job = continue_job(target, epochs, chosen) if resume else start_job(target, settings, epochs, chosen)
        with _reporting(job), stopping_gently(job.stop), numerics(job.engine.settings, chosen):
            _fit(job, on_epoch)
            _finish(job)
    return Run(project, target.name)


def _new_run(project: Project, name: str) -> Run:
    try:
        run = Run(project, name)
        with storage_errors(run.folder):
            run.folder.mkdir(parents=True, exist_ok=True)
    except ProjectError as error:
        raise RunError(str(error)) from error
    return run


@contextmanager
def _reporting(job: Job) -> Iterator[None]:
    """Write into status.json how the training ended, whatever happens."""
    try:
        yield
    except KeyboardInterrupt:
        # the weights may be some batches ahead of the epoch count; nothing that was learned is lost
        job.stopped = True
        _finish(job)
    except Exception as error:
        full = isinstance(error, OSError) and (error.errno == errno.ENOSPC or "No space left" in str(error))
        message = _disk_full(job) if full else str(error)
        with suppress(OSError):  # the status is the least that is lost on a full disk
            job.run.write_status("failed", message=message, train_seconds=round(job.seconds, 2))
        if full:
            raise RunError(message) from error
        raise


def _disk_full(job: Job) -> str:
    saved = (
        "its last saved state is intact"
        if (job.run.folder / "resume.safetensors").exists()
        else "nothing is saved"
    )
    return f"the disk is full after epoch {job.epoch} of {job.run.name!r}, {saved}: make room, then resume the run"


def _fit(job: Job, on_epoch: Callable[[dict[str, Any]], None] | None) -> None:
    every = max(1, job.epochs // SAMPLES)
    told = -STATUS_S
    board = TensorboardLog(job.run.folder / "tensorboard", job.engine.settings.tensorboard)
    while job.epoch < job.epochs and not job.stopped:
        line = job.engine.train_epoch(job.epoch, job.epochs)
        job.epoch += 1
        job.seconds += line["seconds"]
        line = {"epoch": job.epoch, "epochs": job.epochs, **line, "seconds": round(job.seconds, 3)}
        job.run.append_metrics(line)
        board.add(line)
        if time.monotonic() - told > STATUS_S or job.epoch == 1:
            told = time.monotonic()
            _tell(job)
        if job.epoch % every == 0 or job.epoch == job.epochs:
            save_samples(job.run, job.model, job.engine.data, job.epoch)
        if job.epoch % job.engine.settings.save_every == 0 and job.epoch < job.epochs:
            _save_state(job)
        if on_epoch is not None:
            on_epoch(line)
        if job.run.is_stopping:
            job.stopped = job.on_request = True
    board.close()


def _tell(job: Job) -> None:
    """Write into status.json how far the training is."""
    left = job.time_left.update("", job.epoch / job.epochs)
    job.run.write_status(
        "running",
        epoch=job.epoch,
        train_seconds=round(job.seconds, 2),
        seconds_left=left,
        others_load=round(job.load.others(), 2),
        engine=job.engine.mode,
    )


def _save_state(job: Job) -> None:
    job.engine.check_weights()
    path = job.run.folder / "resume.safetensors"
    save_state(path, job.model, job.engine.optimizer, job.engine.guard, job.epoch, job.seconds)


def _finish(job: Job) -> None:
    """Save the weights, the latents of all pairs that it began with and the evaluation, then say that the run has ended."""
    started = time.perf_counter()
    run, device, material = job.run, job.engine.device, job.material
    run.write_status("running", message="saving and evaluating")
    _save_state(job)
    _tell(job)  # the evaluation gives epochs and seconds
    with saved_together(run.folder, {"epoch": job.epoch}) as folder:
        changes = material.config | {"epochs": job.epochs}
        save_model(folder / "model.safetensors", job.model, described(run, changes))
        model = run.load_model(device, folder / "model.safetensors")  # what is evaluated is what was stored
        write_moments(folder, material.moments, _encode(job, model))
        seen, unseen = job.engine.data.to(CPU), material.rest.select(material.held_out)
        write_json(folder / "evaluation.json", evaluate_model(run, model, seen, unseen).to_json())
        write_config(run, folder, changes)
    (run.folder / "stop").unlink(missing_ok=True)
    state = "stopped" if job.stopped and job.epoch < job.epochs else "done"
    said = _gone_meanwhile(run)
    run.write_status(
        state,
        epoch=job.epoch,
        train_seconds=round(job.seconds, 2),
        seconds_left=None,
        on_request=job.on_request,
        message=said,
    )
    tell_trainings(run)
    log.info(
        "run %s %s after %.1f s, %.1f s to save and evaluate",
        run.name,
        state,
        job.seconds,
        time.perf_counter() - started,
    )


def _encode(job: Job, model: MomentModel) -> np.ndarray:
    """The mean latents (N, Z) of all pairs that the training began with, from memory."""
    seen, rest = job.material.seen, job.material.rest
    others = sorted(set(range(len(job.material.moments))) - set(seen))
    first = encode_pairs(model, in_words_of(model, job.engine.data))[0].numpy()
    latents = np.empty((len(seen) + len(others), first.shape[1]), np.float32)
    latents[seen] = first
    if others:
        latents[others] = encode_pairs(model, in_words_of(model, rest))[0].numpy()
    return latents


def _gone_meanwhile(run: Run) -> str:
    """What of the pairs that the training began with the project no longer has, in a sentence; the vectors stay."""
    try:
        found = moments_of(Run(open_project(run.project.folder), run.name)).left_out
    except InputError as error:
        return str(error)
    return replace(found, later=0).sentence
