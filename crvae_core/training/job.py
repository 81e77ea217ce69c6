"""What a training holds while it runs, and how it begins: anew, or from a saved state."""

import logging
import shutil
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import torch

from crvae_core.errors import RunError
from crvae_core.files import now, write_json
from crvae_core.forecast.load import LoadMeter
from crvae_core.forecast.machine import machine_mark
from crvae_core.forecast.memory import check_memory, estimate_memory
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import Preset
from crvae_core.runs.pair_data import MIN_PAIRS, PairData, held_out_rows
from crvae_core.runs.run import Run
from crvae_core.runs.run_config import RUN_SCHEMA_VERSION
from crvae_core.runs.run_words import check_all_trained, pool_run_words, save_vocabulary
from crvae_core.runs.saved_moments import write_moments
from crvae_core.runs.snapshot import Snapshot, split, take_snapshot
from crvae_core.runs.together import finish_saving
from crvae_core.training.engine import Engine
from crvae_core.training.eye_targets import AXES_FILE, as_targets, eye_of, kept_targets, same_eye
from crvae_core.training.resume_state import load_state
from crvae_core.work.progress import TimeLeft

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Material:
    """All pairs that a training began with, those that the engine trains on aside.

    config: what config.json says of them. moments: a row per pair, see runs/saved_moments.py. seen: rows that are trained on.
    rest: all other pairs, in their order. held_out: places in `rest` of those that are measured on.
    """

    config: dict[str, Any]
    moments: pd.DataFrame
    seen: list[int]
    rest: PairData
    held_out: list[int]


@dataclass
class Job:
    """What a training holds while it runs."""

    run: Run
    engine: Engine
    material: Material
    epochs: int
    epoch: int = 0  # completed
    seconds: float = 0.0  # of training so far, over all sittings
    stopped: bool = False
    on_request: bool = False  # stopped by a file, and not by a signal
    time_left: TimeLeft = field(default_factory=TimeLeft)
    load: LoadMeter = field(default_factory=LoadMeter)

    @property
    def model(self) -> MomentModel:
        """The model in training."""
        return self.engine.model

    def stop(self) -> None:
        """Stop after the present epoch."""
        self.stopped = True


def start_job(run: Run, preset: Preset, epochs: int | None, device: torch.device) -> Job:
    """Begin a new run: config.json, status.json, fresh weights; leaves nothing behind if that fails."""
    anew = run.was_never_saved()
    if (run.folder / "config.json").exists() and not anew:
        raise RunError(f"there is already a run {run.name!r}: resume it, or choose another name")
    try:
        eye = eye_of(preset)
        snapshot = take_snapshot(run.project, eye=eye, sentences=preset.model.reads_sentences)
        kept, training = snapshot.kept_rows(), preset.training
        held_out = {kept[row] for row in held_out_rows(len(kept), training.holdout, training.seed)}
        trained = [row for row in kept if row not in held_out]
        data, axes = as_targets(snapshot.data, preset, trained)
        snapshot = replace(snapshot, data=data)
        material, seen = _divide(snapshot, held_out)
        config = _describe(preset, snapshot.data) | material.config
        if eye is not None:
            config["eye"] = {"name": eye.name, "digest": eye.digest}
        _check_fit(preset, snapshot.data, device, run)
    except BaseException:
        if not any(path.name != ".lock" for path in run.folder.iterdir()):
            with suppress(OSError):  # Windows keeps the file of a lock that is held
                (run.folder / ".lock").unlink(missing_ok=True)
                run.folder.rmdir()
        raise
    epochs = epochs or training.plan_epochs(len(seen))
    if anew:
        _clear(run)
    if config["vocabulary_size"]:
        save_vocabulary(run, snapshot.data)
    if axes is not None:
        axes.save(run.folder / AXES_FILE)
    write_moments(run.folder, material.moments)
    write_json(run.folder / "config.json", config | {"epochs": epochs})
    (run.folder / "stop").unlink(missing_ok=True)
    run.write_status(
        "running",
        machine=machine_mark(device),
        epoch=0,
        epochs=epochs,
        started_at=now(),
        train_seconds=0.0,
        message="",
    )
    torch.manual_seed(training.seed)
    model = run.new_model()
    model.start_vocabulary(snapshot.data.matrix)
    return Job(run, Engine(training, model, seen, device), material, epochs)


def _clear(run: Run) -> None:
    """Take away what a training left that was ended before its first save; its config.json is replaced next."""
    for folder in ("samples", "tensorboard"):
        shutil.rmtree(run.folder / folder, ignore_errors=True)
    for name in ("metrics.jsonl", "vocabulary.json", AXES_FILE):
        (run.folder / name).unlink(missing_ok=True)


