"""A visitor who does everything in any order: `python -m tests.browser.random_walk --steps 1000 --seed 0`.

Every step changes something (a slider, a tab, a point that is clicked, Back, a reload), and then looks somewhere (a popover,
a page). After both the address and every widget that is on the screen must say what the visitor chose, and nothing else.
"""

import argparse
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qsl, urlparse

from playwright.sync_api import Locator, Page, expect, sync_playwright

from crvae_core.analysis.k_selection import stored_sweep
from crvae_core.demo.opening import open_demo
from crvae_core.project.project import Project
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import open_run
from crvae_core.tasks.sweep import KIND
from crvae_core.work.lanes import light
from tests.browser.journey import new_page
from tests.server import CHROMIUM_OPTIONS, find_chromium, serve

LIMIT_MS = 120_000
QUIET_MS = 120  # without a new run of the page's script: it is done
STAYS = {"k", "weight", "layout", "perplexity", "neighbours", "seed", "names", "colour", "clusters", "sel"}
PAGES = ("Map", "Clusters", "Pairs", "Reconstructions", "Train", "Videos")
TABS = {
    "Map": ("layout", "panel", "curves", "mouse", "effect", "alike", "decode"),
    "Clusters": ("show", "part", "time", "search", "alike"),
    "Pairs": ("pairs", "filter"),
    "Reconstructions": (),
    "Train": (),
    "Videos": (),
}
POPOVERS = {
    "Map": ("More",),
    "Clusters": ("How they are made", "Edit", "Merge"),
    "Reconstructions": ("Words",),
}
SHOWN = Path(__file__).with_name("shown.js").read_text(encoding="utf-8")


class Mismatch(AssertionError):  # noqa: N818 (a finding, raised to end the walk)
    """The page says something else than what was chosen."""


