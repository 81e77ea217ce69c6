"""What a training takes: work counted as by hand, times of finished runs taken over, nothing broken by odd folders."""

import shutil
import time

import pytest
import torch

from crvae_core.commands import train_runs
from crvae_core.files import read_json, write_json
from crvae_core.forecast import expectation, eye_time
from crvae_core.forecast import load as load_module
from crvae_core.forecast.expectation import describe_material, expect, need_of
from crvae_core.forecast.load import LoadMeter, present_load
from crvae_core.forecast.machine import MachineSpeed, machine_mark, machine_speed
from crvae_core.forecast.step_work import count_work
from crvae_core.model.presets import PRESETS, get_preset
from crvae_core.sight.onnx_eye import open_eye
from crvae_core.training.loop import train
from tests.fakes import SMALL_REPORT

SPEED = MachineSpeed(convolutions=5e11, products=1e11, memory=2e10, call_s=6e-6)  # two quiet cores


@pytest.fixture
def known_speed(monkeypatch) -> None:
    monkeypatch.setattr(expectation, "machine_speed", lambda *_: SPEED)


def test_work_is_what_counting_by_hand_gives() -> None:
    preset = get_preset("text-only").with_overrides(SMALL_REPORT | {"states": "hidden+cell", "batch_size": 4})
    work = count_work(preset, embedding_dim=10, longest_text=3)
    assert work.convolutions == 0
    dense = (
        (48 * 12 + 12) + (12 * 10 + 10) + (5 * 12 + 12) + (12 * 48 + 48) + 2 * 48
    )  # 2 x 2 x 2 x 6 = 48 features
    gates = 4 * 6
    layers = [gates * (10 + 6 + 2), gates * (12 + 6 + 2)]
    text = 2 * 2 * sum(layers) + 12 * 10 + 10  # both directions of encoder and decoder, and the words' layer
    assert work.products == pytest.approx(3 * 2 * 4 * (dense + text * 3 / 2.5))
    assert work.bytes == 28 * (dense + text)
    picture = count_work(get_preset("conv-cvae"), 1, 1)
    first = 32 * 3 * 9 * 240 * 400
    assert picture.convolutions > 3 * 2 * 32 * first


@pytest.mark.parametrize(("preset", "seconds"), [("default", 0.23), ("crvae-lstm-tf", 0.63)])
def test_times_per_step_are_within_a_factor_of_two_of_those_measured_on_such_cores(preset, seconds) -> None:
    material = expectation.Material(pairs=96, embedding_dim=128, words=283, longest_text=13)
    counted = expectation._seconds_per_step(get_preset(preset), material, SPEED)
    assert seconds / 2 < counted < seconds * 2


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_counted(project, known_speed, preset) -> None:
    found = expect(project, get_preset(preset), "cpu")
    assert found.seconds > 0
    assert found.steps == found.epochs
    assert found.need == need_of(get_preset(preset), describe_material(project))
    assert found.measured_on is None


def test_words_and_held_out_pairs_count(project, known_speed) -> None:
    assert describe_material(project) == expectation.Material(9, 6, 8, 3)
    preset = get_preset("crvae-lstm-tf").with_overrides({"batch_size": 4, "holdout": 0.3})
    found = expect(project, preset, "cpu", epochs=10)
    assert (found.pairs, found.steps) == (6, 20)
    assert count_work(preset, 300, 60).products > 2 * count_work(preset, 300, 10).products


def test_a_finished_run_of_this_machine_corrects_the_count(project, tiny, known_speed) -> None:
    preset = get_preset("default").with_overrides(tiny)
    counted = expect(project, preset, "cpu").seconds_per_step
    run = train(project, "done", preset, epochs=4, device="cpu")
    lines = run.metrics_lines()
    (run.folder / "metrics.jsonl").unlink()
    for line, seconds in zip(lines, (9.0, 15.0, 21.0, 27.0), strict=True):  # the first epoch is slower
        run.append_metrics(line | {"seconds": seconds})
    found = expect(project, preset, "cpu")
    assert found.measured_on == "done"
    assert found.seconds_per_step == pytest.approx(6.0 / 3)
    larger = expect(project, preset.with_overrides({"text_hidden": 64}), "cpu")
    assert larger.seconds_per_step > found.seconds_per_step
    assert 0.0 <= run.status()["others_load"] <= 1.0
    run.write_status("done", machine="cpu-another")
    assert expect(project, preset, "cpu").seconds_per_step == pytest.approx(counted)


