"""A film that is being read outlives its tab and its server, is seen on every page, and can be cancelled from any."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from app.load.server import Served, served
from crvae_core.project.project import Project, open_project
from crvae_core.project.workspace import survey
from crvae_core.work.item import WorkItem, items_of
from tests.browser.journey import new_page, settle
from tests.clips import moving, write_frames
from tests.waiting import wait_for_work, wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that takes some seconds to read."""
    pictures = [picture for _, picture in moving(800, size=(480, 270))]
    shown = ((number / 30, pictures[number % 800]) for number in range(4800))
    path = tmp_path_factory.mktemp("films") / "long.mp4"
    return write_frames(path, shown, rate=30, options={"preset": "ultrafast"})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server that may be killed."""
    with served(tmp_path / "workspace", tmp_path / "server.log") as server:
        yield server


def choose_film(page: Page, film: Path) -> None:
    """Name a film by its path, without captions."""
    page.get_by_text("On this computer", exact=True).click()
    path = page.get_by_role("textbox", name="Path of a film")
    path.fill(str(film))
    path.press("Enter")
    page.get_by_text("No captions", exact=True).click()
    settle(page)


def make_project(page: Page, address: str, name: str) -> None:
    """Make a project, which leads to the page Videos."""
    page.goto(address)
    page.get_by_role("textbox", name="Name of the new project").fill(name)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Videos", exact=True)).to_be_visible()


def the_project(tmp_path: Path) -> Project:
    """The only project of the workspace."""
    (project,) = survey(tmp_path / "workspace").projects
    return project


def begun_reading(project: Project) -> tuple[WorkItem, psutil.Process]:
    """The newest piece of work, once it is in the middle of a film, and its process."""
    item = wait_until(lambda: items_of(project.folder), lambda items: len(items) > 0)[0]
    state = wait_for_work(item, lambda state: state.step == "Reading the video" and 0 < state.share < 0.9)
    return item, psutil.Process(state.pid)


def test_a_film_is_read_though_its_tab_is_closed_and_its_server_killed(
    page: Page, browser: Browser, server: Served, tmp_path: Path, long_clip: Path
) -> None:
    make_project(page, server.address, "Kept")
    choose_film(page, long_clip)
    page.get_by_role("button", name="Add video").click()
    expect(page.locator(".st-key-film-work").get_by_text("Reading long")).to_be_visible()
    item, process = begun_reading(the_project(tmp_path))
    process.suspend()  # so that it is still at it when the next server has started
    page.goto("about:blank")
    server.process.kill()
    server.process.wait(timeout=20)
    assert item.state().state == "running"
    with served(tmp_path / "workspace", tmp_path / "next.log") as again:
        other = new_page(browser)
        other.goto(f"{again.address}/Videos?project={item.home.name}")
        expect(other.locator(".st-key-film-work").get_by_text("Reading long")).to_be_visible()
        expect(other.locator(".st-key-work-list").get_by_text("1 running")).to_be_visible()
        process.resume()
        expect(other.get_by_text("no words")).to_be_visible(timeout=60_000)
        expect(other.get_by_text("No captions: the model learns the pictures alone")).to_be_visible()
        expect(other.locator(".st-key-work-list")).to_have_count(0)
        settle(other)
        expect(other.locator("[data-testid=stException]")).to_have_count(0)
        other.context.close()
    assert item.state().state == "done"
    assert [video.name for video in the_project(tmp_path).videos] == ["long"]


def test_a_film_is_cancelled_from_another_page_and_added_by_the_same_form(
    page: Page, address: str, tmp_path: Path, long_clip: Path
) -> None:
    make_project(page, address, "Cancelled")
    choose_film(page, long_clip)
    page.get_by_role("button", name="Add video").click()
    item, process = begun_reading(the_project(tmp_path))
    process.suspend()
    page.get_by_role("link", name="CRVAE explorer").click()
    expect(page.get_by_text("Your projects")).to_be_visible()
    listed = page.locator(".st-key-work-list")
    expect(listed.get_by_text("1 running")).to_be_visible()
    typed = page.get_by_role("textbox", name="Name of the new project")
    typed.fill("half a na")  # what is typed on the page stays while the list is drawn again and again
    listed.get_by_role("button", name="Cancel").click()
    expect(listed.get_by_role("button", name="Ends soon")).to_be_visible()
    process.resume()
    expect(page.get_by_text("Reading long was cancelled")).to_be_visible(timeout=30_000)
    expect(listed).to_have_count(0)
    expect(typed).to_have_value("half a na")
    assert wait_for_work(item).state == "cancelled"
    project = open_project(the_project(tmp_path).folder)
    assert project.videos == ()
    assert not any((project.folder / "videos").iterdir())

    page.get_by_role("link", name="1 Videos").click()
    choose_film(page, long_clip)
    page.get_by_role("button", name="Add video").click()
    page.locator(".st-key-film-work").get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. Nothing was added.")).to_be_visible()
    settle(page)
    assert not any((project.folder / "videos").iterdir())
    page.get_by_role("button", name="Add video").click()  # and the same form adds it after all
    expect(page.get_by_text("no words")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("textbox", name="Path of a film")).to_have_count(0)  # the form is empty again
