"""`crvae app`: the call of Streamlit that it makes, and what it says where there is no Streamlit."""

import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.web.cli import main as streamlit

from crvae_core.cli import main
from crvae_core.shipped import shipped


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments with which Streamlit would have been run."""
    calls: list[list[str]] = []
    monkeypatch.setattr("runpy.run_module", lambda name, **_: calls.append(list(sys.argv)))
    monkeypatch.setattr(sys, "argv", ["crvae"])
    return calls


def test_the_app_is_opened_with_its_options(called: list[list[str]], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--workspace", "my films", "--port", "8600", "--no-browser", "--", "--theme.base", "dark"]
    done = CliRunner().invoke(main, ["app", *options])
    assert done.exit_code == 0, done.output
    ((*call, separator, workspace, folder),) = called
    assert call[:3] == ["streamlit", "run", str(shipped("streamlit_app.py"))]
    assert (separator, workspace, folder) == ("--", "--workspace", str(tmp_path / "my films"))
    context = streamlit.commands["run"].make_context("run", call[2:])
    assert (context.params["server_port"], context.params["server_headless"]) == (8600, True)
    assert context.params["theme_base"] == "dark"


def test_without_options_streamlit_decides(called: list[list[str]]) -> None:
    assert CliRunner().invoke(main, ["app"]).exit_code == 0
    assert called == [["streamlit", "run", str(shipped("streamlit_app.py"))]]


def test_the_settings_lie_where_streamlit_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import config

    monkeypatch.setattr(config, "_main_script_path", str(shipped("streamlit_app.py")))
    files = [Path(name) for name in config.get_config_files("config.toml")]
    assert shipped(".streamlit", "config.toml") in files
    tomllib.loads(shipped(".streamlit", "config.toml").read_text(encoding="utf-8"))


def test_a_machine_without_streamlit_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["app"])
    assert done.exit_code == 2
    assert "pip install streamlit" in done.output
