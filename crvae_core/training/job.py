"""What a training holds while it runs, and how it begins: anew, or from a saved state."""

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch

from crvae_core.errors import RunError
from crvae_core.files import now, write_json
from crvae_core.forecast.machine import machine_mark
from crvae_core.forecast.memory import check_memory, estimate_memory
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import Preset
from crvae_core.project.project import Project
from crvae_core.runs.pair_data import MIN_PAIRS, PairData, held_out_rows, kept_pairs, load_training_pairs
from crvae_core.runs.run import RUN_SCHEMA_VERSION, Run
from crvae_core.runs.run_words import load_run_pairs, save_vocabulary
from crvae_core.training.engine import Engine
from crvae_core.training.resume_state import load_state


@dataclass
class Job:
    """What a training holds while it runs."""

    run: Run
    engine: Engine
    epochs: int
    epoch: int = 0  # completed
    seconds: float = 0.0  # of training so far, over all sittings
    stopped: bool = False

    @property
    def model(self) -> MomentModel:
        """The model in training."""
        return self.engine.model

    def stop(self) -> None:
        """Stop after the present epoch."""
        self.stopped = True


def start_job(run: Run, preset: Preset, epochs: int | None, device: torch.device) -> Job:
    """Begin a new run: config.json, status.json, fresh weights; leaves nothing behind if that fails."""
    if (run.folder / "config.json").exists():
        raise RunError(f"there is already a run {run.name!r}: resume it, or choose another name")
    try:
        data = load_training_pairs(run.project)
        config = _describe(run.project, preset, data)
        seen = _seen(data, config["held_out"])
        _check_fit(preset, data, device, run)
    except BaseException:
        if not any(path.name != ".lock" for path in run.folder.iterdir()):
            with suppress(OSError):  # Windows keeps the file of a lock that is held
                (run.folder / ".lock").unlink(missing_ok=True)
                run.folder.rmdir()
        raise
    epochs = epochs or preset.training.plan_epochs(len(seen))
    write_json(run.folder / "config.json", config | {"epochs": epochs})
    if config["vocabulary_size"]:
        save_vocabulary(run, data)
    run.write_status(
        "running",
        pid=os.getpid(),
        machine=machine_mark(device),
        epoch=0,
        epochs=epochs,
        started_at=now(),
        train_seconds=0.0,
        message="",
    )
    torch.manual_seed(preset.training.seed)
    model = run.new_model()
    model.start_vocabulary(data.matrix)
    return Job(run, Engine(preset.training, model, seen, device), epochs)


def _describe(project: Project, preset: Preset, data: PairData) -> dict[str, Any]:
    """What config.json holds, without the epochs."""
    training = preset.training
    trained_words = getattr(preset.model, "embeddings", "frozen") == "trainable"
    rows = held_out_rows(len(data), training.holdout, training.seed)
    return {
        "schema_version": RUN_SCHEMA_VERSION,
        "preset": preset.name,
        "family": preset.family,
        "model": preset.model.to_json(),
        "training": training.to_json(),
        "videos": [entry.video_id for entry in project.videos],
        "pair_ids": [str(pair_id) for pair_id in project.pairs()["pair_id"]],
        "held_out": [data.pair_ids[row] for row in rows],
        "latent_parts": preset.model.parts,
        "embedding_dim": data.embedding_dim,
        "word_scale": data.word_scale,
        "vocabulary_size": len(data.words) if trained_words else 0,
        "longest_text": data.mask.shape[1],
    }


def _seen(data: PairData, held_out: list[str]) -> PairData:
    """The pairs that are trained on; raises RunError if they are fewer than four."""
    hidden = set(held_out)
    seen = data.select([row for row, pair_id in enumerate(data.pair_ids) if pair_id not in hidden])
    if len(seen) < MIN_PAIRS:
        raise RunError(
            f"{len(seen)} pairs are left to train on, at least {MIN_PAIRS} are needed: "
            "hold fewer out, or add a longer video"
        )
    return seen


def _check_fit(preset: Preset, data: PairData, device: torch.device, run: Run) -> None:
    need = estimate_memory(preset, len(data), data.embedding_dim, len(data.words), data.mask.shape[1])
    check_memory(need, preset, device, run.folder, len(data))


def continue_job(run: Run, epochs: int | None, device: torch.device) -> Job:
    """Take up a run where its last saved state is, with `epochs` in all (by default as many as planned)."""
    settings = run.training_settings
    status = run.status()
    data = load_run_pairs(run, kept_pairs(run.project))
    if data.embedding_dim != run.config["embedding_dim"]:
        raise RunError(f"the word vectors have changed since {run.name!r} was trained: train a new run")
    torch.manual_seed(settings.seed)
    model = run.new_model()
    job = Job(
        run, Engine(settings, model, _seen(data, run.held_out), device), epochs or int(status["epochs"])
    )
    state = run.folder / "resume.safetensors"
    job.epoch, job.seconds = load_state(state, job.model, job.engine.optimizer, job.engine.guard)
    if job.epochs < job.epoch:
        raise RunError(
            f"the run {run.name!r} has already {job.epoch} epochs: ask for more, or train a new run"
        )
    run.cut_metrics(job.epoch)
    (run.folder / "stop").unlink(missing_ok=True)
    if run.pair_ids != [str(pair_id) for pair_id in run.project.pairs()["pair_id"]]:
        _take_up_new_pairs(job)
    run.write_status("running", pid=os.getpid(), epoch=job.epoch, epochs=job.epochs, message="")
    return job


def _take_up_new_pairs(job: Job) -> None:
    """The project has other pairs than when the run began: the latents will be of those."""
    run = job.run
    changed = {
        "videos": [entry.video_id for entry in run.project.videos],
        "pair_ids": [str(pair_id) for pair_id in run.project.pairs()["pair_id"]],
        "epochs": job.epochs,
    }
    write_json(run.folder / "config.json", run.config | changed)
    del run.config  # read anew when it is asked for
