"""`bench latent`: a line per video and way of making vectors, what trainings agree on, and no training twice."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crvae_core.bench import latent
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.training.train_once import train_once

TINY = {"image_width": 16, "image_features": 16, "text_hidden": 8, "steps": 2}
BASELINES = ["PCA of pixels, best of 10, 20, 50", "TF-IDF of words", "the trained eye alone"]


@pytest.fixture
def _known(monkeypatch: pytest.MonkeyPatch, make_project) -> None:
    project = make_project((12, 6))
    kinds = np.arange(12) // 4
    monkeypatch.setattr(latent, "known_video", lambda *_: latent.Known(project, kinds))
    monkeypatch.setattr(latent, "PCA_SIZES", (2, 4))

    def quick(project: Project, name: str, preset: str, planned: dict[str, Any], *_: Any) -> Run:
        return train_once(project, name, preset, planned | TINY, 1, "cpu")

    monkeypatch.setattr(latent, "train_once", quick)


@pytest.mark.usefixtures("_known")
def test_every_way_has_its_line_and_trainings_are_compared(tmp_path: Path) -> None:
    told: list[str] = []
    rows = latent.measure_latents(
        tmp_path, ["scripted-1"], (0, 1), progress=lambda text, share: told.append(text), without_eye=True
    )
    table = latent.summary(rows).set_index("vectors")
    ways = [
        f"{title}, picture weight {weight}"
        for title in ("default", "default without the eye")
        for weight in (0.9, 1, 0)
    ]
    assert table.index.tolist() == BASELINES + ways
    assert table.loc[BASELINES, "agreement"].isna().all()
    assert table.loc[ways, "agreement"].between(-1, 1).all()
    assert "scripted-1, seed 1" in told
    alone = latent.measure_latents(tmp_path, ["scripted-1"], (0,))
    assert latent.summary(alone)["agreement"].isna().all()
    seconds = rows.loc[rows["seed"].eq(0) & rows["vectors"].isin(ways[:3]), "train_seconds"]
    assert alone["train_seconds"].dropna().tolist() == seconds.tolist()  # nothing was trained twice
    assert "| scripted-1 | default, picture weight 0.9 |" in latent.as_markdown(alone)
