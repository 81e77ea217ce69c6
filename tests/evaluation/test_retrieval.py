"""Recall has known values; CCA finds what two views have in common, the model's halves are asked the same way."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from crvae_core.api import evaluate
from crvae_core.evaluation.retrieval import held_out_retrieval, linear_views, recall, views_of
from crvae_core.runs.pair_data import load_pairs


def test_recall_of_known_spaces() -> None:
    points = np.arange(20.0)[:, None]
    assert recall(points, points, at=1) == 1
    assert recall(points, -100 - points, at=1) == pytest.approx(1 / 20)
    assert recall(np.zeros((20, 2)), np.zeros((20, 2)), at=5) == pytest.approx(5 / 20)  # all alike: chance


def test_cca_finds_what_pictures_and_words_share(make_project) -> None:
    data = load_pairs(make_project((120, 6)))
    kinds = torch.from_numpy(np.random.default_rng(0).integers(0, 8, 120))
    told = replace(data, images=data.images // 8 + (kinds * 28)[:, None, None, None].byte())
    told = replace(
        told, token_ids=kinds[:, None].expand(-1, 3).clone(), mask=torch.ones(120, 3, dtype=torch.bool)
    )
    known, new = views_of(told.select(range(80))), views_of(told.select(range(80, 120)))
    assert recall(*linear_views(known, new)) > 1.6 * 10 / 40
    assert all(np.isfinite(view).all() for view in linear_views(known, new))


def test_held_out_pairs_are_asked(make_project, tiny, train_once) -> None:
    project = make_project((40, 6))
    run = train_once(project, overrides=tiny | {"holdout": 0.4}, epochs=2)
    figures = evaluate(project)
    found = figures["held_out"]["retrieval"]
    assert found["pairs"] == 16
    assert found["chance"] == pytest.approx(10 / 16)
    assert all(0 <= found[name] <= 1 for name in found if name != "pairs")
    assert "retrieval" in figures["sentences"]
    data = load_pairs(project)
    assert held_out_retrieval(run.load_model(), data, data.select(range(5))) is None
