"""Nothing changes by itself: fifty random steps over all pages; a link gives the same view; Back, Forward, sliders."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.walk.changes import move, switch
from tests.browser.walk.checks import check, same_in_a_new_browser
from tests.browser.walk.doings import click_point
from tests.browser.walk.looks import go_to, opened
from tests.browser.walk.steps import walk
from tests.browser.walk.visitor import LIMIT_MS, Visitor
from tests.browser.walk.workspace import prepare, unmeasured
from tests.server import serve

pytestmark = pytest.mark.browser
STEPS = 50


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demo and another project."""
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
    somebody = Visitor(page, address, random.Random(0), trail=["opened"])
    somebody.open()
    return somebody


def test_popovers_that_are_opened_late_choose_nothing(visitor: Visitor) -> None:
    first = dict(visitor.chosen)
    go_to(visitor, "Clusters")
    choose_label(visitor, "show", "Words")
    with opened(visitor, "How they are made"):
        check(visitor)
    choose_label(visitor, "show", "Time")
    check(visitor)
    go_to(visitor, "Map")
    choose_label(visitor, "layout", "UMAP")
    choose_label(visitor, "layout", "t-SNE")
    with opened(visitor, "More"):
        check(visitor)
    choose_label(visitor, "mouse", "Lasso")
    check(visitor)
    kept = ("k", "k_from", "perplexity", "names", "weight")
    assert [visitor.chosen.get(part) for part in kept] == [first.get(part) for part in kept]


def choose_label(visitor: Visitor, part: str, label: str) -> None:
    """Choose one of the buttons side by side by what it says."""
    before = visitor.chosen.get(part)
    visitor.widget(part).get_by_text(label, exact=True).click()
    visitor.until_changed(part, before, also=("neighbours", "perplexity") if part == "layout" else ())


def test_a_link_gives_the_same_picture(visitor: Visitor, browser: Browser) -> None:
    move(visitor, "k")
    choose_label(visitor, "layout", "UMAP")
    with opened(visitor, "More"):
        move(visitor, "neighbours")
        switch(visitor, "names")
    click_point(visitor)
    assert {"k", "layout", "neighbours", "names", "sel"} <= set(visitor.chosen)
    same_in_a_new_browser(visitor, browser)


def test_back_and_forward_restore_what_the_address_says(visitor: Visitor, page: Page) -> None:
    first = page.url
    move(visitor, "k")
    choose_label(visitor, "layout", "PCA")
    go_to(visitor, "Clusters")
    there = page.url
    for _ in range(3):
        page.go_back()
        visitor.idle(300)
    assert page.url == first
    visitor.chosen, visitor.where = visitor.address(), "Map"
    check(visitor)
    for _ in range(3):
        page.go_forward()
        visitor.idle(300)
    assert page.url == there


def test_a_slider_that_moves_is_one_entry_of_the_history(visitor: Visitor, page: Page) -> None:
    assert (
        page.evaluate("history.length") == 2
    )  # the empty page and this one: what was filled in added nothing
    slider, first = visitor.widget("k").locator("input[type=range]"), visitor.chosen["k"]
    slider.evaluate(  # in the page, since keys that are sent to it from outside may come seconds apart
        """async input => {
            for (let times = 0; times < 3; times += 1) {
                input.focus();
                input.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowLeft", bubbles: true}));
                await new Promise(done => setTimeout(done, 300));
            }
        }"""
    )
    visitor.expect_address(k=str(int(first) - 3), k_from="chosen")
    visitor.idle(400)
    assert page.evaluate("history.length") == 3
    page.go_back()
    visitor.idle(300)
    expect(slider).to_have_value(first)
