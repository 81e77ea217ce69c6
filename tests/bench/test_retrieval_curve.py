"""The curve over the number of moments: trained on the first ones, asked about the last ones, nothing left changed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crvae_core.bench import latent, retrieval
from crvae_core.bench.latent import Recipe
from crvae_core.bench.scripted import Plan, write_scripted
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import Run, open_run
from crvae_core.training.train_once import train_once

TINY = {"image_width": 16, "image_features": 16, "text_hidden": 8}


@pytest.fixture
def _a_small_film(monkeypatch: pytest.MonkeyPatch, fake_eye: type) -> None:
    def quick(project: Project, name: str, preset: str, planned: dict[str, Any], *_: Any) -> Run:
        return train_once(project, name, preset, planned | TINY, 1, "cpu")

    recipe = Recipe(write_scripted, 5, plan=Plan(shots=14, height=24, width=40))
    monkeypatch.setitem(latent.LONG_FILMS, retrieval.FILM, recipe)
    monkeypatch.setattr(retrieval, "train_once", quick)
    monkeypatch.setattr(retrieval, "NEW", 13)


@pytest.mark.usefixtures("_a_small_film")
def test_the_first_moments_are_trained_on_and_the_last_asked_about(tmp_path: Path) -> None:
    rows = retrieval.measure_retrieval(tmp_path, (13, 16), steps=3, device="cpu")
    assert rows["pairs"].tolist() == [13] * 3 + [16] * 3
    assert rows[list(retrieval.FIGURES)].stack().between(0, 1).all()
    assert len(retrieval.as_markdown(rows).splitlines()) == 2 + 6
    project = open_project(tmp_path / retrieval.FILM)
    assert project.pairs()["kept"].all()
    trained = open_run(project, "first-16-0-3").saved_moments().query("trained")["pair_id"]
    assert trained.tolist() == project.pairs()["pair_id"][:16].tolist()


def test_the_right_kind_is_counted_among_the_nearest() -> None:
    kinds = np.repeat([0, 1, 2], 4)
    places = np.eye(3)[kinds] + np.linspace(0, 0.01, 12)[:, None]
    assert retrieval.of_right_kind(places, places, kinds, at=4) == 1.0
    assert retrieval.of_right_kind(places, places, kinds, at=8) == 0.5
    assert retrieval.of_right_kind(places, np.roll(places, 4, axis=0), kinds, at=4) == 0.0
