"""What the report's models train in: a number format that the hardware has, and the model is known to be faster in."""

import pytest
import torch

from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.model.report.dense import Dense
from crvae_core.model.report.report_model import ReportModel
from crvae_core.project.project import Project
from crvae_core.runs.pair_data import load_pairs
from crvae_core.training.report_recipe import ReportRecipe, report_loss
from tests.fakes import SMALL_REPORT


def prepared(preset: str, hardware: bool, **changes: str) -> ReportModel:
    chosen = get_preset(preset).with_overrides(SMALL_REPORT | changes)
    model = build_model(chosen.model, 6, longest_text=7)
    assert isinstance(model, ReportModel)
    model.reduced_precision = hardware  # as the engine finds it
    ReportRecipe(chosen.training, model)
    return model


@pytest.mark.parametrize("hardware", [True, False])
@pytest.mark.parametrize(
    ("preset", "changes", "follows"),
    [
        ("crvae-lstm-tf", {}, True),
        ("crvae-lstm-tf", {"padding": "masked"}, False),  # packed texts run another way
        ("crvae-gru-tf", {}, False),
        ("crvae-rnn-tf", {}, False),
    ],
)
def test_recurrent_layers_follow_the_convolutions_where_that_is_faster(
    preset: str, changes: dict[str, str], follows: bool, hardware: bool
) -> None:
    assert prepared(preset, hardware, **changes).reduced_recurrence == (follows and hardware)


@pytest.mark.parametrize(("wanted", "reduced"), [("float32", False), ("bfloat16", True)])
def test_who_asks_for_a_format_gets_it(wanted: str, reduced: bool) -> None:
    for hardware in (True, False):
        assert prepared("crvae-lstm-tf", hardware, recurrent_precision=wanted).reduced_recurrence == reduced


@pytest.mark.parametrize("preset", ["crvae-lstm", "crvae-rnn-tf", "crvae-gru", "crvae-gpt-tf", "crvae-cgan"])
@pytest.mark.parametrize("padding", ["longest", "batch", "masked"])
def test_every_model_learns_with_recurrent_layers_in_bfloat16(
    project: Project, preset: str, padding: str
) -> None:
    data = load_pairs(project)
    model = prepared(preset, True, padding=padding, recurrent_precision="bfloat16").train()
    outcome = report_loss(model, data.batch(slice(0, 4), 7), data, get_preset(preset).training)
    outcome.loss.backward()
    assert all(weights.grad.isfinite().all() for weights in model.parameters() if weights.grad is not None)


@pytest.mark.parametrize("hardware", [True, False])
def test_large_products_follow_the_convolutions(hardware: bool) -> None:
    layers = [layer for layer in prepared("crvae-lstm-tf", hardware).modules() if isinstance(layer, Dense)]
    assert layers
    assert all(layer.reduced_precision == hardware for layer in layers)


def test_gradients_stay_near_those_of_float32(project: Project) -> None:
    data = load_pairs(project)
    chosen = get_preset("crvae-lstm-tf").with_overrides(SMALL_REPORT | {"batch_norm": "false"})
    found = []
    for reduced in (False, True):
        torch.manual_seed(0)
        model = build_model(chosen.model, data.embedding_dim, longest_text=data.mask.shape[1]).train()
        model.reduced_precision = reduced
        ReportRecipe(chosen.training, model)
        report_loss(model, data.batch(slice(0, 16)), data, chosen.training).loss.backward()
        found.append({name: weights.grad for name, weights in model.named_parameters()})
    off = [
        float((near - exact).norm() / exact.norm())
        for exact, near in zip(*(one.values() for one in found), strict=True)
    ]
    assert 0 < max(off) < 0.15
    assert sorted(off)[len(off) // 2] < 0.03
