"""Trainings in processes of their own: start, watch, stop, go on, turns, and processes that vanish."""

from functools import partial
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.errors import RunError
from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project, save_pairs
from crvae_core.runs.run import Run
from crvae_core.tasks import training_queue
from crvae_core.tasks.kinds import in_foreground
from crvae_core.tasks.training import device_lane, train_runs
from crvae_core.tasks.training_queue import (
    QueueState,
    queue_state,
    start_resumed,
    start_waiting,
    stop_all,
    stop_run,
    training_state,
)
from crvae_core.training.loop import train
from crvae_core.training.queue import Planned, enqueue, waiting
from crvae_core.work.item import items_of
from tests.waiting import wait_for_run, wait_for_work

pytestmark = pytest.mark.apart
LONG = 4000  # epochs of a training that is stopped


def ended(state: training_queue.TrainingState) -> bool:
    return state.state in {"done", "stopped", "failed"}


def kill_work(project: Project) -> None:
    """End the process of the newest piece of work as the system does."""
    process = psutil.Process(items_of(project.folder)[0].stored_state().pid)
    process.kill()
    psutil.wait_procs([process], timeout=10)


def test_a_training_waits_for_another_one_is_stopped_and_withdrawn(
    project: Project, make_project, tiny: dict
) -> None:
    """One training at a time on a device, whatever the project."""
    other = make_project((8, 6), folder="other")
    assert training_state(project, "first").state == "none"
    enqueue(project, [Planned("first", "default", tiny, LONG), Planned("never", "default", tiny, 1)])
    enqueue(other, [Planned("second", "default", tiny, 2)])
    assert queue_state(project) == QueueState(None, ("first", "never"), ("first", "never"))
    start_waiting(project)
    wait_for_run(project, "first", lambda state: state.active)
    assert queue_state(project) == QueueState("first", ("never",), ())  # from its first breath on
    start_waiting(other)
    wait_for_run(project, "first", lambda state: state.epoch >= 1)
    assert queue_state(project) == QueueState("first", ("never",), ())
    with pytest.raises(RunError, match="being trained already"):
        start_resumed(project, "first")
    waits = wait_for_run(other, "second", lambda state: state.before == 2)
    assert waits.state == "queued"
    assert queue_state(other) == QueueState(None, ("second",), ())
    stop_all(project)
    assert training_queue.is_stopping(project, "first") or training_state(project, "first").state == "stopped"
    stopped = wait_for_run(project, "first", ended)
    assert stopped.state == "stopped"
    assert 1 <= stopped.epoch < LONG
    assert not project.run_folder("never").exists()
    assert (project.run_folder("first") / "latents.npy").exists()
    done = wait_for_run(other, "second", ended)
    assert (done.state, done.epoch, done.epochs, done.share) == ("done", 2, 2, 1.0), done
    second = items_of(other.folder)[0]
    wait_for_work(second)  # it ends a moment after its run
    assert second.result() == {"runs": {"second": "done"}}
    assert queue_state(other) == queue_state(project) == QueueState(None, (), ())


def test_a_killed_training_has_failed_and_goes_on(project: Project, tiny: dict) -> None:
    enqueue(project, [Planned("killed", "default", tiny | {"save_every": 2}, LONG)])
    start_waiting(project)
    wait_for_run(project, "killed", lambda state: state.epoch >= 4)
    kill_work(project)
    state = training_state(project, "killed")
    assert state.state == "failed"
    assert "without a word" in state.message
    assert Run(project, "killed").status()["state"] == "failed"
    start_resumed(project, "killed")
    wait_for_run(project, "killed", lambda state: state.active)
    assert len(items_of(project.folder)) == 1  # the work that failed is done once more
    going_on = wait_for_run(project, "killed", lambda state: state.state == "running")
    assert going_on.epochs == LONG
    kill_work(project)


def test_a_training_that_cannot_begin_says_why(project: Project, tiny: dict) -> None:
    enqueue(project, [Planned("odd", "default", tiny | {"holdout": 0.5}, 1)])
    table = project.pairs()
    table["kept"] = table.index < 6  # three are left to train on
    save_pairs(project, table)
    start_waiting(project)
    state = wait_for_run(project, "odd", ended)
    assert state.state == "failed"
    assert "are left to train on" in state.message
    assert training_queue.never_begun(project) == ["odd"]


