"""Somebody at the app: what the page is, what was chosen so far, and how one waits until the page stands."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlparse

from playwright.sync_api import Locator, Page, expect

LIMIT_MS = 120_000  # a first UMAP is compiled, which takes long on a busy machine
START = "Start"  # the page of all projects
QUIET_MS = 120  # without a new run of the page's script: it is done
FACTS = Path(__file__).with_name("facts.js").read_text(encoding="utf-8")
# what the app fills in where the view leaves it open; once it is there, it stays as anything else does
FILLED_IN = {"run", "k", "k_from", "clusters", "weight", "layout", "perplexity", "neighbours", "seed"}
FILLED_IN |= {"group_a", "group_b"}


log = logging.getLogger(__name__)


class Mismatch(AssertionError):  # noqa: N818 (a finding, raised to end the walk)
    """The page says something else than what was chosen."""


class NothingHere(Exception):  # noqa: N818 (no fault: something else is done)
    """The page has not what is needed for what was to be done."""


@dataclass(frozen=True)
class Widget:
    """A widget that shows a part of the view. most: options or knobs. over: whether it lies in an open popover."""

    key: str
    part: str
    kind: str
    value: str
    most: int
    over: bool


@dataclass(frozen=True)
class Facts:
    """What is on the page: widgets of the view, the popovers that can be opened, exceptions."""

    widgets: tuple[Widget, ...]
    popovers: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass
class Visitor:
    """Somebody at the app.

    chosen: what the address must say. trail: what was done. labels: what the widgets say for the parts of the view, as far as
    it was seen. pinned: project, page and view of every finding. projects: in the workspace. looks: how often
    somebody only looked. acts: how often each thing was done.
    """

    page: Page
    url: str
    random: random.Random
    chosen: dict[str, str] = field(default_factory=dict)
    where: str = "Map"
    trail: list[str] = field(default_factory=list)
    looks: int = 0
    labels: dict[tuple[str, ...], str] = field(default_factory=dict)
    pinned: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    projects: tuple[str, ...] = ()
    acts: Counter[str] = field(default_factory=Counter)

    def open(self, project: str = "demo") -> None:
        """Open the map as somebody does who has a link to the project."""
        self.go(f"{self.url}/Map?project={project}")
        expect(self.page.locator(".st-key-map-holder path.point").first).to_be_visible()
        self.idle()
        self.chosen = self.address()

    def go(self, address: str) -> None:
        """Open an address in a session of its own."""
        self.page.goto(address)
        self.idle(300)
        self.where = urlparse(address).path.strip("/") or START

    def facts(self) -> Facts:
        """What is on the page now."""
        told: dict[str, Any] = self.page.evaluate(FACTS)
        widgets = tuple(Widget(**one) for one in told["widgets"])
        return Facts(widgets, tuple(told["popovers"]), tuple(told["faults"]))

    def address(self) -> dict[str, str]:
        """What the address says."""
        return dict(parse_qsl(urlparse(self.page.url).query, keep_blank_values=True))

    def did(self, what: str) -> None:
        """Note what is done."""
        self.trail.append(what)
        self.acts[what] += 1
        log.info(what)

    def undid(self, what: str) -> None:
        """Note that what was to be done last could not be."""
        self.trail.pop()
        self.acts[what] -= 1

    def told(self, last: int = 6) -> str:
        """What was done last, for a fault."""
        return f"after {len(self.trail)} acts, the last {self.trail[-last:]}"

    def idle(self, quiet_ms: int = QUIET_MS) -> None:
        """Wait until the script of the page has run and nothing more comes."""
        self.page.wait_for_function(
            "quiet => window.pageIsQuiet && window.pageIsQuiet(quiet)", arg=quiet_ms, polling=20
        )

    def note(self, part: str, value: str | None) -> None:
        """Note that a part was chosen; None: as usual, so that the address does not name it."""
        if value is None:
            self.chosen.pop(part, None)
        else:
            self.chosen[part] = value

    def expect_address(self, **parts: str | None) -> None:
        """Wait until the address says these parts (None: does not say it), and note that they were chosen."""
        for name, value in parts.items():
            self.note(name, value)
        self.until(lambda now: all(now.get(name) == value for name, value in parts.items()), str(parts))

    def until_changed(self, part: str, before: str | None, also: tuple[str, ...] = ()) -> None:
        """Wait until the address says another value of a part; it was chosen then, and what is changed with it."""
        self.until(lambda now: now.get(part) != before, f"another {part} than {before}")
        after = self.address()
        for name in (part, *also, *(("k_from",) if part == "k" else ())):
            self.note(name, after.get(name))

    def widget(self, part: str) -> Locator:
        """The widget that shows a part of the view, however often it was made anew."""
        return self.page.locator(f".st-key-view-{part}, [class*='st-key-view-{part}-']")

    def until(self, fulfilled: Callable[[dict[str, str]], bool], wanted: str) -> None:
        """Wait until the address fulfils something."""
        deadline = time.monotonic() + LIMIT_MS / 1000
        while not fulfilled(self.address()):
            if time.monotonic() > deadline:
                raise Mismatch(f"{self.told()}: the address never said {wanted}: {self.address()}")
            self.page.wait_for_timeout(20)
        self.idle()
