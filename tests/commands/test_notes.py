"""The commands for codebook, tags, notes, findings and archives, as a shell uses them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.project.project import Project


def _run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_a_codebook_is_made_tagged_with_and_compared(project: Project, tmp_path: Path) -> None:
    folder, ids = project.folder, project.pairs()["pair_id"].tolist()
    assert _run("codebook", "add", folder, "mask", "--definition", "worn")["tag_id"] == "mask"
    (tmp_path / "more.csv").write_text("name,colour\ngown,#112233\n")
    assert _run("codebook", "import", folder, tmp_path / "more.csv") == {"changed": 0, "added": 1}
    assert _run("codebook", "export", folder, tmp_path / "out.csv")["tags"] == 2
    _run("tags", "add", folder, "MASK", "--moment", ids[0], "--moment", ids[1], "--coder", "Ada")
    _run("tags", "add", folder, "mask", "--video", "video v0", "--from", 0, "--to", 4, "--coder", "Bo")
    found = _run("tags", "list", folder, "--tag", "mask", "--coder", "Bo")["marks"]
    assert [mark["place"]["on"] for mark in found] == ["stretch"]
    assert _run("tags", "agreement", folder, "Ada", "Bo")["tags"][0]["kappa"] == 1.0
    assert _run("tags", "remove", folder, found[0]["mark_id"]) == {"removed": 1}
    assert _run("codebook", "remove", folder, "gown")["removed"]["tag_id"] == "gown"
    assert [tag["name"] for tag in _run("codebook", "list", folder)["tags"]] == ["mask"]


def test_notes_and_findings_are_kept_and_ordered(project: Project) -> None:
    folder, name = project.folder, project.pairs()["pair_id"][0]
    note = _run("notes", "add", folder, "look *here*", "--moment", name)["added"][0]
    assert [mark["note"] for mark in _run("notes", "list", folder)["marks"]] == ["look *here*"]
    assert _run("notes", "remove", folder, note["mark_id"]) == {"removed": 1}
    a = _run("findings", "add", folder, "first", "--sentence", "So it is.")["finding_id"]
    b = _run("findings", "add", folder, "second", "--moment", name)["finding_id"]
    assert _run("findings", "order", folder, b)["order"] == [b, a]
    _run("findings", "remove", folder, a)
    assert _run("findings", "restore", folder, a)["title"] == "first"
    assert [one["kind"] for one in _run("findings", "list", folder)["findings"]] == ["moments", "sentence"]


def test_a_project_goes_through_an_archive(project: Project, tmp_path: Path) -> None:
    _run("findings", "add", project.folder, "first")
    done = _run("project", "export", project.folder, "--out", tmp_path / "a.zip", "--films")
    assert "v0" in done["films_missing"]
    there = _run("project", "import", tmp_path / "a.zip", "--workspace", tmp_path / "w", "--name", "other")
    assert there["name"] == "other"
    assert _run("findings", "list", there["project"])["findings"][0]["title"] == "first"


@pytest.mark.parametrize(
    "arguments",
    [
        ("tags", "add", "{}", "mask", "--moment", "none"), ("tags", "add", "{}", "none", "--moment", "v0-000"),
        ("notes", "add", "{}", "text"), ("notes", "add", "{}", "text", "--video", "v0", "--from", "3"),
        ("tags", "add", "{}", "mask", "--video", "v0", "--from", "4", "--to", "2"), ("codebook", "add", "{}", "mask"),
        ("codebook", "remove", "{}", "none"), ("findings", "remove", "{}", "../x"), ("tags", "agreement", "{}", "Ada"),
        ("project", "import", "{}/project.json"), ("codebook", "import", "{}", "{}/none.csv"),
    ],
)  # fmt: skip
def test_a_mistake_ends_with_a_sentence(project: Project, arguments: tuple[str, ...]) -> None:
    _run("codebook", "add", project.folder, "mask")
    assert _run(*(one.format(project.folder) for one in arguments), code=2)["error"]