def test_what_a_process_left_in_the_queue_can_be_started_again(project: Project, tiny: dict) -> None:
    enqueue(project, [Planned("early", "default", tiny, 1)])
    with device_lane("cpu").turn(lambda before: None):
        start_waiting(project)
        wait_for_run(project, "early", lambda state: state.before == 1)
        kill_work(project)
        assert queue_state(project) == QueueState(None, ("early",), ("early",))
        assert "without a word" in training_state(project, "early").message
        start_waiting(project)
        assert queue_state(project) == QueueState(None, ("early",), ())
        (item,) = items_of(project.folder)
        item.request_cancel()  # as from another page
        assert wait_for_work(item).state == "cancelled"
    assert queue_state(project) == QueueState(None, (), ())
    assert not project.run_folder("early").exists()


def test_the_number_of_an_unrelated_process_is_not_a_training(project: Project, tiny: dict) -> None:
    """Neither a number in status.json nor the time in it makes a training alive, or keeps it from going on."""
    run = train(project, "old", overrides=tiny, epochs=1)
    status = run.folder / "status.json"
    later = "2999-01-01T00:00:00+00:00"
    write_json(
        status,
        read_json(status) | {"state": "running", "pid": psutil.Process().pid, "updated_at": later},
    )
    assert training_state(project, "old").state == "failed"
    assert queue_state(project) == QueueState(None, (), ())
    train(project, "old", resume=True, epochs=2)
    assert training_state(project, "old").state == "done"


def test_a_training_of_a_command_is_listed_and_stopped_from_elsewhere(project: Project, tiny: dict) -> None:
    """A command's training holds the device, shows its progress, and hears a request to end."""
    seen = []
    enqueue(project, [Planned(name, "default", tiny, 50) for name in ("one", "two", "three")])

    def look(run: str, line: dict) -> None:
        (item,) = items_of(project.folder)
        seen.append((run, training_state(project, run).state, queue_state(project)))
        if run == "one":
            stop_run(project, "one")  # this one alone
        else:
            item.request_cancel()

    with in_foreground(project.folder, "train", "Training", {"runs": ["one", "two", "three"]}) as report:
        found = train_runs(report, ["one", "two", "three"], "cpu", on_epoch=look)
    assert found == {"runs": {"one": "stopped", "two": "stopped"}}
    assert seen == [
        ("one", "running", QueueState("one", ("two", "three"), ())),
        ("two", "running", QueueState("two", ("three",), ())),
    ]
    assert waiting(project) == []  # the third was withdrawn
    assert not (project.folder / "work").exists()


def test_a_command_waits_for_its_turn_unless_it_is_told_not_to(project: Project, tiny: dict) -> None:
    settings = [part for key, value in tiny.items() for part in ("--set", f"{key}={value}")]
    command = ["train", str(project.folder), "--epochs", "1", "--device", "cpu", *settings]
    enqueue(project, [Planned("long", "default", tiny, LONG)])
    start_waiting(project)
    wait_for_run(project, "long", lambda state: state.epoch >= 1)
    assert CliRunner().invoke(main, [*command, "--run", "beside", "--beside"]).exit_code == 0
    assert training_state(project, "long").state == "running"
    (item,) = items_of(project.folder)

    def stop_the_other(*_: object) -> None:
        item.request_cancel()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crvae_core.work.report.log.warning", stop_the_other)  # said when it has to wait
        assert CliRunner().invoke(main, [*command, "--run", "after"]).exit_code == 0
    assert wait_for_work(item).state == "done"
    assert training_state(project, "long").state == "stopped"
    assert training_state(project, "after").state == "done"


def test_names_of_runs_are_free_and_safe(project: Project) -> None:
    assert project.free_run_name("default") == "default-1"
    project.run_folder("default-1").mkdir(parents=True)
    assert project.free_run_name("default") == "default-2"


def test_a_place_for_the_queue_that_can_not_be_written_keeps_nobody_waiting(
    project: Project, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("a file, no folder")
    entered = []
    with device_lane("cpu").turn(partial(pytest.fail, "waits")):
        entered.append(True)
    assert entered
