"""What the report's models train in: a number format that the hardware has, and the model is known to be faster in."""

import pytest

from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.model.report.dense import Dense
from crvae_core.model.report.report_model import ReportModel
from crvae_core.training.report_recipe import ReportRecipe
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


@pytest.mark.parametrize("hardware", [True, False])
def test_large_products_follow_the_convolutions(hardware: bool) -> None:
    layers = [layer for layer in prepared("crvae-lstm-tf", hardware).modules() if isinstance(layer, Dense)]
    assert layers
    assert all(layer.reduced_precision == hardware for layer in layers)
