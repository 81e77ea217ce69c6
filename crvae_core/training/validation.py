"""What a run's settings make of moments that were not trained on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crvae_core.project import Project
from crvae_core.training.checkpoints import Run, open_run
from crvae_core.training.evaluation import evaluate
from crvae_core.training.loop import train


def evaluate_held_out(
    project: Project,
    run: str | None = None,
    share: float = 0.2,
    device: str = "auto",
    on_epoch: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Evaluate a run with pairs held out: itself if it was trained so, else a copy trained on the rest of the pairs.

    The copy has the run's settings and epochs and is kept as <run>-holdout. Returns its figures, of which `held_out`
    are those of the pairs that it has not seen.
    """
    original = open_run(project, run)
    if original.held_out:
        return evaluate(project, original.name)
    name = f"{original.name[:56]}-holdout"
    copy = Run(project, name)
    if not (copy.folder / "evaluation.json").exists():
        preset = original.preset
        training = preset.training.with_overrides({"holdout": share})
        epochs = int(original.status()["epochs"])
        resume = (copy.folder / "resume.safetensors").exists()
        train(
            project,
            name,
            replace(preset, training=training),
            epochs=epochs,
            device=device,
            resume=resume,
            on_epoch=on_epoch,
        )
    return evaluate(project, name)
