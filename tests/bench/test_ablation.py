"""A piece that is taken out of the training is really out, and the table has a line for it."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crvae_core.bench import ablation
from crvae_core.bench.ablation import as_markdown, measure_ablation
from crvae_core.cli import main
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import Run, open_run
from crvae_core.training.train_once import train_once

TINY = {"image_width": 16, "image_features": 16, "text_hidden": 8, "seen_size": 0}


@pytest.fixture
def _one_small_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    def quick(project: Project, name: str, preset: str, planned: dict[str, Any], *_: Any) -> Run:
        return train_once(project, name, preset, planned | TINY, 1, "cpu")

    monkeypatch.setattr(ablation, "train_once", quick)


@pytest.mark.usefixtures("_one_small_epoch")
def test_one_piece_after_the_other(tmp_path: Path) -> None:
    pieces = ("all of it", "no part dropout")
    rows = measure_ablation(tmp_path, ["scripted-1"], [0], steps=9, pieces=pieces)
    assert rows["piece"].tolist() == list(pieces)
    assert rows["retrieval"].between(0, 1).all()
    assert not rows.isna().any(axis=None)
    assert [line.split(" | ")[0] for line in as_markdown(rows).splitlines()[2:]] == [
        f"| {one}" for one in pieces
    ]
    without = open_run(open_project(tmp_path / "scripted-1"), f"ablation-{pieces[1].replace(' ', '-')}-0-9")
    assert without.training_settings.part_dropout == 0
    assert without.training_settings.word_dropout > 0


@pytest.mark.parametrize(("option", "text"), [("--pieces", "no magic"), ("--videos", "scripted-9")])
def test_an_unknown_name_is_named(tmp_path: Path, option: str, text: str) -> None:
    result = CliRunner().invoke(main, ["bench", "ablation", option, text, "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert text in result.output
