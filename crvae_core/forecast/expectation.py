"""What a training will take on this machine, told before it starts: memory, disk and time.

The time is counted from the settings and the machine's measured speed; where a run of the same preset has ended on this
machine, its measured time per step corrects the count.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np

from crvae_core.errors import InputError
from crvae_core.forecast.machine import MachineSpeed, machine_mark, machine_speed
from crvae_core.forecast.memory import MemoryNeed, estimate_memory
from crvae_core.forecast.step_work import count_work
from crvae_core.model.device import choose_device
from crvae_core.model.preset import Preset
from crvae_core.project.project import Project, is_project, open_project
from crvae_core.runs.pair_data import kept_pairs
from crvae_core.runs.run import Run

_PAIRS_WITHOUT_PROJECT = 100


@dataclass(frozen=True)
class Material:
    """What a training's size depends on: pairs, size of a word vector, distinct words, words of the longest text."""

    pairs: int
    embedding_dim: int
    words: int
    longest_text: int


@dataclass(frozen=True)
class Expectation:
    """What training a preset takes. measured_on: the run whose measured time was used, None where the time is counted."""

    preset: str
    need: MemoryNeed
    pairs: int
    epochs: int
    steps: int
    seconds_per_step: float
    measured_on: str | None

    @property
    def seconds(self) -> float:
        """Of the whole training."""
        return self.steps * self.seconds_per_step

    def to_json(self) -> dict[str, Any]:
        """All figures, memory in bytes."""
        values = asdict(self) | {
            "seconds_per_step": round(self.seconds_per_step, 4),
            "seconds": round(self.seconds, 1),
        }
        need = values.pop("need")
        return {**values, **need, "memory_bytes": self.need.total_bytes}


def describe_material(project: Project) -> Material:
    """The size of a project's kept pairs."""
    kept = kept_pairs(project)
    matrices = [project.vocabulary(entry.video_id).matrix for entry in project.videos]
    sizes = [matrix.shape[1] for matrix in matrices if len(matrix)]
    return Material(
        pairs=len(kept),
        embedding_dim=max(sizes, default=1),
        words=sum(len(matrix) for matrix in matrices),
        longest_text=max((len(tokens) for tokens in kept["tokens"]), default=0) or 1,
    )


def need_of(preset: Preset, material: Material | None = None) -> MemoryNeed:
    """The memory and disk that training a preset takes, with usual sizes where no material is given."""
    if material is None:
        return estimate_memory(preset, _PAIRS_WITHOUT_PROJECT)
    return estimate_memory(
        preset, material.pairs, material.embedding_dim, material.words, material.longest_text
    )


def expect(project: Project, preset: Preset, device: str = "auto", epochs: int | None = None) -> Expectation:
    """What training a preset on a project's kept pairs takes.

    Args:
        project: an open project with pairs.
        preset: the preset, settings changed or not.
        device: "auto", or a device of torch.
        epochs: passes over all pairs, by default the preset's.

    The first call in a process measures the machine, which takes about half a second.
    """
    chosen, material = choose_device(device), describe_material(project)
    training = preset.training
    pairs = material.pairs - round(training.holdout * material.pairs)
    epochs = epochs or training.plan_epochs(max(1, pairs))
    speed = machine_speed(chosen, training.precision)
    seconds, measured_on = _seconds_per_step(preset, material, speed), None
    for run in _finished_runs(project, preset.name, machine_mark(chosen)):
        if ratio := _correction(run, speed):
            seconds, measured_on = seconds * ratio, run.name
            break
    return Expectation(
        preset=preset.name,
        need=need_of(preset, material),
        pairs=pairs,
        epochs=epochs,
        steps=epochs * training.steps_per_epoch(pairs),
        seconds_per_step=seconds,
        measured_on=measured_on,
    )


def _seconds_per_step(preset: Preset, material: Material, speed: MachineSpeed) -> float:
    """The time of one step by what it computes and moves."""
    work = count_work(preset, material.embedding_dim, material.longest_text, material.words)
    products = max(work.products / speed.products, work.product_bytes / speed.memory)
    return (
        work.convolutions / speed.convolutions
        + products
        + work.bytes / speed.memory
        + work.calls * speed.call_s
    )


def _finished_runs(project: Project, preset: str, machine: str) -> Iterator[Run]:
    """Runs of a preset that ended on this machine, those of the project first, the newest of each project first."""
    beside = [folder for folder in project.folder.parent.glob("*/") if folder != project.folder]
    for folder in (project.folder, *sorted(beside)):
        try:
            found = (
                project if folder == project.folder else open_project(folder) if is_project(folder) else None
            )
            runs = [] if found is None else [Run(found, name) for name in reversed(found.runs())]
        except InputError:
            continue
        for run in runs:
            try:
                status = run.status()
                if (
                    status.get("machine") == machine
                    and status["state"] == "done"
                    and run.config["preset"] == preset
                ):
                    yield run
            except (InputError, KeyError):
                continue


def _correction(run: Run, speed: MachineSpeed) -> float | None:
    """The run's measured time per step over the counted one; None if it can't be told."""
    try:
        pairs, settings = run.evaluation().pairs, run.preset
        seconds = run.metrics()["seconds"].to_numpy(dtype=float)
        embedding_dim, longest_text = (int(run.config[key]) for key in ("embedding_dim", "longest_text"))
    except (InputError, KeyError, TypeError, ValueError):
        return None
    epochs = np.diff(seconds, prepend=0.0)[1:]  # the first one is slower
    if not len(epochs):
        return None
    words = describe_material(run.project).words
    material = Material(pairs, embedding_dim, words, longest_text)
    counted = _seconds_per_step(settings, material, speed)
    per_step = median(epochs.tolist()) / settings.training.steps_per_epoch(pairs)
    return per_step / counted if per_step > 0 else None
