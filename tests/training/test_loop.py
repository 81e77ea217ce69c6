import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from crvae_core.errors import ConfigError, RunError
from crvae_core.model.presets import PRESETS
from crvae_core.model.settings import MIN_EPOCHS
from crvae_core.project.project import save_pairs
from crvae_core.runs.run import open_run
from crvae_core.training import crvae_recipe
from crvae_core.training.crvae_recipe import learning_rate
from crvae_core.training.loop import train
from crvae_core.work import locks


def losses(run) -> list[float]:
    return list(run.metrics()["loss"])


def stop_after(epoch, run_folder: Path):
    def on_epoch(line) -> None:
        if line["epoch"] == epoch:
            (run_folder / "stop").touch()

    return on_epoch


def test_a_run_leaves_all_its_files(project, tiny) -> None:
    seen = []
    run = train(project, overrides=tiny, epochs=3, on_epoch=seen.append)
    assert run.name == "default-1"
    assert run.status()["state"] == "done"
    assert run.status()["epoch"] == run.status()["epochs"] == 3
    assert run.status()["train_seconds"] > 0
    assert [line["epoch"] for line in seen] == [1, 2, 3]
    wanted = {"epoch", "seconds", "loss", "image_mse", "text_mse", "kl", "token_accuracy", "lr"}
    assert wanted <= set(run.metrics().columns)
    assert run.latents().shape == (10, 12)
    assert run.latents().dtype == np.float32
    assert np.isfinite(run.latents()).all()
    assert run.pair_ids == list(project.pairs()["pair_id"])
    assert run.parts == {"shared": [0, 4], "picture": [4, 8], "words": [8, 12]}
    assert run.evaluation()["pairs"] == 9
    assert run.samples()[-1].name == "000003.png"
    words = json.loads(run.samples()[-1].with_suffix(".json").read_text(encoding="utf-8"))
    assert len(words["pair_ids"]) == len(words["true_words"]) == len(words["free_words"]) == 4
    assert not list(run.folder.glob("**/.tmp-*"))


def test_training_learns(project, tiny) -> None:
    run = train(project, overrides=tiny, epochs=30)
    assert losses(run)[-1] < 0.8 * losses(run)[0]


def test_stopped_and_resumed_is_the_same_as_unbroken(project, tiny) -> None:
    whole = train(project, "whole", overrides=tiny, epochs=6)
    folder = project.run_folder("parts")
    stopped = train(project, "parts", overrides=tiny, epochs=6, on_epoch=stop_after(3, folder))
    assert stopped.status()["state"] == "stopped"
    assert len(losses(stopped)) == 3
    assert stopped.latents().shape == (10, 12)
    resumed = train(project, "parts", resume=True)
    assert resumed.status()["state"] == "done"
    assert losses(resumed) == losses(whole)
    np.testing.assert_array_equal(resumed.latents(), whole.latents())


def test_resume_goes_back_to_the_last_saved_state(project, tiny, monkeypatch) -> None:
    whole = train(project, "whole", overrides=tiny, epochs=6)

    def die(line) -> None:
        if line["epoch"] == 5:
            raise OSError("the machine went down")

    with pytest.raises(OSError, match="went down"):
        train(project, "dead", overrides=tiny | {"save_every": 3}, epochs=6, on_epoch=die)
    dead = open_run(project, "dead")
    assert dead.status()["state"] == "failed"
    assert len(losses(dead)) == 5
    assert losses(train(project, "dead", resume=True)) == losses(whole)


def test_a_finished_run_can_be_trained_further(project, tiny) -> None:
    train(project, "more", overrides=tiny, epochs=2)
    run = train(project, "more", resume=True, epochs=4)
    assert list(run.metrics()["epoch"]) == [1, 2, 3, 4]
    assert run.status()["epochs"] == 4
    with pytest.raises(RunError, match="already 4 epochs"):
        train(project, "more", resume=True, epochs=3)


def test_the_seed_decides(project, tiny) -> None:
    first = train(project, overrides=tiny, epochs=1)
    state = torch.random.get_rng_state()
    same = train(project, overrides=tiny, epochs=1)
    other = train(project, overrides=tiny | {"seed": 1}, epochs=1)
    assert losses(first) == losses(same)
    assert losses(first) != losses(other)
    assert torch.equal(state, torch.random.get_rng_state())