@dataclass
class Visitor:
    """Somebody at the app.

    chosen: what the address must say. seen: what it said at every address that was visited, for Back. trail: what was done.
    """

    page: Page
    url: str
    random: random.Random
    chosen: dict[str, str] = field(default_factory=dict)
    where: str = "Map"
    trail: list[str] = field(default_factory=list)
    looks: int = 0

    def open(self) -> None:
        """Open the map as somebody does who has a link to the project."""
        self.page.goto(f"{self.url}/Map?project=demo")
        expect(self.page.locator(".st-key-map-holder path.point").first).to_be_visible()
        self.idle()
        self.chosen = self.address()

    def step(self) -> None:
        """Change something and look somewhere."""
        changes = self.changes()
        name = self.random.choice(sorted(changes))
        self.trail.append(name)
        changes[name]()
        self.check()
        for look in self.random.sample(self.looks_here(), k=1):
            self.trail.append(look.__name__)
            look()
            self.looks += 1
            self.check()

    def address(self) -> dict[str, str]:
        """What the address says."""
        return dict(parse_qsl(urlparse(self.page.url).query, keep_blank_values=True))

    def idle(self, quiet_ms: int = QUIET_MS) -> None:
        """Wait until the script of the page has run and nothing more comes."""
        self.page.wait_for_function(
            "quiet => window.pageIsQuiet && window.pageIsQuiet(quiet)", arg=quiet_ms, polling=20
        )

    def expect_address(self, **parts: str | None) -> None:
        """Wait until the address says these parts (None: does not say it), and note that they were chosen."""
        for name, value in parts.items():
            if value is None:
                self.chosen.pop(name, None)
            else:
                self.chosen[name] = value
        deadline = time.monotonic() + LIMIT_MS / 1000
        while time.monotonic() < deadline:
            now = self.address()
            if all(now.get(name) == value for name, value in parts.items()):
                self.idle()
                return
            self.page.wait_for_timeout(20)
        raise Mismatch(f"after {self.trail[-4:]} the address never said {parts}: {self.address()}")

    def check(self) -> None:
        """Compare the address and all widgets on the screen with what was chosen."""
        faults = []
        now = self.address()
        for name in sorted(STAYS | set(self.chosen)):
            if name != "page" and now.get(name) != self.chosen.get(name):
                faults.append(f"{name}: chosen {self.chosen.get(name)}, the address says {now.get(name)}")
        for name, shown in self.shown().items():
            told = self.chosen.get(name)
            if told is not None and shown != told:
                faults.append(f"{name}: chosen {told}, its widget shows {shown}")
        if self.page.locator("[data-testid=stException]").count():
            faults.append(self.page.locator("[data-testid=stException]").first.inner_text()[:300])
        if faults:
            raise Mismatch(f"after {len(self.trail)} acts, the last {self.trail[-6:]}: {'; '.join(faults)}")

    def shown(self) -> dict[str, str]:
        """What the widgets on the screen show, by their part of the view."""
        found = {}
        for one in self.widgets():
            if one["kind"] in ("slider", "number"):
                found[one["part"]] = _number(one["value"])
            elif one["kind"] in ("switch", "text"):
                found[one["part"]] = one["value"]
        return found

    def widgets(self) -> list[dict[str, str]]:
        """The widgets on the screen that show a part of the view: part, kind, value; one question to the browser for all."""
        found: list[dict[str, str]] = self.page.evaluate(SHOWN)
        return found

    def widget(self, part: str) -> Locator:
        """The widget that shows a part of the view, however often it was made anew."""
        return self.page.locator(f".st-key-view-{part}, [class*='st-key-view-{part}-']")

    def changes(self) -> dict[str, Callable[[], None]]:
        """What can be changed from here."""
        found: dict[str, Callable[[], None]] = {"reload": self.reload, "back": self.back}
        here = {one["part"] for one in self.widgets()}
        for part in TABS[self.where]:
            if part in here:
                found[f"tab {part}"] = lambda part=part: self.choose_tab(part)  # type: ignore[misc]
        if self.where == "Map":
            found |= {
                "k": lambda: self.move("k"),
                "weight": lambda: self.move("weight"),
                "colour": lambda: self.pick("colour"),
                "More: near": self.move_near,
                "More: names": lambda: self.in_popover("More", lambda: self.switch("names")),
                "More: method": lambda: self.in_popover("More", lambda: self.pick("clusters")),
                "click": self.click_point,
            }
            if self.page.get_by_role("button", name="Clear", exact=True).count():
                found["clear"] = self.clear
            if self.page.locator("[class*=st-key-near-]").count():
                found["nearest"] = self.click_nearest
        elif self.where == "Clusters":
            found["made: k"] = lambda: self.in_popover("How they are made", lambda: self.move("k"))
            found["made: method"] = lambda: self.in_popover(
                "How they are made", lambda: self.pick("clusters")
            )
        elif self.where == "Reconstructions":
            found["halves"] = lambda: self.switch("halves")
            found["sort"] = lambda: self.pick("sort")
            found["Words: candidates"] = lambda: self.in_popover("Words", lambda: self.move("candidates"))
        return found

    def looks_here(self) -> list[Callable[[], None]]:
        """Where one can look from here without changing anything."""
        found: list[Callable[[], None]] = [self.go_somewhere]
        if POPOVERS.get(self.where):
            found += [self.open_popover] * 2
        return found

    # changes

    def choose_tab(self, part: str) -> None:
        """Choose one of the buttons side by side."""
        buttons = self.widget(part).get_by_role("radio")
        others = [button for button in buttons.all() if button.get_attribute("aria-checked") != "true"]
        button = self.random.choice(others)
        label = button.inner_text().strip()
        self.trail[-1] += f" {label}"
        before = self.chosen.get(part)
        button.click()
        self.until_changed(part, before)

    def until_changed(self, part: str, before: str | None) -> None:
        """Wait until the address says another value of a part; it was chosen then."""
        deadline = time.monotonic() + LIMIT_MS / 1000
        while self.address().get(part) == before:
            if time.monotonic() > deadline:
                raise Mismatch(f"after {self.trail[-4:]} the address never said another {part} than {before}")
            self.page.wait_for_timeout(20)
        self.idle()
        after = self.address()
        self._note(part, after.get(part))
        for filled in ("perplexity", "neighbours", "k_from", "cluster"):  # follow from it, and only once
            if filled not in self.chosen or filled == "k_from":
                self._note(filled, after.get(filled))

    def move(self, part: str) -> None:
        """Move a slider by a key."""
        slider = self.widget(part).locator("input[type=range]")
        if slider.count() != 1:
            return
        slider.focus()
        low, high = float(slider.get_attribute("min") or 0), float(slider.get_attribute("max") or 1)
        value = float(slider.input_value())
        right = value <= low or (value < high and self.random.random() < 0.5)
        before = self.chosen.get(part)
        slider.press("ArrowRight" if right else "ArrowLeft")
        self.until_changed(part, before)

    def move_near(self) -> None:
        """Change perplexity or neighbours in the popover More."""
        part = {"tsne": "perplexity", "umap": "neighbours"}.get(self.chosen["layout"])
        if part:
            self.in_popover("More", lambda: self.move(part))

    def switch(self, part: str) -> None:
        """Turn a toggle."""
        before = self.chosen.get(part)
        self.widget(part).locator("label").first.click()
        self.until_changed(part, before)

    def pick(self, part: str) -> None:
        """Choose another option of a list."""
        before = self.chosen.get(part)
        self.widget(part).get_by_role("combobox").click()
        options = self.page.get_by_role("option")
        expect(options.first).to_be_visible()
        others = [one for one in options.all() if one.get_attribute("aria-selected") != "true"]
        self.random.choice(others[:6]).click()
        self.until_changed(part, before)

    def in_popover(self, name: str, act: Callable[[], None]) -> None:
        """Do something in a popover and close it."""
        with self.opened(name) as there:
            if there:
                act()

    def click_point(self) -> None:
        """Click a point of the map, with the mouse that picks."""
        if self.chosen.get("mouse", "pan") != "pan" or self.chosen.get("effect", "new") != "new":
            return
        points = self.page.locator(".st-key-map-holder .scatterlayer path.point")
        if not points.count():
            return
        point = points.nth(self.random.randrange(points.count()))
        point.scroll_into_view_if_needed()
        box = point.bounding_box()
        if box is None:
            return
        before = self.address().get("sel")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        hover = self.page.locator(".st-key-map-holder .hovertext")
        try:
            hover.first.wait_for(state="visible", timeout=3000)
        except Exception:  # noqa: BLE001 (a name lies over the point)
            return
        self.page.mouse.down()
        self.page.mouse.up()
        deadline = time.monotonic() + 10
        while self.address().get("sel") == before and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)  # the selected point may have been clicked again
        self.idle()
        for part in ("sel", "panel"):
            self._note(part, self.address().get(part))

    def click_nearest(self) -> None:
        """Go to one of the nearest moments of the selected one."""
        buttons = self.page.locator("[class*=st-key-near-]")
        button = buttons.nth(self.random.randrange(buttons.count()))
        pair_id = re.search(r"st-key-near-(\S+)", button.get_attribute("class") or "")
        assert pair_id
        button.get_by_role("button").click()
        self.expect_address(sel=pair_id[1])

    def clear(self) -> None:
        """Select nothing."""
        self.page.get_by_role("button", name="Clear", exact=True).click()
        self.expect_address(sel=None)

    def reload(self) -> None:
        """Open the same address in a new session, as a link does."""
        self.page.goto(self.page.url)
        self.idle(400)

    def back(self) -> None:
        """Go back and take what the address then says for what was chosen; now and then forward again."""
        before = self.page.url
        self.page.go_back()
        if self.page.url.startswith("about:"):
            self.page.go_forward()
            self.idle(400)
            return
        self.idle(400)
        there = self.address()
        if self.random.random() < 0.5:
            self.page.go_forward()
            self.idle(400)
            if self.page.url != before:
                raise Mismatch(f"Back and Forward led from {before} to {self.page.url}")
            return
        self.chosen = {name: value for name, value in there.items() if name != "page"}
        self.where = urlparse(self.page.url).path.strip("/") or "Map"

    # looks

    def open_popover(self) -> None:
        """Open a popover and close it again."""
        name = self.random.choice(POPOVERS[self.where])
        self.trail[-1] += f" {name}"
        with self.opened(name):
            self.check()

    def go_somewhere(self) -> None:
        """Go to another page by the sidebar."""
        page = self.random.choice([one for one in PAGES if one != self.where])
        self.trail[-1] += f" {page}"
        self.page.locator("[data-testid=stSidebar]").get_by_role(
            "link", name=re.compile(rf"\d\s+{page}$")
        ).click()
        self.page.wait_for_url(re.compile(rf"/{page}\?"))
        expect(self.page.get_by_role("heading", name=page, exact=True).first).to_be_visible()
        self.where = page
        self.idle(300)

    @contextmanager
    def opened(self, name: str) -> Iterator[bool]:
        """A popover that is open meanwhile; gives whether there is one of that name."""
        button = self.page.locator("[data-testid=stPopover]").get_by_role("button", name=name)
        if button.count() != 1:
            yield False
            return
        button.click()
        body = self.page.locator("[data-testid=stPopoverBody]")
        expect(body).to_be_visible()
        yield True
        self.page.keyboard.press("Escape")
        expect(body).to_be_hidden()
        self.idle()

    def _note(self, part: str, value: str | None) -> None:
        if value is None:
            self.chosen.pop(part, None)
        else:
            self.chosen[part] = value


