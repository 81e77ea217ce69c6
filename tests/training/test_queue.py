"""Several presets queued: each gets its turn, also behind one that fails; the queue can be stopped and taken up."""

import pytest

from crvae_core.errors import ConfigError, RunError
from crvae_core.runs.run import Run, open_run
from crvae_core.training import queue
from crvae_core.training.queue import Planned, enqueue, train_waiting, waiting, withdraw
from tests.fakes import SMALL_REPORT


def test_runs_wait_and_are_trained_in_turn(project, tiny) -> None:
    enqueue(project, [Planned("b", "default", tiny, 2), Planned("a", "crvae-rnn-tf", SMALL_REPORT, 2)])
    assert [entry.run for entry in waiting(project)] == ["b", "a"]
    assert Run(project, "a").status()["state"] == "queued"
    seen = []
    results = train_waiting(project, on_epoch=lambda name, line: seen.append((name, line["epoch"])))
    assert results == {"b": "done", "a": "done"}
    assert seen == [("b", 1), ("b", 2), ("a", 1), ("a", 2)]
    assert waiting(project) == []
    assert open_run(project, "b").evaluation()["pairs"] == 9


def test_one_that_fails_does_not_keep_the_next_from_its_turn(project, tiny) -> None:
    few = tiny | {"holdout": 0.5, "learning_rate": 1.0}
    enqueue(project, [Planned("few", "default", few, 1), Planned("good", "default", tiny, 1)])
    kept = project.pairs()
    kept["kept"] = kept.index < 6  # three are left to train on
    queue_pairs(project, kept)
    results = train_waiting(project)
    assert "are left to train on" in results["few"]
    assert results["good"] == "done"
    assert Run(project, "few").status()["state"] == "failed"


def queue_pairs(project, table) -> None:
    """Write a changed table of pairs."""
    from crvae_core.project.project import save_pairs

    save_pairs(project, table)


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


def test_a_stop_ends_one_run_and_a_signal_the_queue(project, tiny, monkeypatch) -> None:
    monkeypatch.setattr(queue, "train", fake_train(project))
    enqueue(project, [Planned(name, "default", {}, 5) for name in ("asked", "signal", "left")])
    assert train_waiting(project) == {"asked": "stopped", "signal": "stopped"}
    assert [entry.run for entry in waiting(project)] == ["left"]
    withdraw(project, ["left", "asked"])
    assert waiting(project) == []
    assert not Run(project, "left").folder.exists()
    assert Run(project, "asked").folder.exists()  # only runs that wait are withdrawn


def fake_train(project):
    """A training that is stopped after its first epoch: the run "asked" by a file, the others by a signal."""

    def train(project, run, preset, overrides, epochs, device, on_epoch) -> None:
        if run == "asked":
            Run(project, run).request_stop()
        on_epoch({"epoch": 1})
        Run(project, run).write_status("stopped")

    return train


def test_one_process_at_a_time_trains_the_queue(project, monkeypatch) -> None:
    assert not queue.is_served(project)
    with queue._served(project):
        assert queue.is_served(project)
        with pytest.raises(RunError, match="another process is training"):
            train_waiting(project)


def test_only_the_planned_ones_are_trained_where_asked_for(project, tiny) -> None:
    enqueue(project, [Planned("other", "default", tiny, 1)])
    mine = [entry.run for entry in enqueue(project, [Planned("", "default", tiny, 1)] * 2)]
    assert mine == ["default-1", "default-2"]
    assert train_waiting(project, planned=mine) == dict.fromkeys(mine, "done")
    assert [entry.run for entry in waiting(project)] == ["other"]