def continue_job(run: Run, epochs: int | None, device: torch.device) -> Job:
    """Take up a run where its last saved state is, with `epochs` in all (by default as many as planned).

    It goes on with the pairs that the project has now, and says so where they are others than those it began with; pairs
    that were held out stay held out. One that was ended before its first save begins anew, with its own settings.
    """
    if run.was_never_saved():
        planned = epochs or int(run.config.get("epochs", 0)) or None
        return start_job(run, run.preset, planned, device)
    finish_saving(run.folder)
    settings, status, config = run.training_settings, run.status(), run.config
    snapshot = take_snapshot(
        run.project,
        lambda project, videos: pool_run_words(Run(project, run.name), videos),
        same_eye(run),
        run.model_settings.reads_sentences,
    )
    snapshot = replace(snapshot, data=kept_targets(run, snapshot.data))
    if snapshot.data.embedding_dim != config["embedding_dim"]:
        raise RunError(f"the word vectors have changed since {run.name!r} was trained: train a new run")
    check_all_trained(run, snapshot.data.words)
    snapshot.kept_rows()
    material, seen = _divide(snapshot, snapshot.rows_at(run.held_out))
    torch.manual_seed(settings.seed)
    engine = Engine(settings, run.new_model(), seen, device)
    job = Job(run, engine, material, epochs or int(status["epochs"]))
    state = run.folder / "resume.safetensors"
    job.epoch, job.seconds = load_state(state, job.model, job.engine.optimizer, job.engine.guard)
    if job.epochs < job.epoch:
        raise RunError(
            f"the run {run.name!r} has already {job.epoch} epochs: ask for more, or train a new run"
        )
    run.cut_metrics(job.epoch)
    (run.folder / "stop").unlink(missing_ok=True)
    message = _other_pairs(run.saved_moments(), material.moments)
    if message:
        log.warning("%s: %s", run.name, message)
    run.write_status(
        "running", machine=machine_mark(device), epoch=job.epoch, epochs=job.epochs, message=message
    )
    return job


def _divide(snapshot: Snapshot, held_out: set[int]) -> tuple[Material, PairData]:
    """The material of a training, and the pairs it trains on; raises RunError if these are fewer than four."""
    seen = [row for row in snapshot.kept_rows() if row not in held_out]
    if len(seen) < MIN_PAIRS:
        raise RunError(
            f"{len(seen)} pairs are left to train on, at least {MIN_PAIRS} are needed: "
            "hold fewer out, or add a longer video"
        )
    data, rest = split(snapshot.data, seen)
    names = snapshot.data.pair_ids
    hidden = {names[row] for row in held_out if snapshot.kept[row]}
    config = {
        "videos": snapshot.videos,
        "pair_ids": names,
        "held_out": [name for name in names if name in hidden],
    }
    moments = snapshot.marks.assign(trained=False)
    moments.loc[seen, "trained"] = True
    places = [place for place, name in enumerate(rest.pair_ids) if name in hidden]
    return Material(config, moments, seen, rest, places), data


def _describe(preset: Preset, data: PairData) -> dict[str, Any]:
    """What config.json holds of the model and what it reads."""
    return {
        "schema_version": RUN_SCHEMA_VERSION,
        "preset": preset.name,
        "family": preset.family,
        "model": preset.model.to_json(),
        "training": preset.training.to_json(),
        "latent_parts": preset.model.parts,
        "embedding_dim": data.embedding_dim,
        "word_scale": data.word_scale,
        "vocabulary_size": len(data.words) if preset.model.trains_words else 0,
        "longest_text": data.mask.shape[1],
    }


def _check_fit(preset: Preset, data: PairData, device: torch.device, run: Run) -> None:
    need = estimate_memory(preset, len(data), data.embedding_dim, len(data.words), data.mask.shape[1])
    check_memory(need, preset, device, run.folder, len(data))


def _other_pairs(before: pd.DataFrame, now: pd.DataFrame) -> str:
    """A sentence on how the pairs of a resumed training differ from those it began with; empty if they do not."""
    marks = ["pair_id"] if (before["frame"] == "").all() else ["pair_id", "frame", "words"]
    old, new = ({tuple(row) for row in table[marks].to_numpy()} for table in (before, now))
    came, went = len(new - old), len(old - new)
    if not came and not went:
        return ""
    return f"it goes on with the pairs that the project has now: since it began {came} came and {went} went"
