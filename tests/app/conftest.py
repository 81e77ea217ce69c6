"""A small project that was really ingested and trained, and a way to run pages without a browser."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from app import state
from app.cached.analysis import USUAL_K
from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.material.ingest import add_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project
from crvae_core.project.properties import set_properties
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.tasks.sweep import FEWEST_K
from crvae_core.training.loop import train
from tests.clips import grey_steps, write_clip
from tests.fakes import SMALL_CRVAE

ROOT = Path(__file__).resolve().parents[2]
LINES = (
    "the doctor speaks", "people wait outside", "a mask for everyone", "the market opens", "rain in the north",
    "the doctor answers", "people go home", "a vaccine for everyone", "the market closes", "sun in the south",
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def looked_for_once() -> Iterator[None]:
    """What else is installed is read once, as by a server, and not for each page: that would be most of a page's time."""
    found = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(scope="session")
def trained_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with one video of ten pairs and one run."""
    folder = tmp_path_factory.mktemp("template")
    clip = write_clip(folder / "clip.mp4", grey_steps(10))
    captions = folder / "captions.txt"
    captions.write_text("\n".join(LINES))
    project, _ = add_video(
        create_project(folder / "project", "Test <i>news</i>"), clip, captions, name="clip_*one*"
    )
    train(project, "first", overrides=SMALL_CRVAE, epochs=2)
    vectors = moments_of(open_run(project, "first")).vectors()
    stored_sweep(project.folder / "analysis", vectors, range(FEWEST_K, USUAL_K + 1))
    return project.folder


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty workspace that the app uses."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "workspace"))
    monkeypatch.setattr("sys.argv", ["streamlit"])
    state.workspace.cache_clear()
    yield tmp_path / "workspace"
    state.workspace.cache_clear()


@pytest.fixture
def trained(workspace: Path, trained_template: Path) -> Project:
    """The trained project as `project` in the workspace, to be changed at will."""
    shutil.copytree(trained_template, workspace / "project")
    return open_project(workspace / "project")


@pytest.fixture(scope="session")
def two_groups_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with two videos of ten pairs, each of its own group, and one run."""
    folder = tmp_path_factory.mktemp("two-groups")
    clip, captions = write_clip(folder / "clip.mp4", grey_steps(10)), folder / "captions.txt"
    captions.write_text("\n".join(LINES))
    project = create_project(folder / "project", "Two groups")
    for name in ("North", "South"):
        project, video = add_video(project, clip, captions, name=f"News of {name}")
        project = set_properties(project, {video.video_id: {"group": name}})
    train(project, "first", overrides=SMALL_CRVAE, epochs=2)
    vectors = moments_of(open_run(project, "first")).vectors()
    stored_sweep(project.folder / "analysis", vectors, range(FEWEST_K, USUAL_K + 1))
    return project.folder


@pytest.fixture
def two_groups(workspace: Path, two_groups_template: Path) -> Project:
    """The project of two groups as `project` in the workspace, to be changed at will."""
    shutil.copytree(two_groups_template, workspace / "project")
    return open_project(workspace / "project")


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run a page as the first that a server serves, with the project in the address.

    Curves that are missing stay missing: measuring them takes a process of its own each time (see tests/tasks/test_sweep.py).
    """
    monkeypatch.setattr("app.components.shared.measuring.start_sweep", lambda *_: None)

    def run(page: str, **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for key, value in address.items():
            app.query_params[key] = value
        if page != "streamlit_app.py":
            app.switch_page(page)
        return app.run()

    return run
