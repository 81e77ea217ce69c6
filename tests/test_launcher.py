"""`./crvae COMMAND` finds the environment that `make run` has set up, from any folder, and else the active one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAYS = '#!/bin/sh\necho "{who}|$PYTHONPATH|$*"\n'
posix = pytest.mark.skipif(os.name == "nt", reason="a shell script")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a blank in its name that holds the launcher alone."""
    folder = tmp_path / "my checkout"
    folder.mkdir()
    (folder / "crvae").write_bytes((ROOT / "crvae").read_bytes())
    (folder / "crvae").chmod(0o755)
    return folder


def _python(folder: Path, who: str) -> None:
    folder.mkdir(parents=True)
    for name in ("python", "python3"):
        (folder / name).write_text(SAYS.format(who=who))
        (folder / name).chmod(0o755)


def _run(checkout: Path, *arguments: str, path: str = os.environ.get("PATH", "")) -> list[str]:
    environment = {"PATH": path}
    done = subprocess.run(
        [checkout / "crvae", *arguments], cwd="/", env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().split("|")


@posix
def test_the_environment_of_the_checkout_comes_first(checkout: Path) -> None:
    _python(checkout / ".venv" / "bin", "own")
    assert _run(checkout, "videos", "my project") == ["own", str(checkout), "-m crvae_core videos my project"]


@posix
def test_else_the_active_environment_is_taken(checkout: Path, tmp_path: Path) -> None:
    _python(tmp_path / "active", "active")
    path = os.pathsep.join([str(tmp_path / "active"), "/usr/bin", "/bin"])
    assert _run(checkout, "--help", path=path) == ["active", str(checkout), "-m crvae_core --help"]


def test_the_launcher_for_windows_looks_for_the_same_environment() -> None:
    lines = (ROOT / "crvae.cmd").read_text().splitlines()
    assert r'set "python=%~dp0.venv\Scripts\python.exe"' in lines
    assert '"%python%" -m crvae_core %*' in lines
    assert "exit /b %errorlevel%" in lines


@pytest.mark.skipif(sys.platform != "win32", reason="a batch file")
def test_the_launcher_for_windows_runs() -> None:
    done = subprocess.run([str(ROOT / "crvae.cmd"), "--version"], capture_output=True, text=True, check=True)
    assert "crvae" in done.stdout
