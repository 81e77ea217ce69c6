"""Queues of their own for every test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what belongs to no project."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
