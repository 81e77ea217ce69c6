"""The commands encode, verbalise and evaluate on a tiny run: what they write, print and refuse."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.demo.opening import open_demo
from crvae_core.project.project import Project


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return open_demo(tmp_path_factory.mktemp("demo"))


def run(*arguments: object, code: int = 0) -> dict:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_encode_writes_a_row_per_moment(demo: Project, tmp_path: Path) -> None:
    found = run("encode", demo.folder, "--videos", demo.videos[1].video_id, "--out", tmp_path / "z.csv")
    table = pd.read_csv(found["files"][0])
    assert len(table) == found["pairs"] == demo.videos[1].pair_count
    assert [f"z{place + 1}" for place in range(found["latent_dim"])] == list(
        table.columns[-found["latent_dim"] :]
    )
    assert "no kind of file" in run("encode", demo.folder, "--out", tmp_path / "z.txt", code=2)["error"]


def test_verbalise_reads_moments_in_words(demo: Project) -> None:
    chinese = next(video.video_id for video in demo.videos if video.language == "zh")
    asked = ("--video-id", chinese, "--words", "frequent", "--language", "other", "--k", 2, "--first", 3)
    moments = run("verbalise", demo.folder, *asked)["moments"]
    assert len(moments) == 3
    assert all(moment["read"].isascii() for moment in moments)
    assert {len(choices) for moment in moments for choices in moment["choices"]} <= {1, 2}
    for wrong in (("--words", "some"), ("--language", "fr"), ("--metric", "taxi")):
        assert "take one of" in run("verbalise", demo.folder, *wrong, code=2)["error"]


def test_evaluate_says_whether_the_space_is_worth_exploring(demo: Project) -> None:
    result = CliRunner().invoke(main, ["evaluate", str(demo.folder)])
    assert result.exit_code == 0, result.output
    assert "The vector is alive? yes." in result.stdout
    assert len(run("evaluate", demo.folder)["gates"]) == 7
