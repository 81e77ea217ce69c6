"""Background work on the pages: listed on every page with cancel, told once with the way to what came of it."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.work import progress_words, words_of
from crvae_core.errors import InputError
from crvae_core.project.new_project import create_project
from crvae_core.project.ownership import Ownership, Visitor, save_ownership
from crvae_core.project.project import Project
from crvae_core.tasks.training import epoch_words
from crvae_core.tasks.training_queue import training_state
from crvae_core.work.item import WorkItem, WorkState, create
from crvae_core.work.report import Report
from crvae_core.work.serving import at_work

OpenPage = Callable[..., AppTest]
pytestmark = pytest.mark.filterwarnings("default")
PAGES = [
    "streamlit_app.py",
    "pages/1_Videos.py",
    "pages/2_Pairs.py",
    "pages/3_Train.py",
    "pages/4_Reconstructions.py",
    "pages/5_Map.py",
    "pages/6_Clusters.py",
]


def said(app: AppTest) -> str:
    """What the sidebar says."""
    return "\n".join(
        str(element.value) for kind in ("markdown", "caption") for element in app.sidebar.get(kind)
    )


def begun(home: Path, kind: str, title: str, stack: ExitStack, subject: str = "") -> tuple[WorkItem, Report]:
    """A piece of work that is being done until the stack is closed."""
    item = create(home, kind, title, {"runs": [subject]} if kind == "train" else {}, subject)
    return item, stack.enter_context(at_work(item))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_lists_what_goes_on_and_cancels_it(
    trained: Project, workspace: Path, open_page: OpenPage, page: str
) -> None:
    other = create_project(workspace / "other", "Other <b>news</b>")
    with ExitStack() as stack:
        film, report = begun(trained.folder, "ingest", "Reading a *film*", stack)
        report("Reading the video", 0.25)
        begun(other.folder, "train", "Training second", stack, "second")
        app = open_page(page, project="project")
        assert not app.exception
        assert "**1 running · 1 waiting**" in said(app)
        assert "Reading a \\*film\\*" in said(app)
        assert "Training second · Other \\<b\\>news" in said(app)
        button = next(button for button in app.sidebar.button if button.key == f"cancel-{film.work_id}")
        button.click().run()
        assert film.is_cancelling
        assert any(button.key == f"end-{film.work_id}" for button in app.sidebar.button)
    assert "running" not in said(open_page(page, project="project"))


def test_what_came_of_it_is_told_once(trained: Project, open_page: OpenPage) -> None:
    with ExitStack() as stack:
        begun(trained.folder, "train", "Training second", stack, "second")
        begun(trained.folder, "sweep", "Comparing", stack)
    with pytest.raises(InputError), at_work(create(trained.folder, "ingest", "Reading green", {})):
        raise InputError("the film is *green*: give a blue one")
    with pytest.raises(KeyboardInterrupt), at_work(create(trained.folder, "ingest", "Reading blue", {})):
        raise KeyboardInterrupt
    app = open_page("pages/2_Pairs.py", project="project")
    assert not app.exception
    assert "Training second is done" in said(app)
    assert "Reading green failed. the film is \\*green\\*" in said(app)
    assert "Reading blue was cancelled" in said(app)
    assert "Comparing" not in said(app)
    assert "Training second is done" in said(app.run())  # as long as the page is looked at
    app.switch_page("pages/4_Reconstructions.py").run()
    assert "Training second" not in said(app)
    assert "Training second" not in said(open_page("pages/2_Pairs.py", project="project"))


def test_the_page_that_shows_it_tells_it_itself(trained: Project, open_page: OpenPage) -> None:
    with pytest.raises(InputError), at_work(create(trained.folder, "ingest", "Reading green", {})):
        raise InputError("the film is *green*: give a blue one")
    app = open_page("pages/1_Videos.py", project="project")
    assert "Reading green" not in said(app)
    assert "The video was not added: the film is \\*green\\*" in app.error[0].value
    app = open_page("pages/1_Videos.py", project="project")  # it stays until somebody takes note of it
    next(button for button in app.button if button.label == "Dismiss").click().run()
    assert not app.error


def test_a_film_that_is_read_is_shown_with_its_progress(trained: Project, open_page: OpenPage) -> None:
    with ExitStack() as stack:
        item, report = begun(trained.folder, "ingest", "Reading one", stack)
        report("Reading the video", 0.5)
        app = open_page("pages/1_Videos.py", project="project")
        assert not app.exception
        next(button for button in app.button if button.key == f"cancel-film-{item.work_id}").click().run()
        assert item.is_cancelling
    (video,) = trained.videos
    item = create(trained.folder, "ingest", "Reading two", {})
    with at_work(item):
        (item.folder / "result.json").write_text(f'{{"video_id": "{video.video_id}"}}')
    app = open_page("pages/1_Videos.py", project="project")
    assert "Added: 10 pairs" in app.success[0].value


def test_the_work_of_other_peoples_projects_is_not_listed(
    trained: Project, workspace: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = (create_project(workspace / name, name) for name in ("mine", "theirs"))
    save_ownership(mine.folder, Ownership("ann@example.org"))
    save_ownership(theirs.folder, Ownership("bob@example.org"))
    monkeypatch.setattr("app.access.visitor", lambda: Visitor("ann@example.org", True))
    monkeypatch.setattr("app.access.has_login", lambda: True)
    with ExitStack() as stack:
        for project in (mine, theirs):
            begun(project.folder, "train", f"Training {project.name}", stack, project.name)
        listed = said(open_page("pages/1_Videos.py", project="mine"))
    assert "Training mine" in listed
    assert "Training theirs" not in listed


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (WorkState(), "Starting"),
        (WorkState(before=2), "Waits for its turn: 2 others before it"),
        (WorkState("running"), "Starting"),
        (WorkState("running", "Reading the video", share=0.5), "Reading the video"),
        (WorkState("running", "Reading", seconds_left=79.5), "Reading, about 1 min 20 s left"),
    ],
)
def test_progress_in_words(state: WorkState, words: str) -> None:
    assert progress_words(state) == words


@pytest.mark.parametrize("runs", [["second"], ["second", "third"]])
def test_a_training_says_on_its_page_what_the_sidebar_says(trained: Project, runs: list[str]) -> None:
    """Before its first epoch, too, when the eye looks at all pictures."""
    item = create(trained.folder, "train", "Training", {"runs": runs}, "second")
    with at_work(item) as report:
        report.tell("", 0.0, "second")
        report("Looking at the pictures", 0.25)
        found = training_state(trained, "second")
        assert (found.state, found.share) == ("starting", 0.25)
        assert words_of(found.step, found.seconds_left) == progress_words(item.state())
        assert "Looking at the pictures" in progress_words(item.state())
    assert (epoch_words(2, 9), epoch_words(9, 9)[:6]) == ("Epoch 2 of 9", "Saving")
