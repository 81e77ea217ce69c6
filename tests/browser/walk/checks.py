"""What must hold after everything that is done: the address and all widgets say what was chosen, and nothing else."""

from collections.abc import Iterator
from urllib.parse import unquote

from playwright.sync_api import Browser, expect

from tests.browser.journey import new_page
from tests.browser.walk.visitor import FILLED_IN, LIMIT_MS, Facts, Mismatch, Visitor, Widget

LABELS_VARY = {
    "cluster",
    "theme",
    "across",
    "word",
    "teller",
    "panel",
    "measure",
}  # other words for other clusters or groups
SECTION = {"Pairs": "pairs", "Clusters": "show", "Compare": "compare", "Findings": "board", "Train": "train"}
NUMBERS = {"slider", "number"}
_POINTS = """() => [...document.querySelectorAll(".st-key-map-holder .scatterlayer path.point")].map(
    one => one.getAttribute("transform") + one.style.fill + one.style.opacity)"""
_NAMES = """() => [...document.querySelectorAll(".st-key-map-holder .annotation-text")].map(one => one.textContent)"""


def check(visitor: Visitor) -> Facts:
    """Compare the address and all widgets on the screen with what was chosen; raises Mismatch. Gives what is on the page."""
    facts, now = visitor.facts(), visitor.address()
    for name in FILLED_IN - set(visitor.chosen):
        if name in now:
            visitor.chosen[name] = now[name]
    faults = [*_address_faults(visitor.chosen, now), *facts.faults]
    for widget in facts.widgets:
        faults += _widget_faults(visitor, widget)
    if faults:
        raise Mismatch(f"{visitor.told()}: {'; '.join(faults)}")
    return facts


def picture(visitor: Visitor) -> tuple[list[str], list[str]]:
    """The points of the map with their colours, and the names on it."""
    return visitor.page.evaluate(_POINTS), visitor.page.evaluate(_NAMES)


def same_in_a_new_browser(visitor: Visitor, browser: Browser) -> None:
    """Open the address in another browser: it must show the same map and the same widgets; raises Mismatch."""
    other = new_page(browser)
    other.set_default_timeout(LIMIT_MS)
    try:
        again = Visitor(other, visitor.url, visitor.random, dict(visitor.chosen), labels=visitor.labels)
        again.trail = [*visitor.trail, "in a new browser"]
        again.go(visitor.page.url)
        if visitor.where == "Map":
            expect(other.locator(".st-key-map-holder path.point").first).to_be_visible()
            again.idle(300)
        again.where = visitor.where
        there = check(again)
        here = {one.part: one.value for one in visitor.facts().widgets}
        if here != (seen := {one.part: one.value for one in there.widgets}):
            raise Mismatch(f"{again.told()}: the widgets show {seen}, before {here}")
        if visitor.where == "Map" and picture(again) != picture(visitor):
            raise Mismatch(f"{again.told()}: the map is another one")
    finally:
        other.context.close()


def _address_faults(chosen: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name in sorted({*chosen, *now} - {"page"}):
        if now.get(name) != chosen.get(name):
            yield f"{name}: chosen {chosen.get(name)}, the address says {now.get(name)}"


def _widget_faults(visitor: Visitor, widget: Widget) -> Iterator[str]:
    told = visitor.chosen.get(widget.part)
    if widget.kind in NUMBERS | {"switch", "text"}:
        shown = widget.value if widget.kind in {"switch", "text"} else number(widget.value)
        wanted = told if told is None or widget.kind in {"switch", "text"} else number(told)
        if wanted is not None and shown != wanted:
            yield f"{widget.part}: chosen {told}, its widget shows {widget.value}"
        return
    if widget.kind == "several":
        if told is not None and unquote(told) != widget.value:
            yield f"{widget.part}: chosen {told}, its widget shows {widget.value}"
        return
    if widget.part in LABELS_VARY or (
        told is None and widget.part in {"film", "video", "by", "run_a", "run_b"}
    ):
        return
    section = visitor.chosen.get(SECTION.get(visitor.where, ""), "")
    known = (visitor.chosen.get("project", ""), visitor.where, section, widget.part, told or "")
    if visitor.labels.setdefault(known, widget.value) != widget.value:
        yield f"{widget.part}: for {told} its widget showed {visitor.labels[known]}, and shows {widget.value} now"


def number(text: str) -> str:
    """A number as the address writes it."""
    return f"{float(text):.4g}"
