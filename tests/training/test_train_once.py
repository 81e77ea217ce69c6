"""Runs of a longer piece of work are trained once, and a training that was stopped is never taken for a finished one."""

from typing import Any

import pytest

from crvae_core.errors import RunError
from crvae_core.project.project import Project
from crvae_core.training import train_once as module
from crvae_core.training.train_once import train_once


def test_a_finished_run_is_not_trained_again(
    project: Project, tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = train_once(project, "a", "default", tiny, 2, "cpu")
    assert run.status()["state"] == "done"
    monkeypatch.setattr(module, "train", lambda *_, **__: pytest.fail("trained again"))
    assert train_once(project, "a", "default", tiny, 2, "cpu").name == "a"


def test_a_stopped_training_is_not_measured_and_goes_on(project: Project, tiny: dict[str, Any]) -> None:
    stop_file = project.folder / "runs" / "a" / "stop"
    with pytest.raises(RunError, match="the same command goes on"):
        train_once(project, "a", "default", tiny, 3, "cpu", lambda _: stop_file.touch())
    run = train_once(project, "a", "default", tiny, 3, "cpu")
    assert run.metrics()["epoch"].tolist() == [1, 2, 3]


def test_one_of_which_nothing_was_saved_begins_anew(project: Project, tiny: dict[str, Any]) -> None:
    run = train_once(project, "a", "default", tiny, 2, "cpu")
    for name in ("resume.safetensors", "model.safetensors", "latents.npy"):
        (run.folder / name).unlink()
    status = run.folder / "status.json"
    status.write_text(status.read_text(encoding="utf-8").replace('"done"', '"running"'), encoding="utf-8")
    run = train_once(project, "a", "default", tiny, 3, "cpu")
    assert (run.status()["state"], run.status()["epoch"]) == ("done", 3)


def test_more_epochs_are_trained_further(project: Project, tiny: dict[str, Any]) -> None:
    first = train_once(project, "a", "default", tiny, 2, "cpu").metrics()
    more = train_once(project, "a", "default", tiny, 3, "cpu").metrics()
    assert more["epoch"].tolist() == [1, 2, 3]
    assert more["loss"][:2].tolist() == first["loss"].tolist()


def test_what_was_learnt_is_never_removed(project: Project, tiny: dict[str, Any]) -> None:
    run = train_once(project, "a", "default", tiny, 2, "cpu")
    (run.folder / "resume.safetensors").unlink()
    with pytest.raises(RunError, match="already a run"):
        train_once(project, "a", "default", tiny, 3, "cpu")
    assert (run.folder / "model.safetensors").exists()