def test_an_interrupt_ends_as_stopped_with_a_checkpoint(project, tiny) -> None:
    def interrupt(line) -> None:
        if line["epoch"] == 2:
            raise KeyboardInterrupt

    run = train(project, overrides=tiny, epochs=5, on_epoch=interrupt)
    assert run.status()["state"] == "stopped"
    assert run.status()["epoch"] == 2
    run.load_model()
    assert len(losses(train(project, resume=True))) == 5


def test_a_loss_that_is_no_number_ends_the_run(project, tiny, monkeypatch) -> None:
    original = crvae_recipe.batch_loss

    def broken(*arguments):
        outcome = original(*arguments)
        return replace(outcome, loss=outcome.loss * math.nan)

    monkeypatch.setattr(crvae_recipe, "batch_loss", broken)
    with pytest.raises(RunError, match="no longer a number in epoch 1"):
        train(project, "nan", overrides=tiny, epochs=2)
    assert open_run(project, "nan").status()["state"] == "failed"


def test_two_trainings_of_a_run_exclude_each_other(project, tiny) -> None:
    run = train(project, "one", overrides=tiny, epochs=1)
    with locks.held(run.lock_path, RunError("busy")), pytest.raises(RunError, match="another process"):
        train(project, "one", resume=True)
    with pytest.raises(RunError, match="already a run"):
        train(project, "one", overrides=tiny, epochs=1)


def test_too_few_pairs_leave_nothing_behind(make_project, tiny) -> None:
    project = make_project((5, 6))
    table = project.pairs()
    table.loc[:1, "kept"] = False
    save_pairs(project, table)
    with pytest.raises(RunError, match="3 pairs are too few"):
        train(project, "few", overrides=tiny, epochs=1)
    assert not project.run_folder("few").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        {"preset": "nonsense"},
        {"overrides": {"nonsense": 1}},
        {"overrides": {"batch_size": 0}},
        {"epochs": 0},
        {"device": "nonsense"},
    ],
)
def test_wrong_settings_are_refused_before_anything_is_written(project, arguments) -> None:
    with pytest.raises(ConfigError):
        train(project, "wrong", **arguments)
    assert not project.run_folder("wrong").exists()


def test_resume_without_a_run(project) -> None:
    with pytest.raises(RunError, match="train one first"):
        train(project, resume=True)


def test_pairs_without_words_are_trained_on_their_pictures(make_project, tiny) -> None:
    project = make_project((6, 5))
    table = project.pairs()
    table["tokens"] = [[], [], [], [], [], ["doctor"]]
    save_pairs(project, table)
    run = train(project, overrides=tiny | {"batch_size": 2}, epochs=1)
    assert np.isfinite(run.metrics().to_numpy(dtype=float)).all()
    assert np.isfinite(run.latents()).all()


def test_several_videos_in_one_run(make_project, tiny) -> None:
    project = make_project((6, 5), (7, 5))
    run = train(project, overrides=tiny, epochs=1)
    assert run.latents().shape == (13, 12)
    assert set(run.evaluation()["videos"]) == {"v0", "v1"}
    assert run.config["videos"] == ["v0", "v1"]


def test_videos_with_other_vectors_do_not_mix(make_project, tiny) -> None:
    with pytest.raises(ConfigError, match="different sizes"):
        train(make_project((6, 5), (6, 7)), overrides=tiny, epochs=1)


def test_the_plan_is_made_in_steps() -> None:
    settings = PRESETS["default"].training.with_overrides({"steps": 1000, "batch_size": 16})
    assert settings.plan_epochs(96) == 167
    assert settings.plan_epochs(100_000) == MIN_EPOCHS


def test_the_learning_rate_makes_one_cycle() -> None:
    rates = [learning_rate(1.0, step / 100) for step in range(101)]
    assert max(rates) == pytest.approx(1.0)
    assert 0 < rates[0] < 0.1
    assert rates[-1] == pytest.approx(0.0)
    assert np.argmax(rates) == pytest.approx(15, abs=1)
