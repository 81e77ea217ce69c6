"""What a run's settings make of moments that were not trained on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crvae_core.errors import ConfigError
from crvae_core.evaluation.evaluation import evaluate
from crvae_core.runs.evaluation import Evaluation
from crvae_core.runs.run import Run
from crvae_core.training.train_once import train_once

LARGEST_SHARE = 0.5


def evaluate_held_out(
    run: Run,
    share: float = 0.2,
    device: str = "auto",
    on_epoch: Callable[[dict[str, Any]], None] | None = None,
) -> tuple[Run, Evaluation]:
    """Evaluate a run with pairs held out: itself if it was trained so, else a copy trained on the rest of the pairs.

    The copy has the run's settings and epochs and is kept as <run>-holdout. Returns the run that was measured and its
    figures, of which `held_out` are those of the pairs that it has not seen. Raises ConfigError for a share that leaves
    nothing on one side.
    """
    if not 0 < share <= LARGEST_SHARE:
        raise ConfigError(f"{share:g} of the pairs can't be held out: give a share above 0, at most 0.5")
    copy = run if run.held_out else _copy(run, share)
    if not (copy.folder / "evaluation.json").exists():
        _train(copy, run, share, device, on_epoch)
    return copy, evaluate(copy)


def _copy(original: Run, share: float) -> Run:
    """The run that is, or will be, the copy with this share held out."""
    copy = Run(original.project, f"{original.name[:53]}-holdout")
    if (copy.folder / "config.json").exists() and copy.training_settings.holdout != share:
        return Run(original.project, f"{copy.name}-{100 * share:g}")
    return copy


def _train(
    copy: Run,
    original: Run,
    share: float,
    device: str,
    on_epoch: Callable[[dict[str, Any]], None] | None,
) -> None:
    preset = original.preset
    training = preset.training.with_overrides({"holdout": share})
    train_once(
        copy.project,
        copy.name,
        replace(preset, training=training),
        epochs=int(original.status()["epochs"]),
        device=device,
        on_epoch=on_epoch,
    )
