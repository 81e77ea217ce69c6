"""The files of a run: what a training leaves behind, written atomically, never pickled.

runs/<run>/config.json           family and settings, videos, pair ids, parts of the latent, size and scale of the vectors
runs/<run>/moments.parquet       what the rows of latents.npy belong to: names of pairs, marks of frames and words
runs/<run>/vocabulary.json       the words whose vectors were trained along, if they were
runs/<run>/eye.safetensors       along which axes a trained eye's features are told, if one looked
runs/<run>/status.json           state, epoch, times, message
runs/<run>/metrics.jsonl         a line per epoch
runs/<run>/samples/<epoch>.png   originals above reconstructions, and .json with the words
runs/<run>/model.safetensors     the weights in float16
runs/<run>/resume.safetensors    weights and optimiser state in float32, to go on from
runs/<run>/latents.npy, evaluation.json
runs/<run>/stop                  asks the training to stop after this epoch
runs/<run>/saved.json            which save the files are of; config, moments, latents, model and evaluation are replaced
                                 together (runs/together.py)
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from crvae_core.errors import CheckpointError, ConfigError, ProjectError, RunError
from crvae_core.files import atomic_path, now, read_array, read_json, storage_errors, write_json
from crvae_core.json_text import parse_json
from crvae_core.model.families import build_model, read_model_settings, read_training_settings
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import AnyModelSettings, AnyTrainingSettings, Preset
from crvae_core.project.inside import inside
from crvae_core.project.project import Project
from crvae_core.runs.evaluation import Evaluation, read_evaluation
from crvae_core.runs.run_config import RUN_SCHEMA_VERSION, STATES, check_config, check_status
from crvae_core.runs.saved_moments import LATENTS_FILE, MOMENTS_FILE, named_alone, read_moments
from crvae_core.runs.together import COMMITTED, finish_saving, newest, read_together
from crvae_core.runs.weights import load_weights, read_tensors
from crvae_core.work import locks

_BUSY = (
    "the run {name!r} is being trained by another process: wait for it, stop it, or train under another name"
)


@dataclass(frozen=True)
class Run:
    """A training run of a project, read from its folder whenever something is asked of it."""

    project: Project
    name: str

    @property
    def folder(self) -> Path:
        """Where the run's files lie."""
        return self.project.run_folder(self.name)

    def file(self, name: str) -> Path:
        """Where one of the run's files lies; also right while files are being replaced."""
        return newest(self.folder, name)

    @property
    def config(self) -> dict[str, Any]:
        """What config.json holds; raises RunError if it is missing or damaged."""
        path = self.file("config.json")
        try:
            stat = path.stat()
            stored = _read_config(path, (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino))
        except FileNotFoundError as error:
            raise RunError(f"there is no run {self.name!r}: {_known_runs(self.project)}") from error
        except (OSError, ValueError) as error:
            raise RunError(
                f"config.json of the run {self.name!r} is damaged ({error}): `repair` takes it from the weights, or train "
                "a new run"
            ) from error
        return stored

    @property
    def family(self) -> str:
        """Which networks the run's settings are for."""
        return self.config.get("family", "crvae")

    @property
    def model_settings(self) -> AnyModelSettings:
        """What the run's networks are made of."""
        return read_model_settings(self.family, self._entry("model"))

    @property
    def training_settings(self) -> AnyTrainingSettings:
        """How the run was trained."""
        return read_training_settings(self.family, self._entry("training"))

    @property
    def preset(self) -> Preset:
        """The run's settings as a preset of its own, to train another run by."""
        return Preset(self._entry("preset"), "", self.model_settings, self.training_settings)

    @property
    def held_out(self) -> list[str]:
        """The pairs that were kept out of the training, to be measured on."""
        return self.config.get("held_out", [])

    @property
    def parts(self) -> dict[str, list[int]]:
        """Where each part lies in the latent: name -> [first, behind the last]."""
        return self._entry("latent_parts")

    @property
    def pair_ids(self) -> list[str]:
        """The pairs of the rows of the latents."""
        return self.saved_moments()["pair_id"].tolist()

    def status(self) -> dict[str, Any]:
        """What status.json holds; a run whose training process has died reads as failed."""
        try:
            status = check_status(read_json(self.folder / "status.json"))
        except (FileNotFoundError, NotADirectoryError) as error:
            if not (self.folder / "config.json").exists():
                raise RunError(f"there is no run {self.name!r}: {_known_runs(self.project)}") from error
            status = {"state": "failed", "message": "the training ended before it began: resume it"}
        except (OSError, ValueError):
            status = {"state": "failed", "message": "status.json is damaged: `repair` makes it anew"}
        if status.get("state") == "running" and not self.is_busy():
            status |= {"state": "failed", "message": "the training ended unexpectedly: resume it"}
        return status

    @property
    def lock_path(self) -> Path:
        """The lock that a training of the run holds: the only truth about whether it is being trained."""
        return self.folder / ".lock"

    def is_busy(self) -> bool:
        """Whether a training holds this run at the moment, in this process or another one."""
        return locks.is_held(self.lock_path)

    def was_never_saved(self) -> bool:
        """Whether a training began it and left nothing to go on from or to look at: the next one begins anew."""
        saved = ("resume.safetensors", "model.safetensors", "latents.npy")
        return self.file("config.json").exists() and not any((self.folder / name).exists() for name in saved)

    def metrics(self) -> pd.DataFrame:
        """One row per epoch so far; empty before the first. A line that is being written is left out."""
        return pd.DataFrame(self.metrics_lines())

    def samples(self) -> list[Path]:
        """The sample pictures so far, the latest last; each has a .json of its words beside it."""
        found = (self.folder / "samples").glob("*.png")
        return sorted(inside(self.folder, path) for path in found if path.stem.isdecimal())

    def sample_words(self, picture: Path) -> tuple[list[list[str]], list[list[str]]]:
        """What is said in the moments of a sample picture, and what was read back of it; nothing where it can't be read."""
        try:
            stored = read_json(inside(self.folder, picture.with_suffix(".json")))
            true, free = (
                [[str(word) for word in words] for words in stored[name]]
                for name in ("true_words", "free_words")
            )
        except (OSError, ValueError, KeyError, TypeError):
            return [], []
        return true, free

    def saved_moments(self) -> pd.DataFrame:
        """What the rows of the latents belong to (see runs/saved_moments.py); of runs of before, the names alone."""
        found = read_moments(self.file(MOMENTS_FILE))
        return named_alone(self._entry("pair_ids"), self.held_out) if found is None else found

    def latents(self) -> np.ndarray:
        """The mean latent of every pair, float32 (N, Z), in the order of `pair_ids`; see also runs/moments.py."""
        return self.vectors()[1]

    def vectors(self) -> tuple[pd.DataFrame, np.ndarray]:
        """`saved_moments` and the mean latent of each, float32 (N, Z), both of one save.

        Raises RunError before the run has latents, CheckpointError if they are damaged.
        """
        return read_together(self.folder, self._read_vectors)

    def _read_vectors(self) -> tuple[pd.DataFrame, np.ndarray]:
        moments = self.saved_moments()
        width = max(end for _, end in self.parts.values())
        try:
            latents = read_array(self.file(LATENTS_FILE), (len(moments), width))
            if not np.isfinite(latents).all():
                raise ValueError("there are values that are no numbers")
        except FileNotFoundError as error:
            raise RunError(f"the run {self.name!r} has no latents yet: let its training end") from error
        except (OSError, ValueError) as error:
            raise CheckpointError(
                f"the latents of {self.name!r} are damaged ({error}): encode the run again (`encode --again`, or `repair`)"
            ) from error
        return moments, latents

    def evaluation(self) -> Evaluation:
        """What evaluation.json holds; raises RunError before the training has ended, or if it is damaged."""
        try:
            return read_evaluation(read_json(self.file("evaluation.json")), self.name)
        except FileNotFoundError as error:
            raise RunError(f"the run {self.name!r} has not been evaluated: evaluate it first") from error
        except (OSError, ValueError) as error:
            raise RunError(
                f"the figures of the run {self.name!r} are damaged ({error}): measure it again (`evaluate`, or `repair`)"
            ) from error

    def load_model(self, device: str | torch.device = "cpu", path: Path | None = None) -> MomentModel:
        """The trained model in evaluation mode; raises CheckpointError if its weights can't be used.

        path: a file of weights that is not the run's yet.
        """
        path = path or self.file("model.safetensors")
        weights = {name: value.float() for name, value in read_tensors(path).items()}
        with torch.device("meta"):  # no memory and no time for weights that are replaced at once
            model = self.new_model()
        load_weights(model, weights, path)
        if self.parts != model.parts:
            raise CheckpointError(
                f"config.json of {self.name!r} tells parts of the latent that its model does not have: `repair` takes it from "
                "the weights, or train a new run"
            )
        return model.to(device).eval()

    def new_model(self) -> MomentModel:
        """The run's model with fresh weights."""
        try:
            return build_model(
                self.model_settings,
                int(self._entry("embedding_dim")),
                float(self._entry("word_scale")),
                int(self.config.get("vocabulary_size", 0)),
                int(self.config.get("longest_text", 1)),
            )
        except (ConfigError, TypeError, ValueError) as error:
            raise CheckpointError(
                f"config.json of {self.name!r} does not describe a model: {error}"
            ) from error

    def request_stop(self) -> None:
        """Ask a running training to stop after the present epoch."""
        (self.folder / "stop").touch()

    @property
    def is_stopping(self) -> bool:
        """Whether its training was asked to stop."""
        return (self.folder / "stop").exists()

    def write_status(self, state: str, **values: Any) -> None:
        """Change status.json: `state` and any of epoch, epochs, started_at, train_seconds, seconds_left, message."""
        assert state in STATES
        try:
            status = check_status(read_json(self.folder / "status.json"))
        except (OSError, ValueError):
            status = {}
        status |= values | {"state": state, "updated_at": now()}
        write_json(self.folder / "status.json", status)

    def append_metrics(self, line: Mapping[str, Any]) -> None:
        """Add a line to metrics.jsonl, on disk at once."""
        with (self.folder / "metrics.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(dict(line)) + "\n")

    def metrics_lines(self) -> list[dict[str, Any]]:
        """The complete lines of metrics.jsonl."""
        path = self.folder / "metrics.jsonl"
        lines = []
        try:
            texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []
        for text in texts:
            try:
                line = parse_json(text)
            except ValueError:
                break  # the process was killed while writing it
            if isinstance(line, dict) and isinstance(line.get("epoch"), int):
                lines.append({name: value for name, value in line.items() if _is_figure(value)})
        return lines

    def cut_metrics(self, epoch: int) -> None:
        """Drop the lines behind `epoch`: a resumed training writes them again."""
        lines = [json.dumps(line) + "\n" for line in self.metrics_lines() if line["epoch"] <= epoch]
        with atomic_path(self.folder / "metrics.jsonl") as temporary:
            temporary.write_text("".join(lines), encoding="utf-8")

    def _entry(self, key: str) -> Any:
        if key not in self.config:
            raise RunError(
                f"config.json of the run {self.name!r} lacks {key!r}: restore it, or train a new run"
            )
        return self.config[key]


def _is_figure(value: Any) -> bool:
    """Whether a value can stand in a line of metrics: a number, also one that is none (a training that failed), or none."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def open_run(project: Project, name: str | None = None) -> Run:
    """Open a run, the newest by default; raises RunError if there is none of that name."""
    try:
        run = Run(project, project.latest_run() if name is None else name)
        exists = run.folder.is_dir()
    except ProjectError as error:
        raise RunError(str(error)) from error
    if not exists:
        raise RunError(f"there is no run {run.name!r}: {_known_runs(project)}")
    _mend(run)
    return run


def _mend(run: Run) -> None:
    """Finish what a killed training was about to save, unless one is at it."""
    if not run.file("saved.json").is_relative_to(run.folder / COMMITTED):
        return
    with suppress(RunError, OSError), locks.held(run.lock_path, RunError("busy"), wait_s=0.0):
        finish_saving(run.folder)


@lru_cache(maxsize=64)
def _read_config(path: Path, stamp: tuple[int, ...]) -> Any:
    """What a file holds, read anew whenever its stamp is another; never to be changed."""
    stored = check_config(read_json(path))
    if stored.get("schema_version") != RUN_SCHEMA_VERSION:
        raise ValueError("another version of the program wrote it")
    return stored


@contextmanager
def exclusive(run: Run) -> Iterator[None]:
    """Hold the run for one who changes it; raises RunError if another one does."""
    with ExitStack() as stack:
        with storage_errors(run.folder):
            stack.enter_context(locks.held(run.lock_path, RunError(_BUSY.format(name=run.name))))
        yield


def write_config(run: Run, folder: Path, changes: Mapping[str, Any]) -> None:
    """Write config.json with some changes into a folder; it keeps its time, which says when the run began."""
    stat = run.file("config.json").stat()
    write_json(folder / "config.json", {**run.config, **changes})
    os.utime(folder / "config.json", ns=(stat.st_atime_ns, stat.st_mtime_ns))


def described(run: Run, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is kept in the file of the weights: config.json, with some changes, and the words of trained vectors.

    The names of the pairs are left out; moments.parquet holds them as well.
    """
    about = {name: value for name, value in {**run.config, **(changes or {})}.items() if name != "pair_ids"}
    if about.get("vocabulary_size"):
        about["words"] = read_json(run.folder / "vocabulary.json")["words"]
    return about


def _known_runs(project: Project) -> str:
    names = project.runs()
    return f"the runs are {', '.join(names)}" if names else "train one first"
