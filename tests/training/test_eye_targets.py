"""A training with a trained eye: kept with the run, resumed with the same eye alone, left out only when asked for."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from crvae_core.errors import CheckpointError, EyeError, RunError
from crvae_core.files import write_array, write_json
from crvae_core.model.presets import get_preset
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run
from crvae_core.sight import eye as eyes
from crvae_core.sight.components import EyeAxes, find_axes, read_axes
from crvae_core.training.engine import Engine
from crvae_core.training.eye_targets import AXES_FILE, WITHOUT, eye_of, look_ahead
from crvae_core.training.loop import train
from crvae_core.training.objective import batch_loss
from crvae_core.training.queue import Planned, enqueue
from tests.fakes import FakeEye


@pytest.fixture
def seeing(tiny: dict, fake_eye: type[FakeEye]) -> dict:
    return tiny | {"seen_size": 3}


def test_a_run_keeps_its_eye_and_goes_on_with_it(project: Project, seeing: dict) -> None:
    def stop(line: dict) -> None:
        if line["epoch"] == 2:
            Run(project, "seen").request_stop()

    run = train(project, "seen", overrides=seeing, epochs=3, device="cpu", on_epoch=stop)
    assert run.config["eye"] == {"name": "lite0", "digest": "one"}
    assert read_axes(run.folder / AXES_FILE, 12, 3).axes.shape == (12, 3)
    assert (run.metrics()["seen"] > 0).all()
    whole = train(project, "whole", overrides=seeing, epochs=3, device="cpu")
    longer = train(project, "seen", resume=True, device="cpu")
    assert longer.metrics()["loss"].iloc[2] == pytest.approx(whole.metrics()["loss"].iloc[2], rel=1e-4)
    assert np.isfinite(moments_of(longer).latents).all()


def test_the_eye_looks_once(project: Project, seeing: dict, fake_eye: type[FakeEye]) -> None:
    told = []
    preset = get_preset("default").with_overrides(seeing)
    look_ahead(project, eye_of(preset), lambda what, share: told.append(share))
    assert told
    seen = fake_eye.pictures
    train(project, "seen", overrides=seeing, epochs=1, device="cpu")
    assert fake_eye.pictures == seen > 0


def test_another_eye_or_damaged_axes_are_refused(
    project: Project, seeing: dict, fake_eye: type[FakeEye], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = train(project, "seen", overrides=seeing, epochs=1, device="cpu")
    monkeypatch.setattr(fake_eye, "digest", "two")
    with pytest.raises(RunError, match=r"another eye 'lite0'.*train a new run"):
        train(project, "seen", resume=True, epochs=2, device="cpu")
    assert torch.isfinite(run.load_model().seen_head.weight).all()  # old runs open without their eye
    monkeypatch.setattr(fake_eye, "digest", "one")
    for content in (b"", b"nonsense", (run.folder / AXES_FILE).read_bytes()[:-9]):
        (run.folder / AXES_FILE).write_bytes(content)
        with pytest.raises(CheckpointError, match="train a new run"):
            train(project, "seen", resume=True, epochs=2, device="cpu")


@pytest.mark.parametrize(
    ("mean", "axes"),
    [
        (np.zeros(12), np.full((12, 3), np.nan)),
        (np.full(12, np.inf), np.zeros((12, 3))),
        (np.zeros(12), np.zeros((12, 2))),
        (np.zeros(5), np.zeros((5, 3))),
        (np.zeros(0), np.zeros((0, 3))),
        (np.zeros((12, 1)), np.zeros((12, 3))),
    ],
)
def test_axes_that_do_not_fit_are_refused(tmp_path: Path, mean: np.ndarray, axes: np.ndarray) -> None:
    EyeAxes(mean.astype(np.float32), axes.astype(np.float32)).save(tmp_path / AXES_FILE)
    with pytest.raises(CheckpointError, match=r"12 features of an eye as 3 values.*train a new run"):
        read_axes(tmp_path / AXES_FILE, 12, 3)


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.int32, torch.bool])
def test_axes_of_another_number_format_are_refused(tmp_path: Path, kind: torch.dtype) -> None:
    axes = {"mean": torch.zeros(12, dtype=kind), "axes": torch.zeros(12, 3, dtype=kind)}
    save_file(axes, tmp_path / AXES_FILE)
    with pytest.raises(CheckpointError, match="train a new run"):
        read_axes(tmp_path / AXES_FILE, 12, 3)


def test_an_eye_that_is_gone_is_named_when_a_run_goes_on(project: Project, seeing: dict) -> None:
    run = train(project, "seen", overrides=seeing, epochs=1, device="cpu")
    write_json(run.folder / "config.json", run.config | {"eye": {"name": "mine", "digest": "x"}})
    with pytest.raises(EyeError, match=r"'seen' was begun with can't be used.*'mine'.*train a new run"):
        train(project, "seen", resume=True, epochs=2, device="cpu")


def test_a_training_goes_on_without_the_eye_only_when_asked(
    project: Project, tiny: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eyes.ShippedEye.__init__, "__defaults__", (tmp_path / "missing.safetensors",))
    with pytest.raises(EyeError, match=r"is missing: .*--without-eye"):
        train(project, "blind", overrides=tiny | {"seen_size": 3}, epochs=1, device="cpu")
    with pytest.raises(EyeError, match="--without-eye"):
        enqueue(project, [Planned("blind", "default")])
    assert not Run(project, "blind").folder.exists()
    run = train(project, "blind", overrides=tiny | WITHOUT, epochs=1, device="cpu")
    assert "eye" not in run.config
    assert not (run.folder / AXES_FILE).exists()
    with pytest.raises(EyeError, match=r"no eye 'nix'.*eye add"):
        eye_of(get_preset("default").with_overrides({"eye": "nix"}))


def test_frames_that_are_all_alike_give_no_nan(project: Project, seeing: dict) -> None:
    frames = np.full((10, 120, 200, 3), 90, np.uint8)
    write_array(project.video_folder("v0") / "frames.npy", frames)
    run = train(project, "grey", overrides=seeing, epochs=2, device="cpu")
    assert not read_axes(run.folder / AXES_FILE, 12, 3).axes.any()
    assert np.isfinite(run.metrics()[["loss", "seen"]].to_numpy(float)).all()
    assert np.isfinite(moments_of(run).latents).all()


def test_axes_have_variance_1_and_few_features_are_enough() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(6, 20)) + 3
    values = find_axes(features, 8)(features)
    assert values.shape == (6, 8)
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(values.var(axis=0).sum(), 1, rtol=1e-4)
    assert not values[:, 5:].any()  # 6 centred pictures have 5 axes
    assert not find_axes(features[:1], 4)(features[:1]).any()
    assert np.isfinite(find_axes(np.zeros((4, 20)), 4)(np.zeros((4, 20)))).all()
    repeated = np.repeat(features[:1], 9, axis=0) * (1 + 2e-4 * random.normal(size=(9, 20)))  # rounding alone
    assert not find_axes(repeated, 4).axes.any()


def test_what_is_seen_moves_the_scene_alone(project: Project, seeing: dict) -> None:
    run = train(project, "seen", overrides=seeing, epochs=1, device="cpu")
    model, settings = run.new_model(), run.training_settings.with_overrides({"seen_weight": 1e6})
    from crvae_core.runs.snapshot import take_snapshot
    from crvae_core.training.eye_targets import kept_targets

    data = kept_targets(run, take_snapshot(project, eye=FakeEye()).data)
    engine = Engine(settings, model, data, torch.device("cpu"))
    outcome = batch_loss(model, engine.data.batch(slice(None)), data.matrix, data.same_word, settings, 1.0)
    outcome.loss.backward()
    assert model.seen_head.weight.grad.abs().sum() > 0
    heavy, light = model.scene_head.weight.grad.norm(), model.image_head.weight.grad.norm()
    assert heavy > 100 * light
