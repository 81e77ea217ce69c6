"""Ways to the page that are not on it: a reload, Back and Forward, another tab, another browser, another project."""

import random
from urllib.parse import urlparse

from playwright.sync_api import expect

from tests.browser.journey import ACCOUNT
from tests.browser.walk import checks
from tests.browser.walk.changes import choose, is_open
from tests.browser.walk.visitor import FILLED_IN, LIMIT_MS, START, Mismatch, Visitor

QUIET_MS = 300  # after another page was drawn


def reload(visitor: Visitor) -> None:
    """Open the same address in a new session, as a link does."""
    visitor.page.goto(visitor.page.url)
    visitor.idle(QUIET_MS)


def back(visitor: Visitor) -> None:
    """Go back and take what the address then says for what was chosen; now and then forward again."""
    page, before = visitor.page, visitor.page.url
    page.go_back()
    if page.url.startswith("about:"):
        page.go_forward()
        visitor.idle(QUIET_MS)
        return
    visitor.idle(QUIET_MS)
    there = visitor.address()
    if visitor.random.random() < 0.5:
        page.go_forward()
        visitor.idle(QUIET_MS)
        if page.url != before:
            raise Mismatch(f"{visitor.told()}: Back and Forward led from {before} to {page.url}")
        return
    visitor.chosen = {name: value for name, value in there.items() if name != "page"}
    visitor.where = urlparse(page.url).path.strip("/") or START


def new_browser(visitor: Visitor) -> None:
    """Paste the address into another browser."""
    browser = visitor.page.context.browser
    assert browser
    checks.same_in_a_new_browser(visitor, browser)


def second_tab(visitor: Visitor) -> None:
    """Choose something in a second tab of the same browser: nothing changes in the first one."""
    tab = visitor.page.context.new_page()
    tab.add_init_script(path=ACCOUNT)
    tab.set_default_timeout(LIMIT_MS)
    try:
        other = Visitor(
            tab,
            visitor.url,
            random.Random(visitor.random.random()),
            dict(visitor.chosen),
            labels=visitor.labels,
        )
        other.trail = [*visitor.trail, "in a second tab"]
        other.go(visitor.page.url)
        facts = checks.check(other)
        open_ones = [one for one in facts.widgets if is_open(one)]
        if open_ones:
            choose(other, other.random.choice(open_ones))
            checks.check(other)
    finally:
        tab.close()


def another_project(visitor: Visitor) -> None:
    """Open another project on the start page: it is looked at anew."""
    now = visitor.chosen["project"]
    other = next(name for name in visitor.projects if name != now)
    visitor.page.locator("[data-testid=stSidebar]").get_by_role("link", name="CRVAE explorer").click()
    visitor.page.locator(f".st-key-open-{other}").get_by_role("button").click()
    expect(visitor.page.locator(".st-key-map-holder path.point").first).to_be_visible()
    visitor.where = "Map"
    visitor.idle(QUIET_MS)
    there = visitor.address()
    if set(there) - {"project"} - FILLED_IN:
        raise Mismatch(f"{visitor.told()}: {other} is not looked at anew, but as {there}")
    visitor.chosen = there
