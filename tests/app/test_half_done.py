"""What is old or half done says so: a training that goes on or ended early, moments without a vector, curves not yet measured."""

from collections.abc import Callable, Iterator
from shutil import rmtree

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.files import read_json, write_json
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.runs.saved_moments import LATENTS_FILE, MOMENTS_FILE, read_moments, write_moments
from crvae_core.work import locks
from tests.fakes import texts

OpenPage = Callable[..., AppTest]
LOOKING = ("4_Reconstructions", "5_Map", "6_Clusters", "7_Compare")


def say(run: Run, **status: object) -> None:
    """Let a run say how its training stands."""
    path = run.folder / "status.json"
    write_json(path, {**read_json(path), **status})


@pytest.fixture
def in_training(two_groups: Project) -> Iterator[Project]:
    """A project whose only run is being trained further."""
    run = Run(two_groups, "first")
    say(run, state="running", epoch=11, epochs=233)
    held = locks.acquire(run.lock_path)
    assert held is not None
    yield two_groups
    held.release()


@pytest.mark.parametrize("page", LOOKING)
def test_a_run_in_training_is_shown_as_what_it_is(
    in_training: Project, open_page: OpenPage, page: str
) -> None:
    said = texts(open_page(f"pages/{page}.py", project="project"))
    assert "being trained (epoch 11 of 233)" in said
    assert "after epoch 2" in said


def test_a_run_in_training_does_not_count_as_finished(in_training: Project, open_page: OpenPage) -> None:
    said = texts(open_page("streamlit_app.py"))
    assert "1 run in training (epoch 11 of 233)" in said
    assert "finished run" not in said


@pytest.mark.parametrize(
    ("state", "told"), [("stopped", "was stopped early"), ("running", "broke off early")]
)
def test_a_training_that_ended_early_is_told(
    two_groups: Project, open_page: OpenPage, state: str, told: str
) -> None:
    say(Run(two_groups, "first"), state=state, epoch=3, epochs=9)
    assert f"{told} (epoch 3 of 9)" in texts(open_page("pages/5_Map.py", project="project"))
    said = texts(open_page("streamlit_app.py"))
    assert "1 run ended early" in said
    assert "finished run" not in said


def test_a_map_of_a_part_of_the_moments_says_so(two_groups: Project, open_page: OpenPage) -> None:
    folder = Run(two_groups, "first").folder
    moments, latents = read_moments(folder / MOMENTS_FILE), np.load(folder / LATENTS_FILE)
    assert moments is not None
    write_moments(folder, moments[2:], latents[2:])  # trained before two of them were there
    for page in LOOKING:
        said = texts(open_page(f"pages/{page}.py", project="project"))
        assert "18 of 20 moments are shown" in said
        assert "2 moments came later" in said


def test_curves_that_were_not_measured_are_told(two_groups: Project, open_page: OpenPage) -> None:
    rmtree(two_groups.folder / "analysis")
    app = open_page("pages/5_Map.py", project="project")
    assert "The curves have not been measured yet" in texts(app)
    assert "Shown until the curves have been measured." in texts(app)
