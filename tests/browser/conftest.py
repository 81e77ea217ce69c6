"""A server with a workspace of its own, and a page in headless Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.journey import new_page
from tests.browser.other_hosts import count_tries, named_elsewhere
from tests.server import CHROMIUM_NAMES, CHROMIUM_OPTIONS, find_chromium, serve


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; tests skip where there is none, unless CRVAE_REQUIRE_BROWSER=1."""
    if path := find_chromium():
        return path
    if os.environ.get("CRVAE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"a browser is required here, but none of {', '.join(CHROMIUM_NAMES)} was found")
    pytest.skip("Chromium is not installed")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose workspace is empty."""
    with serve(tmp_path / "workspace") as url:
        yield url


@pytest.fixture(scope="package")  # not longer: its event loop would stand in the way of other tests
def browser(chromium: str) -> Iterator[Browser]:
    """Headless Chromium; every test has a context of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1440 x 900 pixels that fails the test on any uncaught error, and on any try to reach another host."""
    page = new_page(browser)
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    tries = count_tries(page)
    yield page
    named = named_elsewhere(page)
    page.context.close()
    assert not faults
    assert tries + named == []
