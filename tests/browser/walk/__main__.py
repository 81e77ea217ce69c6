"""`python -m tests.browser.walk --steps 1000 --seed 0`: walk in a server of one's own and tell how it went."""

import argparse
import logging
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.journey import new_page
from tests.browser.walk.steps import walk
from tests.browser.walk.visitor import Visitor
from tests.browser.walk.workspace import prepare, unmeasured
from tests.server import CHROMIUM_OPTIONS, find_chromium, serve

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--steps", type=int, default=1000)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--picture", type=Path, help="where to put a picture of the page on which the walk ended")
parser.add_argument("--tell", action="store_true", help="tell everything that is done, with its time")
asked = parser.parse_args()
if asked.tell:
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("tests.browser.walk").setLevel(logging.INFO)
started = time.monotonic()


def report(number: int) -> None:
    """Tell now and then how long a step takes."""
    if number % 25 == 0:
        seconds = time.monotonic() - started
        print(f"{number} steps, {seconds:.0f} s, {seconds / number:.2f} s a step", flush=True)


def tell_acts(visitor: Visitor) -> None:
    """Tell how often each thing was done."""
    for name, times in sorted(visitor.acts.items()):
        print(f"{times:5} {name}")


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    workspace = Path(folder) / "workspace"
    prepare(workspace)
    with unmeasured(workspace), serve(workspace) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        page = new_page(browser)
        try:
            visitor = walk(page, url, asked.steps, asked.seed, report)
        finally:
            if asked.picture:
                page.screenshot(path=asked.picture)
        browser.close()
tell_acts(visitor)
print(f"{asked.steps} steps and {visitor.looks} looks: everything stayed as it was chosen")
