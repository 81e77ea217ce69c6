"""Take the pictures of the documentation: `python -m tests.browser.screenshots docs/screenshots`.

Every page of the demo, at 1440 x 900 pixels (Compare and Findings are higher), from the running app in headless
Chromium. The pages that the start page shows where there is no project are the same pictures, made small: assets/steps.
Some alone: `python -m tests.browser.screenshots docs/screenshots pages comparison training`.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from crvae_core.demo.opening import open_demo
from tests.browser.journey import choose_view, click_a_point, new_page, settle
from tests.server import CHROMIUM_OPTIONS, ROOT, find_chromium, serve

LIMIT_MS = 180_000
TRAINING_MS = 720_000  # until a training has come far enough, on a machine that has other work
STEPS = {
    "videos": "1-videos", "pairs": "2-pairs", "train": "3-train", "reconstructions": "4-reconstructions", "map": "5-map",
    "clusters": "7-clusters", "compare": "8-compare", "findings": "9-findings",
}  # fmt: skip
STEP_SIZE = (640, 400)  # pixels


def main(folder: Path, parts: Sequence[str]) -> None:
    """Write one PNG per page of some PARTS into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Path(temporary) / "workspace"
        open_demo(workspace)
        with serve(workspace) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
            page = new_page(browser)
            expect.set_options(timeout=LIMIT_MS)
            for part in parts:
                PARTS[part](page, address, folder)
            browser.close()
    write_steps(folder, ROOT / "assets" / "steps")
    for path in folder.glob("*.png"):
        make_light(path)


def make_light(path: Path) -> None:
    """Keep a picture in 256 colours, which takes a third of the room; one that is kept so stays as it is."""
    with Image.open(path) as image:
        if image.mode == "P":
            return
        light = image.convert("RGB").quantize(
            256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )  # the colours of clusters stay apart: the usual way to choose merges those of few pixels
    light.save(path, optimize=True)


def write_steps(pictures: Path, folder: Path) -> None:
    """Make the pictures of the pages small, the upper part of a higher one."""
    for name, picture in STEPS.items():
        with Image.open(pictures / f"{picture}.png") as image:
            width, height = STEP_SIZE
            small = image.convert("RGB").crop((0, 0, image.width, image.width * height // width))
            small.thumbnail(STEP_SIZE)
            small.save(folder / f"{name}.webp", quality=80)


def take_pages(page: Page, address: str, folder: Path) -> None:
    """Visit the pages of the demo and take their pictures."""
    for name, path in (("0-start", ""), ("1-videos", "Videos"), ("2-pairs", "Pairs")):
        visit(page, f"{address}/{path}?project=demo")
        page.screenshot(path=folder / f"{name}.png")
    for name in ("Alignment", "Captions", "Words"):
        choose_view(page, name)
        page.screenshot(path=folder / f"2-{name.lower()}.png")
    visit(page, f"{address}/Reconstructions?project=demo")
    expect(page.get_by_text("Drawn from the vector").first).to_be_visible()
    page.screenshot(path=folder / "4-reconstructions.png")
    visit(page, f"{address}/Map?project=demo")
    expect(page.get_by_text("Clusters at a glance")).to_be_visible()
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / "5-map.png")
    click_a_point(page)
    expect(page.get_by_text("Nearest moments")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 1800})
    page.wait_for_timeout(2000)
    page.screenshot(path=folder / "6-map-moment.png")
    page.set_viewport_size({"width": 1440, "height": 900})
    for name in ("clusters", "words", "time", "search"):
        visit(page, f"{address}/Clusters?project=demo&show={name}&word=vaccine&search=meaning&find=vaccine")
        page.screenshot(path=folder / f"7-{name}.png")


def take_comparison(page: Page, address: str, folder: Path) -> None:
    """Take the pictures of Compare, and of Findings with two of its results."""
    page.set_viewport_size({"width": 1440, "height": 1280})
    for section, key, note in (
        ("culture", "look", "What tells both bulletins apart is their studio, not what they show."),
        ("themes", "themes", "Both tell the same seven kinds of scene."),
    ):
        visit(page, f"{address}/Compare?project=demo&compare={section}")
        page.screenshot(path=folder / "8-compare.png")
        pin(page, f"compare-{key}", note)
    visit(page, f"{address}/Findings?project=demo")
    page.screenshot(path=folder / "9-findings.png")
    page.set_viewport_size({"width": 1440, "height": 900})


def pin(page: Page, key: str, note: str) -> None:
    """Keep a result of the page among the findings."""
    page.locator(f".st-key-popover-pin-{key} button").first.click()
    page.locator(f".st-key-pin-note-{key} textarea").fill(note)
    page.get_by_role("button", name="Pin it").click()
    expect(page.get_by_text("Pinned as finding").first).to_be_visible()


def visit(page: Page, url: str) -> None:
    """Open a page and wait until it is drawn."""
    page.goto(url)
    settle(page)
    page.wait_for_timeout(1500)


def take_training(page: Page, address: str, folder: Path) -> None:
    """Start a training and take its picture while it runs, when what the model draws can be made out."""
    visit(page, f"{address}/Train?project=demo")
    page.get_by_role("button", name="Start training").click()
    drawings = page.get_by_text("the original above what the model draws")
    expect(drawings).to_be_visible(timeout=TRAINING_MS)
    page.wait_for_function(
        "share => document.querySelector('[role=progressbar]').ariaValueNow > share",
        arg=60,
        timeout=TRAINING_MS,
    )
    page.wait_for_timeout(4000)
    page.screenshot(path=folder / "3-train.png")
    page.get_by_role("button", name="Stop and keep what it learnt").click()


PARTS = {"pages": take_pages, "comparison": take_comparison, "training": take_training}

if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"), sys.argv[2:] or list(PARTS))
