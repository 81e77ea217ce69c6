"""The pages ask nobody but their server; tries to reach others are blocked and counted, in all tests with a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from crvae_core.demo.opening import open_demo
from tests.browser.journey import settle
from tests.browser.other_hosts import count_tries, named_elsewhere
from tests.server import serve

pytestmark = pytest.mark.browser
PAGES = ("", "Videos", "Pairs", "Train", "Reconstructions", "Map", "Clusters", "Compare", "Findings")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    open_demo(tmp_path / "workspace")
    with serve(tmp_path / "workspace") as url:
        yield url


def test_no_page_asks_another_host(page: Page, address: str) -> None:
    tries = count_tries(page)
    for name in PAGES:
        page.goto(f"{address}/{name}?project=demo")
        settle(page)
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        icons = page.evaluate("[...document.querySelectorAll('link[rel~=icon]')].map(icon => icon.href)")
        assert icons
        assert all(icon.startswith(address) for icon in icons), icons
        assert tries + named_elsewhere(page) == []


def test_a_try_is_seen_and_comes_to_nothing(browser: Browser) -> None:
    page = browser.new_page()
    tries, failed = count_tries(page), []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.set_content(
        '<link rel="icon" href="https://fonts.example/icon.svg"><img src="https://pictures.example/one.png">'
        '<script>fetch("https://numbers.example/count"); new WebSocket("wss://sockets.example/");</script>'
    )
    page.wait_for_timeout(1000)
    assert {address.split("/")[2].split(".")[0] for address in tries} == {"pictures", "numbers", "sockets"}
    assert {"https://pictures.example/one.png", "https://numbers.example/count"} <= set(failed)
    assert named_elsewhere(page) == ["https://fonts.example/icon.svg", "https://pictures.example/one.png"]
    page.close()
