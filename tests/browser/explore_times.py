"""How long the page Map takes with many moments: `python -m tests.browser.explore_times [MOMENTS] [FOLDER]`.

Makes a film of that many moments (10,000 by default), trains a small model for one epoch, computes the curves over k and the
map, and then measures what people wait for: the page from a warm project, and a change of k, in a real browser
and on the server alone (without a browser: the script of the page, run again). FOLDER keeps the project for another time.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import Page, expect, sync_playwright
from streamlit.testing.v1 import AppTest

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.analysis.projection import MapSettings, stored_map
from crvae_core.demo.captions import TimedLine, as_srt
from crvae_core.material.ingest import IngestSettings, add_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, is_project, open_project
from crvae_core.runs.moments import moments_of
from crvae_core.training.loop import train
from tests.browser.journey import new_page, settle
from tests.clips import write_frames
from tests.server import CHROMIUM_OPTIONS, ROOT, find_chromium, serve

MOMENTS, ROUNDS = 10_000, 5
RATE = 1  # pictures per second, each with a caption
SCENES, STAY = 9, 40  # kinds of picture, and moments for which one stays
WORDS = (
    "doctors",
    "patients",
    "winter",
    "virus",
    "hospital",
    "school",
    "vaccine",
    "town",
    "nurse",
    "fever",
    "rain",
)


def made_project(folder: Path, moments: int) -> Project:
    """A project of one film whose scenes come back, with a run, its curves and its map."""
    place = folder / "many"
    if is_project(place):
        return open_project(place)
    film, captions = folder / "many.mp4", folder / "many.srt"
    write_frames(film, _pictures(moments), rate=RATE, options={"preset": "ultrafast", "g": "50"})
    captions.write_text(_captions(moments), encoding="utf-8")
    project = create_project(place, "many")
    settings = IngestSettings(every_s=1 / RATE, language="en", link=True)
    project, _ = add_video(project, film, captions, settings)
    small = {"image_width": 16, "text_hidden": 64, "batch_size": 96}
    run = train(project, "small", overrides=small, epochs=1)
    vectors = moments_of(run).vectors()
    stored_sweep(project.folder / "analysis", vectors)
    stored_map(project.folder / "analysis", vectors, MapSettings())
    return project


def _pictures(moments: int) -> Iterator[tuple[float, np.ndarray]]:
    random = np.random.default_rng(0)
    scenes = [
        cv2.resize(random.integers(0, 255, (6, 10, 3), np.uint8), (200, 120), interpolation=cv2.INTER_CUBIC)
        for _ in range(SCENES)
    ]
    for number in range(moments):
        picture = scenes[number // STAY * 7 % SCENES].copy()
        x, y = random.integers(0, 160), random.integers(0, 90)
        picture[y : y + 30, x : x + 40] = random.integers(0, 255, 3)
        yield number / RATE, picture


def _captions(moments: int) -> str:
    random = np.random.default_rng(1)
    return as_srt(
        [
            TimedLine(second, second + 1, " ".join(random.choice(WORDS, 6)))
            for second in range(moments // RATE)
        ]
    )


def server_seconds(project: Project) -> tuple[list[float], list[float]]:
    """Seconds of the page's script, run again as it is, and with another k."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=300)
    app.query_params["project"] = project.folder.name
    app.switch_page("pages/5_Map.py")
    app.run()
    again, changed = [], []
    for number in range(ROUNDS):
        again.append(_seconds(app.run))
        slider = next(slider for slider in app.slider if "clusters" in slider.label)
        slider.set_value(4 + number)
        changed.append(_seconds(app.run))
    if app.exception:
        raise RuntimeError(app.exception[0].message)
    return again, changed


def browser_seconds(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Seconds from the address to the drawn map, and from a key on the slider of k to the map in other colours."""
    opened, changed = [], []
    labels = page.locator(".st-key-map-holder .annotation-text")  # of clusters
    for number in range(ROUNDS + 1):  # the first one warms the server up
        started = time.perf_counter()
        page.goto(f"{address}/Map?project=many")
        expect(labels.first).to_be_visible()
        if number:
            opened.append(time.perf_counter() - started)
    settle(page)
    slider = page.get_by_role("slider", name=re.compile("Number of clusters"))
    for key in ("ArrowLeft", "ArrowRight") * 3:
        count = labels.count()
        started = time.perf_counter()
        slider.press(key)
        expect(labels).to_have_count(count + (1 if key == "ArrowRight" else -1))
        changed.append(time.perf_counter() - started)
        settle(page)
    return opened, changed


def _seconds(step: Callable[[], Any]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def main(moments: int, folder: Path) -> None:
    """Measure and print."""
    project = made_project(folder, moments)
    print(f"{len(project.pairs()):,} moments; medians of {ROUNDS}")
    os.environ["CRVAE_HOME"] = str(folder)
    again, changed = server_seconds(project)
    print(
        f"on the server: page {statistics.median(again):.2f} s, another k {statistics.median(changed):.2f} s"
    )
    expect.set_options(timeout=120_000)
    with sync_playwright() as playwright, serve(folder) as address:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        page = new_page(browser)
        opened, drawn = browser_seconds(page, address)
        browser.close()
    print(
        f"in the browser: page {statistics.median(opened):.2f} s, another k {statistics.median(drawn):.2f} s"
    )


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MOMENTS
    if len(sys.argv) > 2:
        main(count, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(count, Path(temporary))
