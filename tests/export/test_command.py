"""The command `export`, and its call for notebooks."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.errors import ConfigError, InputError
from crvae_core.export.everything import export_run
from crvae_core.export.selection import Selection
from crvae_core.runs.run import Run


def _export(run: Run, *arguments: str) -> dict:
    done = CliRunner().invoke(main, ["export", str(run.project.folder), *arguments, "--json"])
    return json.loads(done.stdout)


def test_a_cluster_is_taken_out_as_csv(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    found = _export(
        run, "--to", "csv", "--out", str(out), "--cluster", "1", "--set", "k=2", "--set", "latents=no"
    )
    assert str(out) in found["files"]
    table = pd.read_csv(out)
    assert set(table["cluster"]) == {1}
    assert not [name for name in table.columns if name.startswith("z_")]


def test_the_list_tells_formats_and_settings(run: Run) -> None:
    found = _export(run, "--list")
    assert "csv" in found["formats"]
    assert "raw" in found["settings"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--to FORMAT"),
        (("--to", "csv"), "--out"),
        (("--to", "docx", "--out", "x"), "no format"),
        (("--to", "csv", "--out", "x", "--set", "colour=red"), "no setting"),
        (("--to", "csv", "--out", "x", "--tag", "a", "--cluster", "1"), "give one of them"),
        (("--to", "csv", "--out", "x", "--moments", "nowhere"), "no moment is selected"),
        (("--to", "csv", "--out", "x", "--cluster", "99"), "no cluster"),
    ],
)
def test_wrong_calls_end_with_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in _export(run, *arguments)["error"]
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_calls_it_in_one_line(run: Run, tmp_path: Path) -> None:
    selection = Selection("moments", pair_ids=("v0-002",))
    files = export_run(run, "parquet", tmp_path / "one", selection, {"k": 2, "layout": "pca"})
    assert pd.read_parquet(next(path for path in files if path.suffix == ".parquet"))["pair_id"].tolist() == [
        "v0-002"
    ]
    with pytest.raises(ConfigError):
        export_run(run, "csv", tmp_path / "two", settings={"k": 0})
    with pytest.raises(InputError):
        export_run(run, "csv", files[0], settings={"one_per_video": True})
