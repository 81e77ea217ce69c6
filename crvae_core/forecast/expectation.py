"""What a training will take on this machine, told before it starts: memory, disk and time.

The time is counted from the settings and the machine's measured speed. The newest run of the same preset that was measured
on this machine, with as much other work beside it as there is now, corrects the count; where there is none with as much, the
newest one does, and the forecast says so.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np

from crvae_core.errors import InputError
from crvae_core.forecast.eye_time import eye_seconds
from crvae_core.forecast.load import ALIKE, present_load
from crvae_core.forecast.machine import MachineSpeed, machine_mark, machine_speed
from crvae_core.forecast.memory import MemoryNeed, estimate_memory
from crvae_core.forecast.step_work import count_work
from crvae_core.model.device import choose_device
from crvae_core.model.preset import Preset
from crvae_core.project.project import Project, is_project, open_project
from crvae_core.runs.pair_data import kept_pairs
from crvae_core.runs.run import Run
from crvae_core.wording import count, duration

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
    """What training a preset takes.

    measured_on: the run whose measured time was used, None where the time is counted. elsewhere: whether it is one of another
    project. load_then: what other programs took of the machine then, against now: "", "more" or "less". eye_seconds: that a
    trained eye looks at the frames, once before all. trainings: one after the other, each with a seed of its own.
    """

    preset: str
    need: MemoryNeed
    pairs: int
    epochs: int
    steps: int
    seconds_per_step: float
    measured_on: str | None
    elsewhere: bool = False
    load_then: str = ""
    eye_seconds: float = 0.0
    trainings: int = 1

    @property
    def seconds(self) -> float:
        """Of all trainings, with the eye's look before them."""
        return self.trainings * self.steps * self.seconds_per_step + self.eye_seconds

    @property
    def origin(self) -> str:
        """Whose measured time it is."""
        if self.measured_on is None:
            return "the model's size and this machine's speed"
        whose = (
            f"a run of another project ({self.measured_on})" if self.elsewhere else f"run {self.measured_on}"
        )
        beside = f"{self.load_then} other work than" if self.load_then else "as much other work as"
        return f"{whose} on this machine, beside {beside} now"

    def sentence(self) -> str:
        """How long it takes, of what, and whose time that is."""
        parts = (
            [f"{count(self.trainings, 'training')} of {self.preset}"] if self.trainings > 1 else [self.preset]
        )
        if self.eye_seconds:
            parts.append(f"about {duration(self.eye_seconds + 1)} of it the trained eye's")
        return f"about {duration(rounded(self.seconds))} ({', '.join(parts)}; estimated from {self.origin})"

    def to_json(self) -> dict[str, Any]:
        """All figures, memory in bytes."""
        values = asdict(self) | {
            "seconds_per_step": round(self.seconds_per_step, 4),
            "seconds": round(self.seconds, 1),
            "eye_seconds": round(self.eye_seconds, 1),
            "origin": self.origin,
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


def rounded(seconds: float) -> float:
    """No finer than such an estimate is: to 5 seconds below ten minutes, to minutes above."""
    step = 5 if seconds < 600 else 60
    return max(step, step * round(seconds / step))


def expect(
    project: Project,
    preset: Preset,
    device: str = "auto",
    epochs: int | None = None,
    trainings: int = 1,
) -> Expectation:
    """What training a preset on a project's kept pairs takes.

    Args:
        project: an open project with pairs.
        preset: the preset, settings changed or not.
        device: "auto", or a device of torch.
        epochs: passes over all pairs, by default the preset's.
        trainings: one after the other, each with a seed of its own.

    The first call in a process measures the machine, which takes about half a second; each looks at what else it does.
    """
    chosen, material = choose_device(device), describe_material(project)
    training = preset.training
    pairs = material.pairs - round(training.holdout * material.pairs)
    epochs = epochs or training.plan_epochs(max(1, pairs))
    speed = machine_speed(chosen, training.precision)
    measured = _measured(_ended_runs(project, preset.name, machine_mark(chosen)), speed)
    seconds = _seconds_per_step(preset, material, speed) * (measured.ratio if measured else 1.0)
    return Expectation(
        preset=preset.name,
        need=need_of(preset, material),
        pairs=pairs,
        epochs=epochs,
        steps=epochs * training.steps_per_epoch(pairs),
        seconds_per_step=seconds,
        measured_on=measured.run.name if measured else None,
        elsewhere=measured is not None and measured.run.project.folder != project.folder,
        load_then=measured.load_then if measured else "",
        eye_seconds=eye_seconds(project, preset),
        trainings=trainings,
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


@dataclass(frozen=True)
class _Measured:
    """A run whose time per step was measured: over the counted one, and beside more or less of other work than now."""

    run: Run
    ratio: float
    load_then: str


def _measured(runs: Iterable[Run], speed: MachineSpeed) -> _Measured | None:
    """The first run that was measured with as much other work beside it as there is now, else the first one at all."""
    first, load = None, present_load()
    for run in runs:
        if ratio := _correction(run, speed):
            then = run.status().get("others_load", load)
            if abs(then - load) <= ALIKE:
                return _Measured(run, ratio, "")
            first = first or _Measured(run, ratio, "more" if then > load else "less")
    return first


def _ended_runs(project: Project, preset: str, machine: str) -> list[Run]:
    """Runs of a preset that ended on this machine, in the project and in those beside it, the newest first."""
    found: list[tuple[str, Run]] = []
    for folder in sorted({project.folder, *project.folder.parent.glob("*/")}):
        try:
            beside = (
                project if folder == project.folder else open_project(folder) if is_project(folder) else None
            )
            names = beside.runs() if beside else []
        except InputError:
            continue
        for run in (Run(beside, name) for name in names if beside):
            try:
                status = run.status()
                here = status.get("machine") == machine and status["state"] in {"done", "stopped"}
                if here and run.config["preset"] == preset:
                    found.append((str(status.get("updated_at", "")), run))
            except (InputError, KeyError):
                continue
    return [run for _, run in sorted(found, key=lambda one: one[0], reverse=True)]


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
