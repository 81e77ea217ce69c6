"""`python -m tests.browser.walk --steps 1000 --seed 0`: walk in a server of one's own and tell how it went."""

import argparse
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.journey import new_page
from tests.browser.random_walk import unmeasured
from tests.browser.walk.steps import prepare, walk
from tests.server import CHROMIUM_OPTIONS, find_chromium, serve

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--steps", type=int, default=1000)
parser.add_argument("--seed", type=int, default=0)
asked = parser.parse_args()
started = time.monotonic()


def report(number: int) -> None:
    """Tell now and then how long a step takes."""
    if number % 25 == 0:
        seconds = time.monotonic() - started
        print(f"{number} steps, {seconds:.0f} s, {seconds / number:.2f} s a step", flush=True)


with tempfile.TemporaryDirectory() as folder:
    workspace = Path(folder) / "workspace"
    prepare(workspace)
    with unmeasured(workspace), serve(workspace) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        visitor = walk(new_page(browser), url, asked.steps, asked.seed, report)
        browser.close()
print(f"{asked.steps} steps and {visitor.looks} looks: everything stayed as it was chosen")
