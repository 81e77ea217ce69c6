"""Several runs one after the other in one process, as a command trains them: each gets its turn, also behind one that fails."""

from collections.abc import Callable

import pytest

from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project, save_pairs
from crvae_core.runs.run import Run, open_run
from crvae_core.tasks import one_training
from crvae_core.tasks.kinds import in_foreground
from crvae_core.tasks.training import OnEpoch, train_runs
from crvae_core.training.queue import Planned, enqueue, waiting, withdraw
from tests.fakes import SMALL_REPORT


def in_turn(project: Project, runs: list[str], on_epoch: OnEpoch | None = None) -> dict[str, str]:
    """Train runs that wait; gives the state of each, or what went wrong."""
    with in_foreground(project.folder, "train", "Training", {"runs": runs}) as report:
        return train_runs(report, runs, "cpu", on_epoch=on_epoch)["runs"]


def test_runs_are_trained_in_turn(project: Project, tiny: dict) -> None:
    enqueue(project, [Planned("b", "default", tiny, 2), Planned("a", "crvae-rnn-tf", SMALL_REPORT, 2)])
    seen = []
    results = in_turn(project, ["b", "a"], lambda name, line: seen.append((name, line["epoch"])))
    assert results == {"b": "done", "a": "done"}
    assert seen == [("b", 1), ("b", 2), ("a", 1), ("a", 2)]
    assert waiting(project) == []
    assert open_run(project, "b").evaluation()["pairs"] == 9


def test_one_that_fails_does_not_keep_the_next_from_its_turn(project: Project, tiny: dict) -> None:
    few = tiny | {"holdout": 0.5, "learning_rate": 1.0}
    enqueue(project, [Planned(name, "default", few, 1) for name in ("few", "odd")])
    enqueue(project, [Planned("good", "default", tiny, 1)])
    plan = project.run_folder("odd") / "plan.json"
    write_json(plan, read_json(plan) | {"preset": "no-such-preset"})
    kept = project.pairs()
    kept["kept"] = kept.index < 6  # three are left to train on
    save_pairs(project, kept)
    results = in_turn(project, ["few", "odd", "good"])
    assert "are left to train on" in results["few"]
    assert "no preset 'no-such-preset'" in results["odd"]
    assert results["good"] == "done"
    assert Run(project, "few").status()["state"] == "failed"


def test_a_stop_ends_one_run_and_a_signal_all(
    project: Project, tiny: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_training, "train", fake_train(project))
    enqueue(project, [Planned(name, "default", {}, 5) for name in ("asked", "signal", "left")])
    assert in_turn(project, ["asked", "signal", "left"]) == {"asked": "stopped", "signal": "stopped"}
    assert [entry.run for entry in waiting(project)] == ["left"]
    withdraw(project, ["left"])


def fake_train(project: Project) -> Callable:
    """A training that is stopped after its first epoch: the run "asked" by a file, the others by a signal."""

    def train(project, run, preset, overrides, epochs, device, on_epoch) -> None:
        if run == "asked":
            Run(project, run).request_stop()
        on_epoch({"epoch": 1, "epochs": 5})
        Run(project, run).write_status("stopped", on_request=Run(project, run).is_stopping)

    return train