def _number(text: str) -> str:
    """A number as the address writes it."""
    return f"{float(text):.4g}"


def prepare(workspace: Path) -> Project:
    """The demo in a workspace, its curves measured."""
    project = open_demo(workspace)
    stored_sweep(project.folder / "analysis", moments_of(open_run(project)).vectors())
    return project


@contextmanager
def unmeasured(workspace: Path) -> Iterator[None]:
    """Let no curves over k be measured meanwhile but those that are kept: each weight and method would have its own."""
    with mock.patch.dict(os.environ, {"CRVAE_HOME": str(workspace)}), ExitStack() as held:
        for _ in range(light(KIND).places):
            held.enter_context(light(KIND).turn(lambda before: None))
        yield


def walk(
    page: Page, url: str, steps: int, seed: int, report: Callable[[int], None] = lambda _: None
) -> Visitor:
    """Walk so many steps; raises Mismatch where the page says something else than what was chosen."""
    page.set_default_timeout(LIMIT_MS)
    expect.set_options(timeout=LIMIT_MS)
    visitor = Visitor(page, url, random.Random(seed))
    visitor.open()
    for number in range(1, steps + 1):
        visitor.step()
        report(number)
    return visitor


def main() -> None:
    """Walk in a server of one's own and tell how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        prepare(workspace)
        with unmeasured(workspace), serve(workspace) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
            page = new_page(browser)

            def report(number: int) -> None:
                if number % 25 == 0:
                    seconds = time.monotonic() - started
                    print(f"{number} steps, {seconds:.0f} s, {seconds / number:.2f} s a step", flush=True)

            visitor = walk(page, url, asked.steps, asked.seed, report)
            browser.close()
    print(f"{asked.steps} steps and {visitor.looks} looks: everything stayed as it was chosen")


if __name__ == "__main__":
    main()
