"""Every page, run without a browser: it stands, and says what it should."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crvae_core.project.keeping import remove_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project
from crvae_core.training.loop import train
from tests.fakes import SMALL_REPORT, glanced, texts

PAGES = [f"pages/{path.name}" for path in sorted((Path(__file__).parents[2] / "pages").glob("*.py"))]
OpenPage = Callable[..., AppTest]

pytestmark = pytest.mark.filterwarnings("default")  # the app's own process is not held to pytest's settings


@pytest.mark.parametrize("page", PAGES)
def test_pages_stand_without_a_project(workspace: Path, open_page: OpenPage, page: str) -> None:
    app = open_page(page)
    assert not app.exception
    assert "No project is open" in texts(app)


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_an_empty_project_say_what_comes_first(
    workspace: Path, open_page: OpenPage, page: str
) -> None:
    create_project(workspace / "empty")
    app = open_page(page, project="empty")
    assert not app.exception
    assert "Add a video" in texts(app)


@pytest.mark.parametrize("page", ["streamlit_app.py", *PAGES])
def test_pages_of_a_trained_project_stand(trained: Project, open_page: OpenPage, page: str) -> None:
    app = open_page(page, project="project")
    assert not app.exception
    assert not app.error
    assert "<i>" not in texts(app).replace("\\<i\\>", "")


@pytest.mark.parametrize("name", ["nothing", "../project", "a/b", "%00"])
def test_an_address_that_names_no_project_is_explained(
    workspace: Path, open_page: OpenPage, name: str
) -> None:
    app = open_page("pages/5_Map.py", project=name)
    assert not app.exception
    assert "can't be opened" in texts(app)


def test_the_start_page_lists_and_creates_projects(
    trained: Project, workspace: Path, open_page: OpenPage
) -> None:
    create_project(workspace / "void", "Void")
    app = open_page("streamlit_app.py")
    assert "Nothing in it yet: open it and add a film." in texts(app)
    assert "0 films" not in texts(app)
    assert "Test \\<i\\>news\\<\\/i\\>" in texts(app) or "Test \\<i\\>news\\</i\\>" in texts(app)
    assert "10 moments · pictures and words · 1 finished run" in texts(app)
    assert "Changed last: today" in texts(app)
    app.text_input[0].input("  ")
    app.button[1].click().run()
    assert "a project needs a name" in texts(app)


def test_pairs_are_paged_and_searched(trained: Project, open_page: OpenPage) -> None:
    app = open_page("pages/2_Pairs.py", project="project")
    assert "10 moments with words" in texts(app)
    app.text_input[0].input("doctor").run()
    assert "2 moments with words" in texts(app)
    assert "people wait outside" not in texts(app)
    app.text_input[0].input("(").run()
    assert "No caption holds" in texts(app)


def test_the_k_slider_changes_the_clusters(trained: Project, open_page: OpenPage) -> None:
    app = open_page("pages/5_Map.py", project="project")
    slider = next(slider for slider in app.slider if "clusters" in slider.label)
    for k in (2, 5, 3):
        slider.set_value(k).run()
        assert not app.exception
        assert len(glanced(app)["clusters"]) == k, texts(app)


def test_reconstructions_show_true_and_read_words(trained: Project, open_page: OpenPage) -> None:
    said = texts(open_page("pages/4_Reconstructions.py", project="project"))
    assert "the doctor speaks" in said
    assert "1 to 8 of 10" in said


def test_a_removed_video_leaves_runs_that_say_so(trained: Project, open_page: OpenPage) -> None:
    remove_video(trained, trained.videos[0].video_id)
    app = open_page("pages/5_Map.py", project="project")
    assert not app.exception
    assert "Train a new run" in texts(app) or "nothing to show yet" in texts(app)


def test_damaged_weights_are_explained(trained: Project, open_page: OpenPage) -> None:
    (trained.run_folder("first") / "model.safetensors").write_bytes(b"not weights")
    app = open_page("pages/4_Reconstructions.py", project="project")
    assert not app.exception
    assert "is damaged or not a checkpoint" in texts(app)


def test_missing_thumbnails_do_not_break_a_page(trained: Project, open_page: OpenPage) -> None:
    shutil.rmtree(trained.video_folder(trained.videos[0].video_id) / "thumbs")
    for page in ("pages/2_Pairs.py", "pages/5_Map.py"):
        assert not open_page(page, project="project").exception


@pytest.mark.parametrize("preset", ["text-only", "dense-cvae", "ae-lstm-tf"])
def test_pages_stand_for_runs_of_the_reports_models(
    trained: Project, open_page: OpenPage, preset: str
) -> None:
    train(trained, "report", preset=preset, overrides=SMALL_REPORT, epochs=2)
    for page in PAGES:
        app = open_page(page, project="project")
        assert not app.exception, page
        assert not app.error, page
    assert not [
        slider
        for slider in open_page("pages/5_Map.py", project="project").slider
        if slider.label == "Weight of the picture"
    ]