def test_runs_of_other_projects_help_and_broken_ones_do_not_hurt(
    make_project, project, tiny, known_speed
) -> None:
    beside = make_project((6, 6), folder="beside")
    train(beside, "far", "default", tiny, epochs=3, device="cpu")
    found = expect(project, get_preset("default"), "cpu")
    assert (found.measured_on, found.elsewhere) == ("far", True)
    (beside.run_folder("far") / "config.json").write_text("{")
    (project.folder.parent / "odd").mkdir()
    (project.folder.parent / "odd" / "project.json").write_text("no")
    assert expect(project, get_preset("default"), "cpu").measured_on is None


def test_the_newest_run_beside_as_much_other_work_tells(
    make_project, project, tiny, known_speed, monkeypatch
) -> None:
    """A time that was measured on a busy machine holds on a busy one, whatever the project; else it is said."""
    beside = make_project((6, 6), folder="beside")
    runs = {
        "old": (project, 0.0, "2026-01-01"),
        "quiet": (beside, 0.1, "2026-01-02"),
        "busy": (project, 0.9, "2026-01-03"),
    }
    train(project, "old", "default", tiny, epochs=3, device="cpu")
    for name, (home, load, day) in runs.items():
        folder = home.run_folder(name)
        if name != "old":
            shutil.copytree(project.run_folder("old"), folder)
        status = folder / "status.json"
        write_json(status, read_json(status) | {"others_load": load, "updated_at": day, "state": "stopped"})

    def told(load: float) -> tuple[str | None, bool, str]:
        monkeypatch.setattr(expectation, "present_load", lambda: load)
        found = expect(project, get_preset("default"), "cpu")
        return found.measured_on, found.elsewhere, found.load_then

    assert told(0.0) == ("quiet", True, "")
    assert told(0.8) == ("busy", False, "")
    assert told(0.5) == ("busy", False, "more")
    shutil.rmtree(project.run_folder("busy"))
    assert told(0.8) == ("quiet", True, "less")


def test_the_time_of_several_trainings_holds_the_look_of_the_eye_once(
    project, known_speed, monkeypatch, capsys
) -> None:
    preset = get_preset("default")
    monkeypatch.setattr(eye_time, "_seconds_per_picture", lambda _: 2.0)
    once, thrice = (expect(project, preset, "cpu", 4, trainings=count) for count in (1, 3))
    frames = project.videos[0].frame_count
    assert once.eye_seconds == thrice.eye_seconds == 2.0 * frames
    assert thrice.seconds - thrice.eye_seconds == pytest.approx(3 * (once.seconds - once.eye_seconds))
    assert "3 trainings of default" in thrice.sentence()
    assert thrice.sentence().endswith("estimated from the model's size and this machine's speed)")
    assert expect(project, preset.with_overrides({"seen_size": 0}), "cpu").eye_seconds == 0.0
    marks = project.video_folder(project.videos[0].video_id) / "eye-lite0.json"
    write_json(marks, {"eye": open_eye("lite0").digest, "frames": "any"})
    assert expect(project, preset, "cpu", 4).eye_seconds == 0.0

    monkeypatch.setattr(train_runs, "is_watched", lambda: True)
    train_runs.tell_expected(project, [("text-only", {}), ("default", {})], "cpu", 4, 2)
    said = capsys.readouterr().err
    assert said.count("Expected: about ") == said.count("2 trainings of ") == 2


def test_the_load_of_others_is_counted_without_our_own() -> None:
    meter = LoadMeter()
    before = time.perf_counter()
    while time.perf_counter() < before + 0.05:
        pass
    assert 0.0 <= meter.others() <= 1.0
    meter._before = (0.0, 0.0, 0.0)
    everything, idle, own = load_module._spent()
    assert meter.others() == pytest.approx((everything - idle - own) / everything, abs=0.01)
    assert 0.0 <= present_load() <= 1.0


def test_the_machine_is_measured_once() -> None:
    device = torch.device("cpu")
    speed = machine_speed(device)
    assert machine_speed(device) is speed
    assert min(speed.convolutions, speed.products, speed.memory) > 1e7
    assert 0 < speed.call_s < 0.01
    assert machine_mark(device) == machine_mark(device)
    assert machine_mark(device).startswith("cpu-")
