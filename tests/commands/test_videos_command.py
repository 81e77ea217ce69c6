"""The command videos: a table for people, one JSON object for programs, properties set and read from CSV."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.project.project import Project, open_project


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(main, ["videos", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_groups_are_set_shown_written_and_read(make_project: Callable[..., Project], tmp_path: Path) -> None:
    folder = make_project((4, 6), (3, 6)).folder
    shown = _run(folder, "--set", "v0", "group=A = B", "--set", "video v1", "culture=中国")
    assert [line.split()[0] for line in shown.splitlines()] == ["video_id", "v0", "v1", "2"]
    assert "A = B" in shown
    assert shown.endswith("2 videos, 2 groups\n")
    table = tmp_path / "table.csv"
    _run(folder, "--out", table)
    table.write_text(table.read_text("utf-8-sig").replace("A = B", "B"), "utf-8")
    found = json.loads(_run(folder, "--csv", table, "--json"))
    assert [(video["group"], video["pairs"]) for video in found["videos"]] == [("B", 4), ("中国", 3)]
    assert open_project(folder).video("v0").properties["group"] == "B"


def test_what_is_wrong_is_said(make_project: Callable[..., Project], tmp_path: Path) -> None:
    folder = make_project((4, 6)).folder
    for arguments in (
        ("--set", "v0", "group"),
        ("--set", "v9", "group=A"),
        ("--set", "v0", "date=soon"),
        ("--csv", tmp_path / "none.csv"),
    ):
        result = CliRunner().invoke(main, ["videos", *map(str, (folder, *arguments)), "--json"])
        assert result.exit_code == 2
        assert json.loads(result.stdout)["error"]
