"""Runs that are planned wait, the next one first, until they are trained or taken out."""

import pytest

from crvae_core.errors import ConfigError, RunError
from crvae_core.runs.run import Run
from crvae_core.training.queue import Planned, enqueue, plan_of, waiting, withdraw
from tests.fakes import SMALL_REPORT


def test_runs_wait_with_their_plans(project, tiny) -> None:
    enqueue(project, [Planned("b", "default", tiny, 2), Planned("a", "crvae-rnn-tf", SMALL_REPORT, 3)])
    assert [entry.run for entry in waiting(project)] == ["b", "a"]
    assert Run(project, "a").status()["state"] == "queued"
    assert plan_of(project, "a") == Planned("a", "crvae-rnn-tf", SMALL_REPORT, 3)
    with pytest.raises(RunError, match="does not wait"):
        plan_of(project, "c")


def test_only_runs_that_wait_are_withdrawn(project, tiny) -> None:
    enqueue(project, [Planned(name, "default", tiny, 1) for name in ("done", "left")])
    Run(project, "done").write_status("done")
    withdraw(project, ["done", "left", "unheard"])
    assert waiting(project) == []
    assert Run(project, "done").folder.exists()
    assert not Run(project, "left").folder.exists()


def test_wrong_settings_are_told_before_anything_is_written(project) -> None:
    with pytest.raises(ConfigError, match="no setting 'teacher_forcing' in default"):
        enqueue(
            project, [Planned("", name, {"teacher_forcing": False}) for name in ("crvae-rnn-tf", "default")]
        )
    with pytest.raises(ConfigError, match="no preset 'unheard'"):
        enqueue(project, [Planned("", "default"), Planned("", "unheard")])
    with pytest.raises(ConfigError, match="epochs=0 must lie"):
        enqueue(project, [Planned("", "default", epochs=0)])
    with pytest.raises(RunError, match="already a run 'twice'"):
        enqueue(project, [Planned("twice", "default"), Planned("twice", "default")])
    assert waiting(project) == []
    assert not list((project.folder / "runs").glob("*/"))
