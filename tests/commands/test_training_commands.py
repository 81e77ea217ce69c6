"""The commands train, evaluate and presets: one object each, several presets in turn, clear refusals."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crvae_core.cli import main
from crvae_core.model.presets import PRESETS
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.training.queue import Planned, enqueue, waiting
from tests.fakes import SMALL_REPORT


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def settings(values: dict) -> list[str]:
    return [part for key, value in values.items() for part in ("--set", f"{key}={value}")]


def test_several_presets_are_trained_in_turn(project: Project) -> None:
    both = ("--preset", "crvae-rnn-tf", "--preset", "ae-rnn-tf", "--epochs", 1)
    done = run("train", project.folder, *both, *settings(SMALL_REPORT), "--holdout", 0.3, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["runs"] == {"crvae-rnn-tf-1": "done", "ae-rnn-tf-1": "done"}
    assert found["waiting"] == []
    for name in found["runs"]:
        assert len(Run(project, name).held_out) == 3
        assert Path(found["folders"][name]).is_dir()


def test_one_preset_stays_one_run(project: Project, tiny: dict) -> None:
    found = json.loads(
        run("train", project.folder, "--run", "a", "--epochs", 1, *settings(tiny), "--json").stdout
    )
    assert (found["run"], found["state"], found["epoch"]) == ("a", "done", 1)
    held = json.loads(run("evaluate", project.folder, "--run", "a", "--holdout", 0.3, "--json").stdout)
    assert (held["run"], held["held_out"]["pairs"]) == ("a-holdout", 3)
    assert "held_out" not in json.loads(run("evaluate", project.folder, "--run", "a", "--json").stdout)
    other = json.loads(run("evaluate", project.folder, "--run", "a", "--holdout", 0.2, "--json").stdout)
    assert (other["run"], other["held_out"]["pairs"]) == ("a-holdout-20", 2)


def test_what_waits_is_trained_when_asked_for(project: Project, tiny: dict) -> None:
    enqueue(project, [Planned("early", "default", tiny, 1)])
    found = json.loads(run("train", project.folder, "--queued", "--json").stdout)
    assert found["runs"] == {"early": "done"}
    assert json.loads(run("train", project.folder, "--queued", "--json").stdout)["runs"] == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "teacher_forcing=false"), "no setting 'teacher_forcing' in default"),
        (("--preset", "text-only", "--set", "free_bits=1"), "no setting 'free_bits' in text-only"),
        (
            ("--preset", "text-only", "--preset", "default", "--set", "states=hidden"),
            "no setting 'states' in default",
        ),
        (("--preset", "default", "--preset", "nix"), "no preset 'nix'"),
        (("--preset", "nix.json"), "no file nix.json"),
        (("--preset", "default", "--preset", "text-only", "--run", "a"), "--run names one run"),
        (("--holdout", "0.9"), "holdout=0.9 must be at most 0.5"),
        (("--resume", "--holdout", "0.2"), "resumed with its own settings"),
        (("--resume", "--preset", "text-only"), "resumed with its own preset"),
        (("--queued", "--epochs", "2"), "have their own settings"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_a_sentence(
    project: Project, arguments: tuple, said: str
) -> None:
    done = run("train", project.folder, *arguments, "--json")
    assert done.exit_code == 2, done.output
    assert said in json.loads(done.stdout)["error"]
    assert not list((project.folder / "runs").glob("*/"))


def test_runs_that_fail_are_named_and_the_others_kept(project: Project, tiny: dict) -> None:
    table = [
        Planned("few", "default", tiny | {"holdout": 0.5, "seed": 1}),
        Planned("good", "default", tiny, 1),
    ]
    enqueue(project, table)
    for name in ("config.json", "model.safetensors"):  # another training took the name and saved something
        (project.run_folder("few") / name).write_text("{}")
    done = run("train", project.folder, "--queued", "--json")
    assert done.exit_code == 2
    said = json.loads(done.stdout)["error"]
    assert "few failed" in said
    assert "good is done" in said
    assert not waiting(project)


def test_presets_are_listed_and_shown_to_copy(project: Project, tiny: dict, tmp_path: Path) -> None:
    listed = json.loads(run("presets", "--json").stdout)["presets"]
    assert "crvae-lstm-tf: 160.5 M weights, 5.3 GB of memory, 2.2 GB on the disk\n" in run("presets").stdout
    assert list(listed) == list(PRESETS)
    assert listed["crvae-lstm-tf"]["weights"] > 1e8
    assert listed["default"]["memory_bytes"] < listed["crvae-lstm-tf"]["memory_bytes"]
    assert all(entry["description"] for entry in listed.values())
    shown = run("presets", "default").stdout
    assert json.loads(shown) == PRESETS["default"].to_json()
    assert shown.startswith("{\n")
    copied = json.loads(shown)
    copied["model"] |= {key: value for key, value in tiny.items() if key in copied["model"]}
    copied["training"]["batch_size"] = 3
    (tmp_path / "mine.json").write_text(json.dumps(copied))
    done = run("train", project.folder, "--preset", tmp_path / "mine.json", "--epochs", 1, "--json")
    assert done.exit_code == 0, done.output
    trained = Run(project, "default-1")
    assert trained.training_settings.batch_size == 3
    assert trained.model_settings.to_json() == copied["model"]


def test_presets_tell_what_a_training_takes(project: Project) -> None:
    found = json.loads(run("presets", "text-only", project.folder, "--device", "cpu", "--json").stdout)
    assert found["expected"]["steps"] == 500
    assert found["expected"]["seconds"] > 0
    assert run("presets", "nix").exit_code == 2


@pytest.mark.parametrize("content", ["", "[1]", '{"preset": "default"}', "\x00"])
def test_files_that_hold_no_preset_are_refused(project: Project, tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.json").write_text(content)
    done = run("train", project.folder, "--preset", tmp_path / "bad.json", "--json")
    assert done.exit_code == 2
    assert "holds no preset" in json.loads(done.stdout)["error"]
