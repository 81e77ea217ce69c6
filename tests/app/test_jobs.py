"""Trainings in processes of their own: start, watch, stop, go on, and processes that vanish."""

import json
import os
import signal
import time
from collections.abc import Callable

import pytest

from app import jobs
from crvae_core.errors import RunError
from crvae_core.project.project import Project
from tests.fakes import SMALL_CRVAE

LIMIT_S = 120


def wait(project: Project, run: str, until: Callable[[jobs.JobStatus], bool]) -> jobs.JobStatus:
    """Watch a run until something holds."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        status = jobs.watch(project, run)
        if until(status):
            return status
        time.sleep(0.05)
    pytest.fail(f"still {status} after {LIMIT_S} s: {jobs.last_words(project, run)}")


def test_a_training_runs_to_its_end(trained: Project) -> None:
    assert jobs.watch(trained, "second").state == "none"
    jobs.start_training(trained, "second", "default", SMALL_CRVAE, epochs=3)
    assert jobs.watch(trained, "second").active
    assert jobs.active_run(trained) == "second"
    with pytest.raises(RunError, match="being trained already"):
        jobs.start_training(trained, "second", "default", SMALL_CRVAE, epochs=3)
    done = wait(trained, "second", lambda status: not status.active)
    assert (done.state, done.epoch, done.epochs, done.share) == ("done", 3, 3, 1.0), done
    assert jobs.active_run(trained) is None
    assert (trained.run_folder("second") / "latents.npy").exists()


def test_a_stopped_training_keeps_what_it_learnt_and_goes_on(trained: Project) -> None:
    jobs.start_training(trained, "long", "default", SMALL_CRVAE, epochs=400)
    wait(trained, "long", lambda status: status.epoch >= 2)
    jobs.stop_training(trained, "long")
    stopped = wait(trained, "long", lambda status: not status.active)
    assert stopped.state == "stopped"
    assert 2 <= stopped.epoch < 400
    assert (trained.run_folder("long") / "latents.npy").exists()
    jobs.start_training(trained, "long", "default", resume=True)
    going_on = wait(trained, "long", lambda status: status.epoch > stopped.epoch)
    assert going_on.epochs == 400
    jobs.stop_training(trained, "long")
    wait(trained, "long", lambda status: not status.active)


def test_a_killed_training_is_seen_as_broken(trained: Project) -> None:
    jobs.start_training(trained, "killed", "default", SMALL_CRVAE, epochs=400)
    wait(trained, "killed", lambda status: status.epoch >= 1)
    os.kill(json.loads((trained.run_folder("killed") / "status.json").read_text())["pid"], signal.SIGKILL)
    assert wait(trained, "killed", lambda status: not status.active).state == "broken"


def test_a_training_that_cannot_start_says_why(trained: Project) -> None:
    jobs.start_training(trained, "wrong", "no-such-preset", epochs=1)
    assert wait(trained, "wrong", lambda status: not status.active).state == "failed"
    assert "no preset 'no-such-preset'" in jobs.last_words(trained, "wrong")


def test_names_of_runs_are_free_and_safe(trained: Project) -> None:
    assert trained.free_run_name("default") == "default-1"
    trained.run_folder("default-1").mkdir()
    assert trained.free_run_name("default") == "default-2"
