"""Where one can look without changing anything: popovers, other pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, expect

from tests.browser.walk.checks import check
from tests.browser.walk.visitor import Facts, Visitor

# a page, and how much oftener than another one it is gone to
PAGES = {
    "Map": 6, "Clusters": 4, "Compare": 3, "Findings": 2, "Pairs": 2, "Reconstructions": 2, "Train": 1, "Videos": 1,
}  # fmt: skip
RARE = {
    "Take out",
    "Tag",
    "Note",
    "Coder: unnamed",
}  # on every page, or many on one: looked into now and then


def look(visitor: Visitor, facts: Facts) -> None:
    """Look somewhere; facts: what is on the page."""
    names = [name for name in facts.popovers if name and (name not in RARE or visitor.random.random() < 0.1)]
    if names and visitor.random.random() < 0.5:
        open_popover(visitor, names)
    else:
        go_somewhere(visitor)
    visitor.looks += 1


def open_popover(visitor: Visitor, names: list[str]) -> None:
    """Open a popover and close it again."""
    name = visitor.random.choice(sorted(names))
    visitor.did(f"look into {name}")
    with opened(visitor, name):
        check(visitor)


def go_somewhere(visitor: Visitor) -> None:
    """Go to another page by the sidebar."""
    others = {page: often for page, often in PAGES.items() if page != visitor.where}
    go_to(visitor, visitor.random.choices(list(others), list(others.values()))[0])


def go_to(visitor: Visitor, page: str) -> None:
    """Go to a page by the sidebar."""
    visitor.did(f"to {page}")
    link = visitor.page.locator("[data-testid=stSidebar]").get_by_role(
        "link", name=re.compile(rf"\d\s+{page}$")
    )
    link.click()
    visitor.page.wait_for_url(re.compile(rf"/{page}\?"))
    expect(visitor.page.get_by_role("heading", name=page, exact=True).first).to_be_visible()
    visitor.where = page
    visitor.idle(300)


def _close(visitor: Visitor, button: Locator, way: str) -> None:
    if way == "Escape":
        visitor.page.keyboard.press("Escape")
    elif way == "outside":
        visitor.page.mouse.click(720, 4)  # the empty bar above the page
    else:
        button.click()


@contextmanager
def opened(visitor: Visitor, name: str) -> Iterator[bool]:
    """A popover that is open meanwhile; gives whether there is one of that name. It is closed in one of three ways."""
    page = visitor.page
    words = page.locator("[data-testid=stMarkdownContainer]").get_by_text(name, exact=True)
    button = page.locator("[data-testid=stPopover] button:visible").filter(has=words).first
    if not button.count():
        yield False
        return
    button.click()
    body = page.locator("[data-testid=stPopoverBody]").first
    expect(body).to_be_visible()
    visitor.idle()
    yield True
    way = visitor.random.choice(["Escape", "outside", "button"])
    visitor.did(f"close by {way}")
    if body.is_visible():  # an option that was picked may have closed it
        _close(visitor, button, way)
    expect(body).to_be_hidden()
    visitor.idle()
