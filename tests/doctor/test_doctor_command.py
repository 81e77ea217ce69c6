"""The commands doctor and repair: installation, workspace, projects."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.doctor import environment
from crvae_core.doctor.workspace import check_workspace, tidy
from crvae_core.project.project import Project


def _told(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_this_installation_is_sound() -> None:
    assert [finding for finding in environment.check_environment() if finding.serious] == []
    about = environment.about_environment()
    assert about["packages"]["numpy"]
    assert set(about["optional"]) >= {"yt-dlp", "onnxruntime"}


def test_missing_and_other_versions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "required", lambda: ["numpy>=99", "no-such-package>=1"])
    found = {finding.where: finding for finding in environment.check_environment()}
    assert "numpy>=99 is asked for" in found["numpy"].what
    assert found["no-such-package"].what == "it is not installed"
    assert "pip install" in found["no-such-package"].remedy


def test_doctor_looks_at_everything(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = project.folder.parent
    monkeypatch.setenv("CRVAE_HOME", str(workspace))
    (workspace / "bad").mkdir()
    (workspace / "bad" / "project.json").write_text("{")
    told = _told("doctor")
    assert set(told["projects"]) == {"project", "bad"}
    assert told["projects"]["bad"]["findings"][0]["where"] == "project.json"
    assert not told["sound"]
    shutil.rmtree(workspace / "bad")
    assert "info.json" in json.dumps(_told("doctor", "project")["findings"])
    text = CliRunner().invoke(main, ["doctor", "project"]).output
    assert "Not all is well." in text
    assert "damaged" in text


def test_repair_is_doctor_with_repair(project: Project) -> None:
    (project.folder / ".tmp-left.json").touch()
    assert [
        done["done"] for done in _told("repair", str(project.folder))["repaired"] if "tmp" in done["where"]
    ] == [True]
    assert not (project.folder / ".tmp-left.json").exists()


def test_half_made_copies_of_a_workspace_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".upload-abc").mkdir()
    assert check_workspace(tmp_path) == []  # somebody may be at it
    monkeypatch.setattr("crvae_core.doctor.workspace.ABANDONED_S", -1)
    assert [finding.where for finding in check_workspace(tmp_path)] == [".upload-abc"]
    assert tidy(tmp_path) == 1
    assert check_workspace(tmp_path) == []


def test_settings_of_a_lab_that_can_not_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "lab.json").write_text("{")
    assert [finding.where for finding in check_workspace(tmp_path)] == ["lab.json"]


def test_a_folder_that_is_no_project_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", str(tmp_path / "nowhere"), "--json"])
    assert done.exit_code == 2
    assert "there is no project" in done.output
