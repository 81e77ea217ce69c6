"""Nothing changes by itself: fifty random steps over all pages; a link gives the same view; Back, Forward, sliders."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journey import new_page
from tests.browser.random_walk import LIMIT_MS, Visitor, prepare, unmeasured, walk
from tests.browser.walk import visitor as walker
from tests.browser.walk.checks import check
from tests.browser.walk.looks import go_to, opened
from tests.server import serve

pytestmark = pytest.mark.browser
STEPS = 50


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demo."""
    workspace = tmp_path_factory.mktemp("walk") / "workspace"
    prepare(workspace)
    with unmeasured(workspace), serve(workspace) as url:
        yield url


def test_nothing_changes_by_itself(page: Page, address: str) -> None:
    visitor = walk(page, address, STEPS, seed=1)
    assert visitor.looks == STEPS


@pytest.fixture
def visitor(page: Page, address: str) -> Visitor:
    """Somebody who has just opened the map."""
    page.set_default_timeout(LIMIT_MS)
    expect.set_options(timeout=LIMIT_MS)
    somebody = Visitor(page, address, random.Random(0))
    somebody.open()
    return somebody


def test_popovers_that_are_opened_late_choose_nothing(page: Page, address: str) -> None:
    page.set_default_timeout(LIMIT_MS)
    expect.set_options(timeout=LIMIT_MS)
    somebody = walker.Visitor(page, address, random.Random(0), trail=["opened"])
    somebody.open()
    go_to(somebody, "Clusters")
    choose_label(somebody, "show", "Words")
    with opened(somebody, "How they are made"):
        check(somebody)
    choose_label(somebody, "show", "Time")
    check(somebody)
    go_to(somebody, "Map")
    choose_label(somebody, "layout", "UMAP")
    choose_label(somebody, "layout", "t-SNE")
    with opened(somebody, "More"):
        check(somebody)
    choose_label(somebody, "mouse", "Lasso")
    check(somebody)
    now = somebody.chosen
    assert (now["k"], now["perplexity"], now.get("names")) == ("7", "9", None)


def choose_label(somebody: walker.Visitor, part: str, label: str) -> None:
    """Choose one of the buttons side by side by what it says."""
    before = somebody.chosen.get(part)
    somebody.widget(part).get_by_text(label, exact=True).click()
    somebody.until_changed(part, before, also=("neighbours", "perplexity") if part == "layout" else ())


def drawn(page: Page) -> list[str]:
    """Where the points of the map are, and their colours."""
    points = page.locator(".st-key-map-holder .scatterlayer path.point")
    return points.evaluate_all("all => all.map(one => one.getAttribute('transform') + one.style.fill)")


def test_a_link_gives_the_same_picture(visitor: Visitor, page: Page, browser: Browser) -> None:
    visitor.move("k")
    visitor.widget("layout").get_by_text("UMAP", exact=True).click()
    visitor.until_changed("layout", "tsne")
    visitor.move_near()
    visitor.in_popover("More", lambda: visitor.switch("names"))
    visitor.click_point()
    assert {"k", "layout", "neighbours", "names", "sel"} <= set(visitor.chosen)
    picture = drawn(page)
    other = new_page(browser)
    other.goto(page.url)
    expect(other.locator(".st-key-map-holder path.point").first).to_be_visible(timeout=LIMIT_MS)
    again = Visitor(other, visitor.url, visitor.random, dict(visitor.chosen))
    again.idle(400)
    again.check()
    assert drawn(other) == picture
    other.context.close()


def test_back_and_forward_restore_what_the_address_says(visitor: Visitor, page: Page) -> None:
    first = page.url
    visitor.move("k")
    visitor.widget("layout").get_by_text("PCA", exact=True).click()
    visitor.until_changed("layout", "tsne")
    visitor.trail.append("")
    visitor.go_somewhere()
    there = page.url
    for _ in range(3):
        page.go_back()
        visitor.idle(300)
    assert page.url == first
    visitor.chosen = visitor.address()
    visitor.check()
    for _ in range(3):
        page.go_forward()
        visitor.idle(300)
    assert page.url == there


def test_a_slider_that_moves_is_one_entry_of_the_history(visitor: Visitor, page: Page) -> None:
    assert (
        page.evaluate("history.length") == 2
    )  # the empty page and this one: what was filled in added nothing
    slider = visitor.widget("k").locator("input[type=range]")
    slider.evaluate(  # in the page, since keys that are sent to it from outside may come seconds apart
        """async input => {
            for (let times = 0; times < 3; times += 1) {
                input.focus();
                input.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowLeft", bubbles: true}));
                await new Promise(done => setTimeout(done, 300));
            }
        }"""
    )
    visitor.expect_address(k="4", k_from="chosen")
    visitor.idle(400)
    assert page.evaluate("history.length") == 3
    page.go_back()
    visitor.idle(300)
    expect(slider).to_have_value("7")
