"""How long a click on "Open the demo" takes until its map is drawn: `python -m tests.browser.open_demo`.

Each round starts a new server with an empty workspace, waits until the start page stands, and clicks. Prints seconds.
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.journey import new_page
from tests.server import CHROMIUM_OPTIONS, find_chromium, serve

ROUNDS = 5


def main() -> None:
    """Measure and print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        seconds = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "workspace") as address:
                page = new_page(browser)
                page.goto(address)
                button = page.get_by_role("button", name="Open the demo")
                expect(button).to_be_visible(timeout=60_000)
                page.wait_for_timeout(3000)
                started = time.perf_counter()
                button.click()
                expect(page.locator(".st-key-map-holder .scatterlayer path.point").first).to_be_visible(
                    timeout=60_000
                )
                seconds.append(time.perf_counter() - started)
                page.close()
        browser.close()
    print("seconds from the click to the drawn map:", ", ".join(f"{value:.2f}" for value in seconds))
    print(f"median {statistics.median(seconds):.2f}")


if __name__ == "__main__":
    main()
