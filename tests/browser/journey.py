"""Steps on the pages that tests and screenshots share."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

QUIET_MS = 400  # longer than the pages hold a slider's value back
LONGEST_MS = 120_000
ACCOUNT = Path(__file__).with_name("quiet.js")


def new_page(browser: Browser, width: int = 1440, height: int = 900) -> Page:
    """A page in a context of its own, on which `settle` can be used."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.add_init_script(path=ACCOUNT)
    return page


def settle(page: Page) -> None:
    """Wait until the script of the page has run to its end and its charts have been drawn."""
    page.wait_for_function("quiet => window.pageIsQuiet(quiet)", arg=QUIET_MS, polling=50, timeout=LONGEST_MS)


def choose_view(page: Page, name: str) -> None:
    """Choose a view of the page Pairs."""
    page.locator("[class*=st-key-view-pairs]").get_by_text(name, exact=True).click()
    settle(page)


def click_a_point(page: Page) -> None:
    """Click the first point of the map's first cluster."""
    point = page.locator(".st-key-map-holder .scatterlayer .trace").first.locator("path.point").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".st-key-map-holder .hovertext")).to_be_visible()
    page.mouse.down()
    page.mouse.up()
    settle(page)


def draw_a_lasso(page: Page) -> None:
    """Draw round the whole map."""
    page.get_by_text("Lasso", exact=True).click()
    settle(page)
    plot = page.locator(".st-key-map-holder .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    left, top, right, bottom = (
        box["x"] + 5,
        box["y"] + 5,
        box["x"] + box["width"] - 5,
        box["y"] + box["height"] - 5,
    )
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 20)):
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
    settle(page)
