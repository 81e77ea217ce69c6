"""The plain loop trains, on pairs that lie on the host."""

import re

import numpy as np
import torch

from crvae_core.bench import plain_loop
from crvae_core.bench.train import batch_errors, describe_device
from crvae_core.model.families import build_model
from crvae_core.model.presets import get_preset
from crvae_core.runs.pair_data import PairData
from crvae_core.training.engine import Engine


def pairs(count: int = 6) -> PairData:
    random = np.random.default_rng(0)
    mask = torch.arange(3) < torch.tensor([1, 2, 3] * (count // 3)).unsqueeze(1)
    return PairData(
        pair_ids=[str(row) for row in range(count)],
        video_ids=["v"] * count,
        images=torch.from_numpy(random.integers(0, 255, (count, 3, 120, 200), dtype=np.uint8)),
        token_ids=torch.from_numpy(random.integers(0, 5, (count, 3))) * mask,
        mask=mask,
        words=list("abcde"),
        matrix=torch.from_numpy(random.normal(size=(5, 6)).astype(np.float32)),
        same_word=torch.arange(5),
        seen=torch.zeros(count, 0),
        sentences=torch.zeros(count, 0),
        weights=torch.ones(5),
    )


def test_the_plain_loop_learns(monkeypatch) -> None:
    monkeypatch.setattr(plain_loop.PlainCrvae.__init__, "__defaults__", (6, 5, 12, 4))
    torch.manual_seed(0)
    training = plain_loop.PlainTraining(pairs(), torch.device("cpu"), batch_size=3)
    losses: list[float] = []
    seconds = training.run(12, losses.append)
    assert len(seconds) == len(losses) == 12
    assert losses[-1] < losses[0]


def test_batch_errors_are_means_over_the_reports_batches() -> None:
    preset = get_preset("default").with_overrides(
        {"shared_size": 4, "picture_size": 4, "words_size": 4, "image_width": 16, "image_features": 8}
        | {"text_hidden": 8}
    )
    data = pairs()
    engine = Engine(preset.training, build_model(preset.model, 6), data, torch.device("cpu"))
    image, text = batch_errors(engine, data)
    assert 0 < image < 1
    assert text > 0


def test_the_machine_is_named_by_kind() -> None:
    assert re.search(r", (1 core|\d+ cores)$", describe_device(torch.device("cpu")))
