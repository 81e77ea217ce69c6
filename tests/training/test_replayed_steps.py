"""Steps that a GPU replays: none of them may ask the device for a value, and they learn what steps one by one learn."""

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.model.report.presets import REPORT_PRESETS
from crvae_core.runs.pair_data import PairData, load_pairs
from crvae_core.training.cuda_graphs import ReplayedSteps
from crvae_core.training.engine import Engine
from crvae_core.training.recipe import recipe_for
from tests.fakes import SMALL_REPORT

on_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
PLAIN = [preset.name for preset in REPORT_PRESETS if preset.name not in ("crvae-bert-tf", "crvae-cgan")]


@pytest.fixture
def data(make_project) -> PairData:
    return load_pairs(make_project((20, 6)))


def _made(name: str, data: PairData, **changed: object):
    preset = get_preset(name).with_overrides(SMALL_REPORT | changed)
    torch.manual_seed(0)
    model = build_model(
        preset.model, data.embedding_dim, vocabulary_size=len(data.matrix), longest_text=data.mask.shape[1]
    )
    return preset, model


@pytest.mark.parametrize("padding", ["batch", "longest"])
@pytest.mark.parametrize("name", PLAIN)
def test_a_step_never_waits_for_a_value(data: PairData, name: str, padding: str) -> None:
    """Tensors without values stand in for those of a device: reading one, as a branch on it would, fails."""
    preset, model = _made(name, data, padding=padding)
    recipe = recipe_for(preset.training, model)
    assert recipe.capturable
    with FakeTensorMode(allow_non_fake_inputs=True):
        batch = data.batch(torch.arange(4), 3)
        recipe.outcome(batch, data, 0.0).loss.backward()


@on_a_gpu
@pytest.mark.parametrize("name", PLAIN)
def test_replayed_steps_learn_what_single_steps_learn(data: PairData, name: str) -> None:
    losses = {}
    for replayed in (False, True):
        preset, model = _made(name, data, precision="float32")
        engine = Engine(preset.training, model, data, torch.device("cuda"))
        if not replayed:
            engine._replayed = None
        losses[replayed] = [engine.train_epoch(epoch, 6)["loss"] for epoch in range(6)]
        assert engine.mode == ("replayed" if replayed else "eager")
    assert losses[True] == pytest.approx(losses[False], rel=1e-3)


@on_a_gpu
def test_what_cannot_be_replayed_goes_on_step_by_step() -> None:
    """After a capture that failed, random numbers can be drawn, and seeded, as before."""
    weights = torch.ones(3, device="cuda", requires_grad=True)

    def step(rows, length):
        loss = (weights * torch.rand(3, device="cuda")).sum()
        if float(loss) < 0:  # waits for the device, which a capture does not allow
            raise AssertionError
        loss.backward()
        return loss.detach()

    steps, rows = ReplayedSteps(step), torch.arange(2, device="cuda")
    drawn = [float(steps(rows, 1)) for _ in range(4)]
    assert not steps.works
    torch.manual_seed(5)
    first = float(steps(rows, 1))
    torch.manual_seed(5)
    assert float(steps(rows, 1)) == first
    assert len(set(drawn)) == 4
