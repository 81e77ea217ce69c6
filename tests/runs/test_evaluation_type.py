"""What evaluation.json holds is read back as it was; what an earlier version did not measure is missing; the rest is refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from crvae_core.errors import RunError
from crvae_core.runs.evaluation import Evaluation, Figures, Gate, HeldOut, Retrieval, read_evaluation

FOUND = Evaluation(
    pairs=9,
    image_mse=0.1,
    latent_dim=12,
    active_units=3,
    epochs=2,
    held_out=HeldOut(pairs=3, image_mse=0.2, retrieval=Retrieval(12, 0.5, 0.4, 0.3, 0.2, 0.8)),
    videos={"a": Figures(pairs=4), "b": Figures(pairs=5, text_mse=0.3)},
    sentences={"image_mse": "So it is."},
    gates=(Gate("alive", "Alive?", False, 1.0, "It is not.", "Train longer."),),
)


def test_it_is_read_back_as_it_was() -> None:
    stored = json.loads(json.dumps(FOUND.to_json(), allow_nan=False))
    assert read_evaluation(stored, "one") == FOUND
    assert FOUND["held_out"]["image_mse"] == stored["held_out"]["image_mse"] == 0.2
    assert FOUND.collapsed == FOUND.gates[0]
    alone = replace(FOUND, held_out=None, videos={}, gates=())
    assert not {"held_out", "videos"} & set(alone.to_json())
    assert read_evaluation(alone.to_json(), "one") == alone
    assert alone.collapsed is None


def test_earlier_versions_measured_less() -> None:
    found = read_evaluation({"pairs": 4, "image_mse": 0.5, "unheard_of": {"x": 1}}, "old")
    assert (found.pairs, found.image_mse, found.chrf, found.gates) == (4, 0.5, None, ())


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {"image_mse": "0.1"},
        {"image_mse": float("nan")},
        {"pairs": None},
        {"held_out": 5},
        {"held_out": {"retrieval": {"pairs": 3}}},
        {"videos": [1]},
        {"videos": {"a": []}},
        {"sentences": ["x"]},
        {"gates": [{"name": "alive"}]},
        {"gates": [{"name": 1, "title": "", "passed": None, "number": None, "sentence": ""}]},
        {"gates": ["x"]},
        {"gates": 7},
    ],
)
def test_what_is_no_evaluation_is_refused(values: Any) -> None:
    with pytest.raises(RunError, match=r"the evaluation of 'one' is damaged .*evaluate it again"):
        read_evaluation(values, "one")
