"""Runs of a benchmark are trained once, and a training that was stopped is never taken for a finished one."""

from typing import Any

import pytest

from crvae_core.bench import latent
from crvae_core.bench.latent import train_once
from crvae_core.errors import RunError
from crvae_core.project import Project
from crvae_core.training.checkpoints import Run


def test_a_finished_run_is_not_trained_again(
    project: Project, tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = train_once(project, "a", "default", tiny, 2, "cpu")
    assert run.status()["state"] == "done"
    monkeypatch.setattr(latent, "train", lambda *_, **__: pytest.fail("trained again"))
    assert train_once(project, "a", "default", tiny, 2, "cpu").name == "a"


def test_a_stopped_training_is_not_measured_and_goes_on(
    project: Project, tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    train_itself = latent.train
    stop_file = project.folder / "runs" / "a" / "stop"

    def stopped(*arguments: Any, **options: Any) -> Run:
        return train_itself(*arguments, on_epoch=lambda _: stop_file.touch(), **options)

    monkeypatch.setattr(latent, "train", stopped)
    with pytest.raises(RunError, match="the same command goes on"):
        train_once(project, "a", "default", tiny, 3, "cpu")
    monkeypatch.setattr(latent, "train", train_itself)
    run = train_once(project, "a", "default", tiny, 3, "cpu")
    assert run.status()["epoch"] == 3
